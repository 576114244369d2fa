"""The audit trail, sweeps and the gazetteer"""

import sqlalchemy as sa
from alembic import op

# The digest is made here and checked in Python (foundation.audit.chain): each end vouches for the other.
CHAIN = """
create function audit_append() returns trigger language plpgsql security definer set search_path = public as $$
declare
    head audit_head;
begin
    select * into strict head from audit_head where one for update;
    new.seq := head.seq + 1;
    new.previous := head.digest;
    new.digest := sha256(convert_to(concat_ws(chr(31),
        new.seq::text,
        to_char(new.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        new.actor, new.action, new.subject_kind, new.subject_id, new.detail,
        encode(new.previous, 'hex')), 'UTF8'));
    update audit_head set seq = new.seq, digest = new.digest where one;
    return new;
end $$;

create function audit_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
end $$;

create trigger audit_append before insert on audit_entry for each row execute function audit_append();
create trigger audit_refuse before update or delete on audit_entry for each row execute function audit_refuse();
create trigger audit_refuse_truncate before truncate on audit_entry execute function audit_refuse();
alter table audit_entry enable always trigger audit_append;
alter table audit_entry enable always trigger audit_refuse;
alter table audit_entry enable always trigger audit_refuse_truncate;
insert into audit_head (one, seq, digest) values (true, 0, decode(repeat('00', 32), 'hex'));
"""

revision = "0001_foundation"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_actor_at"), "audit_entry", ["actor", "at"], unique=False)
    op.create_index(
        op.f("ix_audit_entry_subject_kind_subject_id"), "audit_entry", ["subject_kind", "subject_id"], unique=False
    )
    op.create_table(
        "audit_head",
        sa.Column("one", sa.Boolean(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("one", name=op.f("ck_audit_head_single_row")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("nation", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    op.create_index("ix_place_folded", "place", ["folded"], unique=False, postgresql_ops={"folded": "text_pattern_ops"})
    op.create_table(
        "postcode",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_postcode")),
    )
    op.create_table(
        "sweep_run",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("every_seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sweep_run")),
    )
    op.execute(CHAIN)


def downgrade() -> None:
    op.drop_table("sweep_run")
    op.drop_table("postcode")
    op.drop_index("ix_place_folded", table_name="place", postgresql_ops={"folded": "text_pattern_ops"})
    op.drop_table("place")
    op.drop_table("audit_head")
    op.drop_index(op.f("ix_audit_entry_subject_kind_subject_id"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_actor_at"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.execute("drop function audit_append, audit_refuse")

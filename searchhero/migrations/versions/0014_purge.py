"""Legal holds, receipts of purges, and the one way to empty a version that was public"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014_purge"
down_revision = "0013_languages"
branch_labels = None
depends_on = None

FORGET = """
create function forget_appeal_versions(which uuid) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone integer;
    kept text[];  -- the feeds of an area show the nameless tombstone for thirty days
begin
    if not exists (select from public.appeal where id = which and state in ('withdrawn', 'lapsed')) then
        raise exception 'the appeal has not ended';
    end if;
    if exists (select from public.legal_hold where appeal_id = which and lifted_at is null) then
        raise exception 'a legal hold stops it';
    end if;
    select case when ended_at > now() - interval '30 days' then '{region,nation}'::text[] else '{}' end
        into kept from public.appeal where id = which;
    perform set_config('searchhero.forgets', which::text, true);
    update public.appeal_version as version set reason = '', latitude = 0, longitude = 0,
        content = coalesce((select jsonb_object_agg(key, value) from jsonb_each(content) where key = any(kept)), '{}')
        where appeal_id = which and exists (select from jsonb_object_keys(content) as key where key <> all(kept));
    get diagnostics gone = row_count;
    perform set_config('searchhero.forgets', '', true);
    return gone;
end
$$
"""

# Only who owns the table can update it at all, and then only what is being forgotten.
REFUSE = """
create or replace function appeal_version_refuse() returns trigger language plpgsql as $$
begin
    if current_setting('searchhero.forgets', true) = old.appeal_id::text then
        return new;
    end if;
    raise exception 'a published version does not change' using errcode = 'insufficient_privilege';
end $$
"""
REFUSE_ALL = """
create or replace function appeal_version_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'a published version does not change' using errcode = 'insufficient_privilege';
end $$
"""


def upgrade() -> None:
    op.add_column("appeal", sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(lifted_by is null) = (lifted_at is null)", name=op.f("ck_legal_hold_lifted_by_somebody")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_legal_hold_appeal_id_appeal")),
        sa.ForeignKeyConstraint(
            ["lifted_by"], ["staff_account.id"], name=op.f("fk_legal_hold_lifted_by_staff_account")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["staff_account.id"], name=op.f("fk_legal_hold_set_by_staff_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index(
        "uq_legal_hold_open", "legal_hold", ["appeal_id"], unique=True, postgresql_where=sa.text("lifted_at is null")
    )
    op.create_table(
        "purge_receipt",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("replayed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("part in ('appeal','reports')", name=op.f("ck_purge_receipt_known_part")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_purge_receipt_appeal_id_appeal")),
        sa.PrimaryKeyConstraint("appeal_id", "part", name=op.f("pk_purge_receipt")),
    )
    op.execute(REFUSE)
    op.execute(FORGET)
    op.execute("revoke all on function forget_appeal_versions(uuid) from public")


def downgrade() -> None:
    op.execute("drop function forget_appeal_versions(uuid)")
    op.execute(REFUSE_ALL)
    op.drop_table("purge_receipt")
    op.drop_table("legal_hold")
    op.drop_column("appeal", "purged_at")

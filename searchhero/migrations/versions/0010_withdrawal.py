"""Visits to our own channels, withdrawal certificates, and what could not be recalled"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010_withdrawal"
down_revision = "0009_life"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)
TEXTS = postgresql.ARRAY(sa.Text())


def upgrade() -> None:
    op.create_table(
        "channel_visit",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("tried_at", MOMENT, nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("shown_at", MOMENT, nullable=True),
        sa.Column("shown_date", MOMENT, nullable=True),
        sa.Column("etags", TEXTS, nullable=False),
        sa.CheckConstraint("kind in ('own','shared')", name=op.f("ck_channel_visit_known_kind")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_channel_visit_appeal_id_appeal")),
        sa.PrimaryKeyConstraint("appeal_id", "version", "path", name=op.f("pk_channel_visit")),
    )
    _certificate()
    _channel()
    _leftover()


def _certificate() -> None:
    table = "withdrawal_certificate"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("photo_key", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("checked_at", MOMENT, nullable=True),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("neutral_at", MOMENT, nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.CheckConstraint("kind in ('withdrawn','lapsed','photo')", name=op.f(f"ck_{table}_known_kind")),
        sa.CheckConstraint("(kind = 'photo') = (photo_key is not null)", name=op.f(f"ck_{table}_photo_has_key")),
        sa.CheckConstraint("(digest is null) = (document is null)", name=op.f(f"ck_{table}_sealed_is_whole")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f(f"fk_{table}_appeal_id_appeal")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff_account.id"], name=op.f(f"fk_{table}_ended_by_staff_account")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("appeal_id", "number", name=op.f(f"uq_{table}_appeal_id_number")),
    )
    op.create_index(f"ix_{table}_due", table, ["due_at"], postgresql_where=sa.text("due_at is not null"))


def _channel() -> None:
    table = "withdrawal_channel"
    op.create_table(
        table,
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("shown_at", MOMENT, nullable=True),
        sa.Column("shown_date", MOMENT, nullable=True),
        sa.Column("etags", TEXTS, nullable=False),
        sa.Column("checked_at", MOMENT, nullable=True),
        sa.Column("neutral_since", MOMENT, nullable=True),
        sa.Column("neutral_date", MOMENT, nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.CheckConstraint("kind in ('own','shared')", name=op.f(f"ck_{table}_known_kind")),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["withdrawal_certificate.id"],
            name=op.f(f"fk_{table}_certificate_id_withdrawal_certificate"),
        ),
        sa.PrimaryKeyConstraint("certificate_id", "path", name=op.f(f"pk_{table}")),
    )


def _leftover() -> None:
    table = "withdrawal_leftover"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reminded_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.CheckConstraint("(closed_at is null) = (closed_by is null)", name=op.f(f"ck_{table}_closed_by_name")),
        sa.CheckConstraint("(closed_at is null) or (how <> '')", name=op.f(f"ck_{table}_closed_says_how")),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["withdrawal_certificate.id"],
            name=op.f(f"fk_{table}_certificate_id_withdrawal_certificate"),
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["staff_account.id"], name=op.f(f"fk_{table}_closed_by_staff_account")),
        sa.ForeignKeyConstraint(["owner"], ["staff_account.id"], name=op.f(f"fk_{table}_owner_staff_account")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("certificate_id", "kind", name=op.f(f"uq_{table}_certificate_id_kind")),
    )
    op.create_index(f"ix_{table}_open", table, ["due_at"], postgresql_where=sa.text("closed_at is null"))


def downgrade() -> None:
    for table in ("withdrawal_leftover", "withdrawal_channel", "withdrawal_certificate", "channel_visit"):
        op.drop_table(table)

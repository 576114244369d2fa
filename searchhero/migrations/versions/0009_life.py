"""Scheduled publication, reminders, and long-term appeals"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009_life"
down_revision = "0008_writing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("appeal", sa.Column("missing_since", sa.Text(), server_default="", nullable=False))
    op.add_column("appeal", sa.Column("long_term", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("appeal", sa.Column("long_term_by", sa.Uuid(), nullable=True))
    op.add_column("appeal", sa.Column("long_term_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("appeal", sa.Column("long_term_reason", sa.Text(), server_default="", nullable=False))
    op.create_foreign_key(
        op.f("fk_appeal_long_term_by_staff_account"), "appeal", "staff_account", ["long_term_by"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_appeal_month_of_missing"), "appeal", "missing_since ~ '^([0-9]{4}-(0[1-9]|1[0-2]))?$'"
    )
    op.create_check_constraint(
        op.f("ck_appeal_long_term_has_approver"), "appeal", "long_term = (long_term_by is not null)"
    )
    op.create_table(
        "appeal_schedule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_fingerprint", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_the_way", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.CheckConstraint(
            "state in ('waiting','published','stopped','void')", name=op.f("ck_appeal_schedule_known_state")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (ended_at is null)", name=op.f("ck_appeal_schedule_ended_has_moment")
        ),
        sa.CheckConstraint("publish_at > approved_at", name=op.f("ck_appeal_schedule_ahead")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_schedule_appeal_id_appeal")),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["staff_account.id"], name=op.f("fk_appeal_schedule_approved_by_staff_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_schedule")),
    )
    op.create_index(op.f("ix_appeal_schedule_appeal_id"), "appeal_schedule", ["appeal_id"], unique=False)
    op.create_index(
        "uq_appeal_schedule_waiting",
        "appeal_schedule",
        ["appeal_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_appeal_schedule_due",
        "appeal_schedule",
        ["publish_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "appeal_reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('review_3','review_1','anniversary')", name=op.f("ck_appeal_reminder_known_kind")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_reminder_appeal_id_appeal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_reminder")),
        sa.UniqueConstraint("appeal_id", "kind", "of", name="uq_appeal_reminder_once"),
    )


def downgrade() -> None:
    op.drop_table("appeal_reminder")
    op.drop_index("ix_appeal_schedule_due", table_name="appeal_schedule")
    op.drop_index("uq_appeal_schedule_waiting", table_name="appeal_schedule")
    op.drop_index(op.f("ix_appeal_schedule_appeal_id"), table_name="appeal_schedule")
    op.drop_table("appeal_schedule")
    op.drop_constraint(op.f("ck_appeal_long_term_has_approver"), "appeal", type_="check")
    op.drop_constraint(op.f("ck_appeal_month_of_missing"), "appeal", type_="check")
    op.drop_constraint(op.f("fk_appeal_long_term_by_staff_account"), "appeal", type_="foreignkey")
    for column in ("long_term_reason", "long_term_at", "long_term_by", "long_term", "missing_since"):
        op.drop_column("appeal", column)

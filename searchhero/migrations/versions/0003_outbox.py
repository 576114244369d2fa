"""Mail that must arrive"""

import sqlalchemy as sa
from alembic import op

revision = "0003_outbox"
down_revision = "0002_staff"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("recipient", sa.LargeBinary(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("html", sa.LargeBinary(), nullable=False),
        sa.Column("list_unsubscribe", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("give_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_fault", sa.Text(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("lane in ('urgent','default','bulk')", name=op.f("ck_outbox_message_known_lane")),
        sa.CheckConstraint("state in ('waiting','sent','failed')", name=op.f("ck_outbox_message_known_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
    )
    op.create_index(
        "ix_outbox_message_due",
        "outbox_message",
        ["lane", "next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_outbox_message_unseen",
        "outbox_message",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("state = 'failed' and seen_at is null"),
    )
    op.create_index(
        "ix_outbox_message_kept",
        "outbox_message",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("forgotten_at is null"),
    )
    op.create_index(
        op.f("ix_outbox_message_subject_kind_subject_id"),
        "outbox_message",
        ["subject_kind", "subject_id"],
        unique=False,
    )
    op.create_index(op.f("ix_outbox_message_message_id"), "outbox_message", ["message_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_outbox_message_due", table_name="outbox_message", postgresql_where=sa.text("state = 'waiting'"))
    op.drop_table("outbox_message")

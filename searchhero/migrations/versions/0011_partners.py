"""Partner organisations, briefings, and a link for each of their addresses"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011_partners"
down_revision = "0010_withdrawal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("areas", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind in ('library','shelter','transport','health','other')", name=op.f("ck_partner_known_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("name", name=op.f("uq_partner_name")),
    )
    op.create_table(
        "partner_address",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("approved_by <> proposed_by", name=op.f("ck_partner_address_two_people")),
        sa.CheckConstraint(
            "(approved_by is null) = (approved_at is null)", name=op.f("ck_partner_address_approved_whole")
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_partner_address_email_lower")),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["staff_account.id"], name=op.f("fk_partner_address_approved_by_staff_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["staff_account.id"], name=op.f("fk_partner_address_proposed_by_staff_account")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_address_partner_id_partner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_address")),
    )
    op.create_index(op.f("ix_partner_address_partner_id"), "partner_address", ["partner_id"])
    op.create_index(
        "uq_partner_address_live",
        "partner_address",
        ["partner_id", "email"],
        unique=True,
        postgresql_where=sa.text("retired_at is null"),
    )
    op.create_table(
        "briefing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("current_version", sa.Integer(), nullable=True),
        sa.Column("live_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_partners", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("state in ('proposed','sent','ended')", name=op.f("ck_briefing_known_state")),
        sa.CheckConstraint("(state = 'ended') = (ended_at is not null)", name=op.f("ck_briefing_ended_whole")),
        sa.CheckConstraint(
            "(state <> 'sent') or (current_version is not null and live_until is not null)",
            name=op.f("ck_briefing_sent_has_version"),
        ),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_briefing_appeal_id_appeal")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff_account.id"], name=op.f("fk_briefing_ended_by_staff_account")),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["staff_account.id"], name=op.f("fk_briefing_proposed_by_staff_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing")),
    )
    op.create_index(op.f("ix_briefing_appeal_id"), "briefing", ["appeal_id"])
    op.create_index(
        "uq_briefing_open", "briefing", ["appeal_id"], unique=True, postgresql_where=sa.text("state <> 'ended'")
    )
    op.create_table(
        "briefing_version",
        sa.Column("briefing_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("writers", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.CheckConstraint(
            "cardinality(writers) > 0 and approved_by <> all(writers) and approved_by <> proposed_by",
            name=op.f("ck_briefing_version_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["staff_account.id"], name=op.f("fk_briefing_version_approved_by_staff_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["staff_account.id"], name=op.f("fk_briefing_version_proposed_by_staff_account")
        ),
        sa.ForeignKeyConstraint(
            ["briefing_id"], ["briefing.id"], name=op.f("fk_briefing_version_briefing_id_briefing")
        ),
        sa.PrimaryKeyConstraint("briefing_id", "number", name=op.f("pk_briefing_version")),
    )
    op.create_table(
        "briefing_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("briefing_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("sent_version", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_version", sa.Integer(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by", sa.LargeBinary(), nullable=True),
        sa.Column("ask_step", sa.Integer(), nullable=False),
        sa.Column("next_ask_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_down_by", sa.LargeBinary(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("ask_step between 0 and 3", name=op.f("ck_briefing_link_known_step")),
        sa.CheckConstraint("(closed_at is null) = (closed_by is null)", name=op.f("ck_briefing_link_closed_by_name")),
        sa.ForeignKeyConstraint(
            ["address_id"], ["partner_address.id"], name=op.f("fk_briefing_link_address_id_partner_address")
        ),
        sa.ForeignKeyConstraint(["briefing_id"], ["briefing.id"], name=op.f("fk_briefing_link_briefing_id_briefing")),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["staff_account.id"], name=op.f("fk_briefing_link_closed_by_staff_account")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_briefing_link_partner_id_partner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing_link")),
        sa.UniqueConstraint("briefing_id", "address_id", name=op.f("uq_briefing_link_briefing_id_address_id")),
    )
    op.create_index(op.f("ix_briefing_link_briefing_id"), "briefing_link", ["briefing_id"])
    op.create_index(
        "ix_briefing_link_owed",
        "briefing_link",
        ["next_ask_at"],
        postgresql_where=sa.text("next_ask_at is not null and taken_down_at is null and closed_at is null"),
    )


def downgrade() -> None:
    op.drop_table("briefing_link")
    op.drop_table("briefing_version")
    op.drop_table("briefing")
    op.drop_table("partner_address")
    op.drop_table("partner")

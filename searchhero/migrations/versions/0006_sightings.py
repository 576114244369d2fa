"""Sightings, their photos, and what was forwarded"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006_sightings"
down_revision = "0005_heroes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sighting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("receipt_index", sa.LargeBinary(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("what", sa.LargeBinary(), nullable=False),
        sa.Column("seen_when", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.Column("contact_name", sa.LargeBinary(), nullable=True),
        sa.Column("contact_email", sa.LargeBinary(), nullable=True),
        sa.Column("contact_phone", sa.LargeBinary(), nullable=True),
        sa.Column("police_may_contact", sa.Boolean(), nullable=False),
        sa.Column("charity_may_contact", sa.Boolean(), nullable=False),
        sa.Column("under_18", sa.Boolean(), nullable=False),
        sa.Column("flags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("responsible_id", sa.Uuid(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("triaged_by", sa.Uuid(), nullable=True),
        sa.Column("triaged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside_reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(set_aside_reason is not null) >= (state = 'set_aside')", name=op.f("ck_sighting_set_aside_has_reason")
        ),
        sa.CheckConstraint("lane in ('normal','slow','urgent')", name=op.f("ck_sighting_known_lane")),
        sa.CheckConstraint(
            "state in ('submitted','credible','set_aside','forwarded','acknowledged','closed')",
            name=op.f("ck_sighting_known_state"),
        ),
        sa.CheckConstraint("verdict in ('credible','set_aside')", name=op.f("ck_sighting_known_verdict")),
        sa.CheckConstraint("(triaged_by is null) = (triaged_at is null)", name=op.f("ck_sighting_triage_has_a_person")),
        sa.CheckConstraint("(verdict is null) = (triaged_at is null)", name=op.f("ck_sighting_triage_is_whole")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_sighting_appeal_id_appeal")),
        sa.ForeignKeyConstraint(
            ["responsible_id"], ["staff_account.id"], name=op.f("fk_sighting_responsible_id_staff_account")
        ),
        sa.ForeignKeyConstraint(
            ["triaged_by"], ["staff_account.id"], name=op.f("fk_sighting_triaged_by_staff_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sighting")),
        sa.UniqueConstraint("appeal_id", "form_key", name=op.f("uq_sighting_appeal_id_form_key")),
        sa.UniqueConstraint("receipt_index", name=op.f("uq_sighting_receipt_index")),
    )
    op.create_index(op.f("ix_sighting_appeal_id_received_at"), "sighting", ["appeal_id", "received_at"], unique=False)
    op.create_index("ix_sighting_queue", "sighting", ["state", "lane", "received_at"], unique=False)
    op.create_table(
        "forwarding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sighting_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("package", sa.LargeBinary(), nullable=False),
        sa.Column("package_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("reviewed", sa.Boolean(), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ladder_step", sa.Integer(), nullable=False),
        sa.Column("next_step_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by_words", sa.LargeBinary(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_words", sa.LargeBinary(), nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'answered') <= (outcome is not null)", name=op.f("ck_forwarding_answered_has_outcome")
        ),
        sa.CheckConstraint(
            "(state in ('acknowledged','answered')) <= (acknowledged_at is not null)",
            name=op.f("ck_forwarding_acknowledged_has_time"),
        ),
        sa.CheckConstraint(
            "outcome in ('eliminated','enquiries_made','located','not_them')", name=op.f("ck_forwarding_known_outcome")
        ),
        sa.CheckConstraint(
            "state in ('waiting','sent','overdue','acknowledged','answered')", name=op.f("ck_forwarding_known_state")
        ),
        sa.ForeignKeyConstraint(["sighting_id"], ["sighting.id"], name=op.f("fk_forwarding_sighting_id_sighting")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_forwarding_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forwarding")),
        sa.UniqueConstraint("reference", name=op.f("uq_forwarding_reference")),
        sa.UniqueConstraint("sighting_id", "number", name=op.f("uq_forwarding_sighting_id_number")),
    )
    op.create_index(
        "ix_forwarding_owed",
        "forwarding",
        ["next_step_at"],
        unique=False,
        postgresql_where=sa.text("next_step_at is not null"),
    )
    op.create_index(op.f("ix_forwarding_team_id_created_at"), "forwarding", ["team_id", "created_at"], unique=False)
    op.create_table(
        "sighting_photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sighting_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'clean') <= (width is not null and height is not null)",
            name=op.f("ck_sighting_photo_clean_has_size"),
        ),
        sa.CheckConstraint("state in ('waiting','clean','broken')", name=op.f("ck_sighting_photo_known_state")),
        sa.ForeignKeyConstraint(["sighting_id"], ["sighting.id"], name=op.f("fk_sighting_photo_sighting_id_sighting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sighting_photo")),
        sa.UniqueConstraint("key", name=op.f("uq_sighting_photo_key")),
    )
    op.create_index(op.f("ix_sighting_photo_sighting_id"), "sighting_photo", ["sighting_id"], unique=False)
    op.create_index(
        "ix_sighting_photo_waiting",
        "sighting_photo",
        ["received_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "sighting_reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sighting_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sighting_id"], ["sighting.id"], name=op.f("fk_sighting_reading_sighting_id_sighting")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_account.id"], name=op.f("fk_sighting_reading_staff_id_staff_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sighting_reading")),
    )
    op.create_index(
        op.f("ix_sighting_reading_sighting_id_opened_at"),
        "sighting_reading",
        ["sighting_id", "opened_at"],
        unique=False,
    )
    op.create_table(
        "forwarding_dispatch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("forwarding_id", sa.Uuid(), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=False),
        sa.Column("outbox_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["team_address.id"], name=op.f("fk_forwarding_dispatch_address_id_team_address")
        ),
        sa.ForeignKeyConstraint(
            ["forwarding_id"], ["forwarding.id"], name=op.f("fk_forwarding_dispatch_forwarding_id_forwarding")
        ),
        sa.ForeignKeyConstraint(
            ["outbox_id"], ["outbox_message.id"], name=op.f("fk_forwarding_dispatch_outbox_id_outbox_message")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forwarding_dispatch")),
        sa.UniqueConstraint(
            "forwarding_id", "address_id", "step", name=op.f("uq_forwarding_dispatch_forwarding_id_address_id_step")
        ),
    )


def downgrade() -> None:
    op.drop_table("forwarding_dispatch")
    op.drop_index(op.f("ix_sighting_reading_sighting_id_opened_at"), table_name="sighting_reading")
    op.drop_table("sighting_reading")
    op.drop_index(
        "ix_sighting_photo_waiting", table_name="sighting_photo", postgresql_where=sa.text("state = 'waiting'")
    )
    op.drop_index(op.f("ix_sighting_photo_sighting_id"), table_name="sighting_photo")
    op.drop_table("sighting_photo")
    op.drop_index(op.f("ix_forwarding_team_id_created_at"), table_name="forwarding")
    op.drop_index("ix_forwarding_owed", table_name="forwarding", postgresql_where=sa.text("next_step_at is not null"))
    op.drop_table("forwarding")
    op.drop_index("ix_sighting_queue", table_name="sighting")
    op.drop_index(op.f("ix_sighting_appeal_id_received_at"), table_name="sighting")
    op.drop_table("sighting")

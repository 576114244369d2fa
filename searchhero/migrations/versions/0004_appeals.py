"""Appeals, their versions, photos and the site epoch"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# A published version is what the public was told: it is never changed afterwards (only purged, by its owner).
FROZEN = """
create function appeal_version_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'a published version does not change' using errcode = 'insufficient_privilege';
end $$;
create trigger appeal_version_refuse before update on appeal_version
    for each row execute function appeal_version_refuse();
insert into site_epoch (one, value, raised_at) values (true, 1, now());
"""

revision = "0004_appeals"
down_revision = "0003_outbox"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_epoch",
        sa.Column("one", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one", name=op.f("ck_site_epoch_single_row")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_site_epoch")),
    )
    op.create_table(
        "appeal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("known_as", sa.Text(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("last_seen", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("area_radius", sa.Integer(), nullable=False),
        sa.Column("force", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("legal_reason", sa.Text(), nullable=False),
        sa.Column("family_consent", sa.Text(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("reach", sa.Text(), nullable=False),
        sa.Column("reach_reason", sa.Text(), nullable=False),
        sa.Column("review_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("risk_answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("risk_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("risk_checked_by", sa.Uuid(), nullable=True),
        sa.Column("senior_reason", sa.Text(), nullable=False),
        sa.Column("senior_by", sa.Uuid(), nullable=True),
        sa.Column("senior_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by", sa.Uuid(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("writers", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("material", sa.Boolean(), nullable=False),
        sa.Column("change_reason", sa.Text(), nullable=False),
        sa.Column("review_note", sa.Text(), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("current_version", sa.Integer(), nullable=True),
        sa.Column("live_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'published') <= (current_version is not null and live_until is not null)",
            name=op.f("ck_appeal_published_has_version"),
        ),
        sa.CheckConstraint(
            "(current_version is not null) <= (team_id is not null)", name=op.f("ck_appeal_case_has_team")
        ),
        sa.CheckConstraint("area_radius >= 5000", name=op.f("ck_appeal_coarse_area")),
        sa.CheckConstraint("reach in ('none','partner','area','national')", name=op.f("ck_appeal_known_reach")),
        sa.CheckConstraint("risk in ('high','medium','low')", name=op.f("ck_appeal_known_risk")),
        sa.CheckConstraint(
            "state in ('draft','review','published','withdrawn','lapsed')", name=op.f("ck_appeal_known_state")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["staff_account.id"], name=op.f("fk_appeal_created_by_staff_account")),
        sa.ForeignKeyConstraint(["edited_by"], ["staff_account.id"], name=op.f("fk_appeal_edited_by_staff_account")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff_account.id"], name=op.f("fk_appeal_ended_by_staff_account")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_appeal_place_id_place")),
        sa.ForeignKeyConstraint(
            ["published_by"], ["staff_account.id"], name=op.f("fk_appeal_published_by_staff_account")
        ),
        sa.ForeignKeyConstraint(
            ["risk_checked_by"], ["staff_account.id"], name=op.f("fk_appeal_risk_checked_by_staff_account")
        ),
        sa.ForeignKeyConstraint(["senior_by"], ["staff_account.id"], name=op.f("fk_appeal_senior_by_staff_account")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_appeal_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_appeal_public_id")),
    )
    op.create_index("ix_appeal_state_live", "appeal", ["state", "live_until"], unique=False)
    op.create_table(
        "appeal_clearance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cleared_by", sa.Uuid(), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_clearance_appeal_id_appeal")),
        sa.ForeignKeyConstraint(
            ["cleared_by"], ["staff_account.id"], name=op.f("fk_appeal_clearance_cleared_by_staff_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_clearance")),
        sa.UniqueConstraint("appeal_id", "field", "kind", "words", "sentence", name="uq_appeal_clearance_hit"),
    )
    op.create_index(op.f("ix_appeal_clearance_appeal_id"), "appeal_clearance", ["appeal_id"], unique=False)
    op.create_table(
        "appeal_photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("permission", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('waiting','ready','broken','gone')", name=op.f("ck_appeal_photo_known_state")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_photo_appeal_id_appeal")),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["staff_account.id"], name=op.f("fk_appeal_photo_uploaded_by_staff_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_photo")),
        sa.UniqueConstraint("key", name=op.f("uq_appeal_photo_key")),
    )
    op.create_index(op.f("ix_appeal_photo_appeal_id"), "appeal_photo", ["appeal_id"], unique=False)
    op.create_table(
        "appeal_version",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("material", sa.Boolean(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("radius", sa.Integer(), nullable=False),
        sa.Column("national", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column("writers", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "cardinality(writers) > 0 and published_by <> all(writers)", name=op.f("ck_appeal_version_two_people")
        ),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_version_appeal_id_appeal")),
        sa.ForeignKeyConstraint(
            ["published_by"], ["staff_account.id"], name=op.f("fk_appeal_version_published_by_staff_account")
        ),
        sa.PrimaryKeyConstraint("appeal_id", "number", name=op.f("pk_appeal_version")),
    )
    op.create_index(op.f("ix_appeal_version_published_at"), "appeal_version", ["published_at"], unique=False)
    op.create_foreign_key(
        "fk_appeal_current_version",
        "appeal",
        "appeal_version",
        ["id", "current_version"],
        ["appeal_id", "number"],
        initially="DEFERRED",
        deferrable=True,
    )
    op.execute(FROZEN)


def downgrade() -> None:
    op.drop_constraint("fk_appeal_current_version", "appeal", type_="foreignkey")
    op.drop_table("appeal_version")
    op.drop_index(op.f("ix_appeal_photo_appeal_id"), table_name="appeal_photo")
    op.drop_table("appeal_photo")
    op.drop_index(op.f("ix_appeal_clearance_appeal_id"), table_name="appeal_clearance")
    op.drop_table("appeal_clearance")
    op.drop_index("ix_appeal_state_live", table_name="appeal")
    op.drop_table("appeal")
    op.drop_table("site_epoch")
    op.execute("drop function appeal_version_refuse")

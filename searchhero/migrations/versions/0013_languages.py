"""Appeals in other languages"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013_languages"
down_revision = "0012_api_keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appeal_translation",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("last_seen", sa.Text(), nullable=False),
        sa.Column("alts", postgresql.JSONB(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("language in ('gd','cy','pl','ur')", name=op.f("ck_appeal_translation_known_language")),
        sa.CheckConstraint(
            "approved_by is null or approved_by <> written_by", name=op.f("ck_appeal_translation_two_people")
        ),
        sa.CheckConstraint(
            "(approved_by is null) = (approved_at is null)", name=op.f("ck_appeal_translation_approved_when")
        ),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_translation_appeal_id_appeal")),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["staff_account.id"], name=op.f("fk_appeal_translation_approved_by_staff_account")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["staff_account.id"], name=op.f("fk_appeal_translation_written_by_staff_account")
        ),
        sa.PrimaryKeyConstraint("appeal_id", "language", name=op.f("pk_appeal_translation")),
    )


def downgrade() -> None:
    op.drop_table("appeal_translation")

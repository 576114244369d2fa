"""Every edition of the desk is kept, fields are commented on, and a form that came after its session is kept sealed"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008_writing"
down_revision = "0007_photos"
branch_labels = None
depends_on = None

# What is on the desk now is the first edition that is kept; names as in appeals.rules.merging.
PRESENT = """
insert into appeal_edition (appeal_id, number, fields, written_by, written_at)
select id, edition, jsonb_build_object(
        'known_as', known_as, 'age', age, 'description', description, 'last_seen', last_seen, 'place_id', place_id,
        'area_radius', area_radius, 'force', force, 'reference', reference, 'officer', officer, 'team_id', team_id,
        'legal_basis', legal_basis, 'legal_reason', legal_reason, 'family_consent', family_consent, 'risk', risk,
        'reach', reach, 'reach_reason', reach_reason,
        'review_at', to_char(review_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')
    ) || coalesce((select jsonb_object_agg('risk_' || key, value) from jsonb_each(risk_answers)), '{}'::jsonb),
    edited_by, edited_at
from appeal
"""


def upgrade() -> None:
    op.create_table(
        "appeal_edition",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_edition_appeal_id_appeal")),
        sa.ForeignKeyConstraint(
            ["written_by"], ["staff_account.id"], name=op.f("fk_appeal_edition_written_by_staff_account")
        ),
        sa.PrimaryKeyConstraint("appeal_id", "number", name=op.f("pk_appeal_edition")),
    )
    op.create_table(
        "appeal_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(resolved_by is null) = (resolved_at is null)", name=op.f("ck_appeal_comment_resolved_by_somebody")
        ),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_comment_appeal_id_appeal")),
        sa.ForeignKeyConstraint(
            ["made_by"], ["staff_account.id"], name=op.f("fk_appeal_comment_made_by_staff_account")
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by"], ["staff_account.id"], name=op.f("fk_appeal_comment_resolved_by_staff_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_comment")),
    )
    op.create_index(op.f("ix_appeal_comment_appeal_id"), "appeal_comment", ["appeal_id"])
    op.create_table(
        "rescued_form",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_account.id"],
            name=op.f("fk_rescued_form_staff_id_staff_account"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("staff_id", "path", name=op.f("pk_rescued_form")),
    )  # fmt: skip
    op.create_index(op.f("ix_rescued_form_kept_at"), "rescued_form", ["kept_at"])
    op.execute(PRESENT)


def downgrade() -> None:
    for table in ("rescued_form", "appeal_comment", "appeal_edition"):
        op.drop_table(table)

"""What one administrator wants for somebody, and a second one decides about"""

import sqlalchemy as sa
from alembic import op

revision = "0017_proposals"
down_revision = "0016_report_language"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.CheckConstraint("kind in ('roles','start_again')", name=op.f("ck_staff_proposal_known_kind")),
        sa.CheckConstraint("(kind = 'roles') = (cardinality(roles) > 0)", name=op.f("ck_staff_proposal_roles_named")),
        sa.CheckConstraint("decision in ('given','refused')", name=op.f("ck_staff_proposal_known_decision")),
        sa.CheckConstraint(
            "(decided_by is null) = (decided_at is null) and (decision is null) = (decided_at is null)",
            name=op.f("ck_staff_proposal_decided_whole"),
        ),
        sa.CheckConstraint(
            "decision is distinct from 'given' or decided_by not in (proposed_by, staff_id)",
            name=op.f("ck_staff_proposal_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_account.id"],
            name=op.f("fk_staff_proposal_staff_id_staff_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["staff_account.id"], name=op.f("fk_staff_proposal_proposed_by_staff_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_account.id"], name=op.f("fk_staff_proposal_decided_by_staff_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_proposal")),
    )
    op.create_index(
        "uq_staff_proposal_open",
        "staff_proposal",
        ["staff_id", "kind"],
        unique=True,
        postgresql_where=sa.text("decided_at is null"),
    )


def downgrade() -> None:
    op.drop_table("staff_proposal")

"""To be written by the piece of work of that name"""

revision = "0011_partners"
down_revision = "0010_withdrawal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass

"""To be written by the piece of work of that name"""

revision = "0010_withdrawal"
down_revision = "0009_life"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass

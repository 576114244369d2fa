"""To be written by the piece of work of that name"""

revision = "0009_life"
down_revision = "0008_writing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass

"""To be written by the piece of work of that name"""

revision = "0008_writing"
down_revision = "0007_photos"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass

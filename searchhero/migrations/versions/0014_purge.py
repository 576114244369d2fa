"""To be written by the piece of work of that name"""

revision = "0014_purge"
down_revision = "0013_languages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass

"""To be written by the piece of work of that name"""

revision = "0013_languages"
down_revision = "0012_api_keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass

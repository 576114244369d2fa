"""To be written by the piece of work of that name"""

revision = "0012_api_keys"
down_revision = "0011_partners"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass

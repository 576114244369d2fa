"""Heroes, their places, and digests."""

revision = "0005_heroes"
down_revision = "0004_appeals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass

"""To be written by the piece of work of that name"""

revision = "0007_photos"
down_revision = "0006_sightings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass

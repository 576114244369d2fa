"""Sightings, photos and forwardings."""

revision = "0006_sightings"
down_revision = "0005_heroes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass

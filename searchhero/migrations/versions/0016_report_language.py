"""The language of the page that a report was written on"""

import sqlalchemy as sa
from alembic import op

revision = "0016_report_language"
down_revision = "0015_door"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sighting", sa.Column("language", sa.Text(), server_default="en", nullable=False))
    op.create_check_constraint(op.f("ck_sighting_known_language"), "sighting", "language in ('en','gd','cy','pl','ur')")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_sighting_known_language"), "sighting", type_="check")
    op.drop_column("sighting", "language")

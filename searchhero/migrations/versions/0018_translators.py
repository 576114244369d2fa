"""Everybody who wrote in a translation since a second person approved it"""

import sqlalchemy as sa
from alembic import op

revision = "0018_translators"
down_revision = "0017_proposals"
branch_labels = None
depends_on = None
_TWO_PEOPLE = "ck_appeal_translation_two_people"


def upgrade() -> None:
    op.add_column("appeal_translation", sa.Column("writers", sa.ARRAY(sa.Uuid()), nullable=True))
    op.execute("update appeal_translation set writers = array[written_by]")
    op.alter_column("appeal_translation", "writers", nullable=False)
    op.drop_constraint(op.f(_TWO_PEOPLE), "appeal_translation", type_="check")
    op.create_check_constraint(
        op.f(_TWO_PEOPLE), "appeal_translation", "approved_by is null or approved_by <> all (writers)"
    )
    op.create_check_constraint(
        op.f("ck_appeal_translation_writer_among_writers"), "appeal_translation", "written_by = any (writers)"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_appeal_translation_writer_among_writers"), "appeal_translation", type_="check")
    op.drop_constraint(op.f(_TWO_PEOPLE), "appeal_translation", type_="check")
    op.create_check_constraint(
        op.f(_TWO_PEOPLE), "appeal_translation", "approved_by is null or approved_by <> written_by"
    )
    op.drop_column("appeal_translation", "writers")

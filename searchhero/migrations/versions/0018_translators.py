"""Everybody who wrote in a translation since a second person approved it"""

import sqlalchemy as sa
from alembic import op

revision = "0018_translators"
down_revision = "0017_proposals"
branch_labels = None
depends_on = None
_TWO_PEOPLE = "ck_appeal_translation_two_people"
_WRITERS = """
update appeal_translation as words set writers = array(
    select words.written_by
    union
    select cast(substring(entry.actor from 7) as uuid) from audit_entry as entry
    where words.approved_by is null
        and entry.action = 'appeal.translation_saved' and entry.actor like 'staff:%'
        and entry.subject_kind = 'appeal' and entry.subject_id = cast(words.appeal_id as text)
        and cast(entry.detail as jsonb) ->> 'language' = words.language
)
"""
"""Of one that waits, whoever ever saved it: to ask one person too many is better than one too few."""


def upgrade() -> None:
    op.add_column("appeal_translation", sa.Column("writers", sa.ARRAY(sa.Uuid()), nullable=True))
    op.execute(_WRITERS)
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

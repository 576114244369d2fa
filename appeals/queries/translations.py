"""An appeal in other languages, on the desk."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from appeals.models import Appeal, AppealTranslation
from appeals.rules import PublicAppeal, Translation
from appeals.rules.translations import Written, approved

_STANDS = or_(AppealTranslation.withdrawn_at.is_(None), AppealTranslation.withdrawn_at < AppealTranslation.written_at)
"""Not taken back, or written anew since."""


def translations(session: Session, appeal_id: UUID) -> Sequence[AppealTranslation]:
    """Every one that was written, approved or not."""
    found = select(AppealTranslation).where(AppealTranslation.appeal_id == appeal_id)
    return session.scalars(found.order_by(AppealTranslation.language)).all()


def translation(session: Session, appeal_id: UUID, language: str) -> AppealTranslation | None:
    """The one of that language."""
    return session.get(AppealTranslation, (appeal_id, language))


def written(row: AppealTranslation) -> Written:
    """For the rules."""
    return Written(
        translation=Translation(
            language=row.language,
            description=row.description,
            last_seen=row.last_seen,
            alts=tuple(sorted(row.alts.items())),
        ),
        source=row.source,
        writers=frozenset(row.writers),
        approved_by=row.approved_by,
        withdrawn=row.withdrawn_at is not None and row.withdrawn_at >= row.written_at,
    )


def with_translations(session: Session, appeal: PublicAppeal, *, waiting: str = "") -> PublicAppeal:
    """``appeal`` with the approved translations of its words, and the one in the language ``waiting`` if it waits."""
    rows = translations(session, appeal.appeal_id)
    return approved(appeal, [written(row) for row in rows], waiting=waiting)


def oldest_unapproved(session: Session) -> datetime | None:
    """Since when the first translation of an appeal at work waits for a second person."""
    waits = (
        select(AppealTranslation.written_at)
        .join(Appeal, Appeal.id == AppealTranslation.appeal_id)
        .where(AppealTranslation.approved_by.is_(None), _STANDS)
        .where(Appeal.state.in_(("draft", "review", "published")))
    )
    return session.scalar(waits.order_by(AppealTranslation.written_at).limit(1))

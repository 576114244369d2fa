"""What was written before, and what was said about it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from appeals.models import Appeal, AppealComment, AppealEdition, AppealVersion
from appeals.queries.desk import fields_of
from appeals.queries.photo import photos
from appeals.rules import PhotoWords, Value, flat


def photo_words_of(session: Session, appeal_id: UUID) -> dict[str, PhotoWords]:
    """What is written about the photos, by the name of the upload."""
    return {
        photo.original: PhotoWords(alt=photo.alt, source=photo.source, permission=photo.permission)
        for photo in photos(session, appeal_id)
    }


def flat_of(session: Session, row: Appeal) -> dict[str, Value]:
    """Everything that is on the desk now."""
    return flat(fields_of(row), photo_words_of(session, row.id))


def edition_at(session: Session, appeal_id: UUID, number: int) -> dict[str, Value]:
    """What was on the desk at that edition; empty when it is not known."""
    found = session.get(AppealEdition, (appeal_id, number))
    return dict(found.fields) if found else {}


def editions(session: Session, appeal_id: UUID, limit: int = 1000) -> Sequence[AppealEdition]:
    """All editions, newest first."""
    return session.scalars(
        select(AppealEdition)
        .where(AppealEdition.appeal_id == appeal_id)
        .order_by(AppealEdition.number.desc())
        .limit(limit)
    ).all()


def versions(session: Session, appeal_id: UUID) -> Sequence[AppealVersion]:
    """All that was published, newest first."""
    return session.scalars(
        select(AppealVersion).where(AppealVersion.appeal_id == appeal_id).order_by(AppealVersion.number.desc())
    ).all()


def comments(session: Session, appeal_id: UUID) -> Sequence[AppealComment]:
    """Open ones first, then the newest."""
    return session.scalars(
        select(AppealComment)
        .where(AppealComment.appeal_id == appeal_id)
        .order_by(AppealComment.resolved_at.is_not(None), AppealComment.made_at.desc(), AppealComment.id)
    ).all()

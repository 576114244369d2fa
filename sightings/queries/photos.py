"""Look-ups about the photos of reports."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appeals.models import AppealPhoto
from sightings.models import SightingPhoto


def waiting(session: Session) -> Sequence[UUID]:
    """Photos that have no clean copy yet, the oldest first."""
    return session.scalars(
        select(SightingPhoto.id).where(SightingPhoto.state == "waiting").order_by(SightingPhoto.received_at)
    ).all()


def oldest_waiting(session: Session) -> datetime | None:
    """Since when the oldest of them waits."""
    return session.scalar(select(func.min(SightingPhoto.received_at)).where(SightingPhoto.state == "waiting"))


def owned(session: Session, keys: Collection[str]) -> set[str]:
    """Those of ``keys`` that a row of any room names: the store of sealed files is one for all."""
    mine = select(SightingPhoto.key).where(SightingPhoto.key.in_(keys))
    theirs = select(AppealPhoto.key).where(AppealPhoto.key.in_(keys))
    return set(session.scalars(mine.union_all(theirs)))


def with_file(session: Session, *, before: datetime) -> Sequence[tuple[UUID, str]]:
    """Id and key of the photos whose original must be in the store."""
    statement = select(SightingPhoto.id, SightingPhoto.key).where(
        SightingPhoto.state.in_(("waiting", "clean")), SightingPhoto.received_at < before
    )
    return [(photo_id, key) for photo_id, key in session.execute(statement)]

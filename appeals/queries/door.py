"""Requests of people who say that an appeal is about them. Read by this room's staff pages alone (rule R6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from appeals.models import Appeal, DoorReading, DoorRequest
from appeals.rules.door import READING_LASTS, Lane

_WAITING = DoorRequest.answered_at.is_(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One request in the list: nothing of what was typed."""

    request: DoorRequest
    appeal: Appeal


def waiting(session: Session) -> list[Line]:
    """Those that nobody has closed, the slow lane last, the longest waiting first."""
    return _lines(session, _WAITING, (DoorRequest.lane == Lane.SLOW, DoorRequest.received_at), 500)


def answered(session: Session, *, limit: int) -> list[Line]:
    """Those that somebody closed, the newest first."""
    return _lines(session, ~_WAITING, (DoorRequest.answered_at.desc(),), limit)


def one(session: Session, request_id: UUID) -> Line | None:
    """One of them, with its appeal."""
    found = _lines(session, DoorRequest.id == request_id, (), 1)
    return found[0] if found else None


def locked(session: Session, request_id: UUID) -> DoorRequest | None:
    """Closed by one person at a time."""
    return session.get(DoorRequest, request_id, with_for_update=True)


def by_form(session: Session, appeal_id: UUID, form_key: str) -> UUID | None:
    """The request that this very form made."""
    return session.scalar(
        select(DoorRequest.id).where(DoorRequest.appeal_id == appeal_id, DoorRequest.form_key == form_key)
    )


def untold(session: Session) -> list[UUID]:
    """Those of which the duty managers have not heard, the oldest first."""
    query = select(DoorRequest.id).where(_WAITING, DoorRequest.told_at.is_(None))
    return list(session.scalars(query.order_by(DoorRequest.received_at)))


def told_since(session: Session, appeal_id: UUID, since: datetime) -> bool:
    """Whether the duty managers heard of this appeal after ``since``, and nobody has opened that one yet."""
    unopened = and_(DoorRequest.appeal_id == appeal_id, DoorRequest.first_opened_at.is_(None), _WAITING)
    return bool(session.scalar(select(exists().where(unopened, DoorRequest.told_at > since))))


def is_open_for(session: Session, request_id: UUID, staff_id: UUID, now: datetime) -> bool:
    """Whether this very person opened this very request in the last two hours."""
    mine = and_(DoorReading.request_id == request_id, DoorReading.staff_id == staff_id)
    return bool(session.scalar(select(exists().where(mine, DoorReading.opened_at > now - READING_LASTS))))


def how_waiting(session: Session) -> tuple[int, datetime | None]:
    """How many nobody has closed, and since when the first one waits."""
    row = session.execute(select(func.count(), func.min(DoorRequest.received_at)).where(_WAITING)).one()
    return row[0], row[1]


def oldest_unopened(session: Session) -> datetime | None:
    """Since when the first one waits that nobody has read."""
    unopened = and_(_WAITING, DoorRequest.first_opened_at.is_(None))
    return session.scalar(select(func.min(DoorRequest.received_at)).where(unopened))


def _lines(session: Session, condition: object, order: Sequence[object], limit: int) -> list[Line]:
    query = select(DoorRequest, Appeal).join(Appeal, Appeal.id == DoorRequest.appeal_id)
    rows = session.execute(query.where(condition).order_by(*order).limit(limit))  # type: ignore[arg-type]
    return [Line(request=request, appeal=appeal) for request, appeal in rows]

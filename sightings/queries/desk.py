"""What the triage desk, the ladder and the team's page read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from appeals.models import Appeal
from outbox.models import OutboxMessage
from outbox.rules import State as Sending
from sightings.models import Forwarding, ForwardingDispatch, Sighting, SightingPhoto, SightingReading
from sightings.rules.alerts import needs_a_human
from sightings.rules.ladder import Rung
from sightings.rules.states import Delivery, Lane
from sightings.rules.words import Flag

READING_LASTS = timedelta(hours=2)
"""A report stays open for the person who opened it; afterwards they say again that they are reading it (rule Y1)."""
UNTRIAGED: ColumnElement[bool] = Sighting.verdict.is_(None)
NEEDS_A_HUMAN: ColumnElement[bool] = or_(Sighting.under_18, Sighting.flags.overlap([Flag.SELF, Flag.MINOR]))
_IS_ITEM: ColumnElement[bool] = Forwarding.number == 1
_SILENT: ColumnElement[bool] = and_(_IS_ITEM, Forwarding.acknowledged_at.is_(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One report in a list: enough to choose which to open, and nothing that the sender wrote."""

    id: UUID
    lane: Lane
    state: str
    received_at: datetime
    known_as: str
    reference: str
    force: str
    risk: str
    flags: tuple[str, ...]
    supportive: bool
    """The sender is under 18 or seems to be the missing person (rule S7)."""
    language: str
    """Of the page that it was written on."""
    photos: int
    opened: bool
    verdict: str | None
    responsible_id: UUID | None
    forwarding: str | None
    """State of the forwarding."""
    due_at: datetime | None
    red: bool


def waiting(session: Session) -> Sequence[Line]:
    """Reports that nobody has judged, in the order of the desk: danger and S7, then risk, then age; slow lane last."""
    first = case((Sighting.lane == Lane.URGENT, 0), (NEEDS_A_HUMAN, 1), (Sighting.lane == Lane.SLOW, 3), else_=2)
    return _lines(session, _rows().where(UNTRIAGED).order_by(first, _risk(), Sighting.received_at, Sighting.id))


def with_police(session: Session, *, limit: int = 200) -> Sequence[Line]:
    """Judged credible: red ones first, then the longest unacknowledged, then the newest."""
    order = (
        ~func.coalesce(red(), False),
        Forwarding.acknowledged_at.is_not(None),
        case((_SILENT, Forwarding.due_at)),
        Sighting.received_at.desc(),
    )
    return _lines(session, _rows().where(Sighting.verdict == "credible").order_by(*order).limit(limit))


def set_aside(session: Session, *, limit: int = 200) -> Sequence[Line]:
    """Set aside with a reason, the newest first; each can be taken up again (rule S10)."""
    return _lines(
        session, _rows().where(Sighting.verdict == "set_aside").order_by(Sighting.triaged_at.desc()).limit(limit)
    )


def counts(session: Session) -> dict[str, int]:
    """How many reports each list of the desk has."""
    judged = (UNTRIAGED, Sighting.verdict == "credible", Sighting.verdict == "set_aside")
    row = session.execute(select(*(func.count().filter(verdict) for verdict in judged)).select_from(Sighting)).one()
    return {"waiting": row[0], "police": row[1], "set_aside": row[2]}


def others_of_case(session: Session, sighting: Sighting) -> Sequence[Sighting]:
    """Other reports about the same person, newest first."""
    same = (Sighting.appeal_id == sighting.appeal_id, Sighting.id != sighting.id)
    return session.scalars(select(Sighting).where(*same).order_by(Sighting.received_at.desc()).limit(50)).all()


def is_open_for(session: Session, sighting_id: UUID, staff_id: UUID, now: datetime) -> bool:
    """Whether this very person opened this very report in the last two hours."""
    mine = and_(SightingReading.sighting_id == sighting_id, SightingReading.staff_id == staff_id)
    return bool(session.scalar(select(exists().where(mine, SightingReading.opened_at > now - READING_LASTS))))


def photo(session: Session, sighting_id: UUID, key: str) -> SightingPhoto | None:
    """A photo of this report; None for one of another report."""
    if not key.isalnum():  # PostgreSQL is not asked for what cannot be a name: it refuses U+0000
        return None
    return session.scalar(
        select(SightingPhoto).where(SightingPhoto.sighting_id == sighting_id, SightingPhoto.key == key)
    )


def photos(session: Session, sighting_id: UUID) -> Sequence[SightingPhoto]:
    """Those that came with a report, in the order of coming."""
    return session.scalars(
        select(SightingPhoto)
        .where(SightingPhoto.sighting_id == sighting_id)
        .order_by(SightingPhoto.received_at, SightingPhoto.id)
    ).all()


def locked(session: Session, sighting_id: UUID) -> Sighting | None:
    """The report with its row locked: it is judged by one person at a time."""
    return session.get(Sighting, sighting_id, with_for_update=True)


def locked_forwarding(session: Session, forwarding_id: UUID) -> Forwarding:
    """The forwarding with its report's row locked, then its own: always in this order, so that nobody waits in a ring.

    Raises:
        sqlalchemy.exc.NoResultFound: there is none.
    """
    whose = select(Forwarding.sighting_id).where(Forwarding.id == forwarding_id)
    session.get_one(Sighting, session.scalars(whose).one(), with_for_update=True)
    return session.get_one(Forwarding, forwarding_id, with_for_update=True)


def forwardings(session: Session, sighting_id: UUID) -> Sequence[Forwarding]:
    """The report and its supplements as they went, by number."""
    mine = select(Forwarding).where(Forwarding.sighting_id == sighting_id)
    return session.scalars(mine.order_by(Forwarding.number)).all()


def item_of(session: Session, forwarding: Forwarding) -> Forwarding:
    """The report that a supplement belongs to; a report belongs to itself."""
    if forwarding.number == 1:
        return forwarding
    return session.scalars(select(Forwarding).where(Forwarding.sighting_id == forwarding.sighting_id, _IS_ITEM)).one()


def written_to(session: Session, forwarding_id: UUID) -> frozenset[UUID]:
    """The addresses that a mail of this forwarding has gone to."""
    statement = select(ForwardingDispatch.address_id).where(ForwardingDispatch.forwarding_id == forwarding_id)
    return frozenset(session.scalars(statement))


def sendings(session: Session, sighting_id: UUID) -> Sequence[tuple[ForwardingDispatch, OutboxMessage]]:
    """Every mail to the team about a report, with what became of it, oldest first."""
    rows = session.execute(
        select(ForwardingDispatch, OutboxMessage)
        .join(OutboxMessage, OutboxMessage.id == ForwardingDispatch.outbox_id)
        .join(Forwarding, Forwarding.id == ForwardingDispatch.forwarding_id)
        .where(Forwarding.sighting_id == sighting_id)
        .order_by(ForwardingDispatch.sent_at, ForwardingDispatch.id)
    )
    return [(dispatch, message) for dispatch, message in rows]


def owed(session: Session, now: datetime) -> Sequence[UUID]:
    """Forwardings whose next step is due, or whose mail was refused for good on the rung where they are."""
    statement = select(Forwarding.id).where(
        Forwarding.next_step_at.is_not(None), or_(Forwarding.next_step_at <= now, _refused())
    )
    return session.scalars(statement.order_by(Forwarding.next_step_at)).all()


def taken_over(session: Session) -> Sequence[UUID]:
    """Forwardings that a relay has taken over, and that do not say so yet."""
    sent = _dispatched(OutboxMessage.state == Sending.SENT)
    return session.scalars(select(Forwarding.id).where(Forwarding.state == Delivery.WAITING, sent)).all()


def refused_on_its_rung(session: Session, forwarding_id: UUID) -> bool:
    """Whether a mail of the rung where it is was refused for good."""
    return bool(session.scalar(select(exists().where(Forwarding.id == forwarding_id, _refused()))))


def _refused() -> ColumnElement[bool]:
    return _dispatched(OutboxMessage.state == Sending.FAILED, ForwardingDispatch.step == Forwarding.ladder_step)


def _dispatched(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        ForwardingDispatch.forwarding_id == Forwarding.id,
        OutboxMessage.id == ForwardingDispatch.outbox_id,
        *conditions,
    )


def never_dispatched() -> ColumnElement[bool]:
    """Nothing could be sent: the team has no approved address."""
    return ~exists().where(ForwardingDispatch.forwarding_id == Forwarding.id)


def red() -> ColumnElement[bool]:
    """A red line on the wall: nothing could be sent, or nobody acknowledged whatever was tried."""
    return and_(_SILENT, or_(Forwarding.ladder_step >= Rung.WALL, never_dispatched()))


def silent() -> ColumnElement[bool]:
    """A report that its team has not acknowledged."""
    return _SILENT


def _rows() -> Select[Any]:
    photos_of = select(func.count()).where(SightingPhoto.sighting_id == Sighting.id).scalar_subquery()
    opened = exists().where(SightingReading.sighting_id == Sighting.id)
    return (
        select(Sighting, Appeal, Forwarding, photos_of, opened, func.coalesce(red(), False))
        .join(Appeal, Appeal.id == Sighting.appeal_id)
        .outerjoin(Forwarding, and_(Forwarding.sighting_id == Sighting.id, _IS_ITEM))
    )


def _risk() -> ColumnElement[int]:
    return case((Appeal.risk == "high", 0), (Appeal.risk == "medium", 1), else_=2)


def _lines(session: Session, statement: Select[Any]) -> Sequence[Line]:
    return [
        Line(
            id=sighting.id,
            lane=Lane(sighting.lane),
            state=sighting.state,
            received_at=sighting.received_at,
            known_as=appeal.known_as,
            reference=appeal.reference,
            force=appeal.force,
            risk=appeal.risk,
            flags=tuple(sighting.flags),
            supportive=needs_a_human(under_18=sighting.under_18, flags=sighting.flags),
            language=sighting.language,
            photos=photo_count,
            opened=opened,
            verdict=sighting.verdict,
            responsible_id=sighting.responsible_id,
            forwarding=forwarding.state if forwarding else None,
            due_at=forwarding.due_at if forwarding else None,
            red=is_red,
        )
        for sighting, appeal, forwarding, photo_count, opened, is_red in session.execute(statement)
    ]

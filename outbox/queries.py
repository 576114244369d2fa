"""Every SELECT of the outbox; the door for other rooms."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.fernet import InvalidToken
from sqlalchemy import ColumnElement, LargeBinary, and_, func, literal_column, or_, select, type_coerce
from sqlalchemy.orm import Session, defer

from foundation import vault
from outbox.models import OutboxMessage
from outbox.rules import LONG_WAIT, TAKEN_BACK, Lane, State, masked

# Written out, not bound: the partial indexes are then used whatever plan PostgreSQL keeps.
_WAITING: ColumnElement[bool] = OutboxMessage.state == literal_column(f"'{State.WAITING}'")
_UNSEEN: ColumnElement[bool] = and_(
    OutboxMessage.state == literal_column(f"'{State.FAILED}'"), OutboxMessage.seen_at.is_(None)
)

_SEALED = (OutboxMessage.recipient, OutboxMessage.subject, OutboxMessage.text, OutboxMessage.html)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A mail that failed, or that waits too long, as staff see it: no address, no words."""

    id: UUID
    kind: str
    lane: str
    subject_kind: str
    subject_id: str
    recipient: str
    """Masked: ``m…@example.org``."""
    state: str
    created_at: datetime
    attempts: int
    fault: str


def due(session: Session, lane: Lane, now: datetime) -> UUID | None:
    """Lock one row of that lane that may be tried now and that no other worker is looking at; the longest due first."""
    statement = select(OutboxMessage.id).where(OutboxMessage.lane == lane, _may_go(now))
    return session.scalar(statement.order_by(OutboxMessage.next_attempt_at).limit(1).with_for_update(skip_locked=True))


def due_row(session: Session, message_id: UUID, now: datetime) -> UUID | None:
    """Lock that row when it may be tried now and no other worker is looking at it."""
    statement = select(OutboxMessage.id).where(OutboxMessage.id == message_id, _may_go(now))
    return session.scalar(statement.with_for_update(skip_locked=True))


def oldest_waiting(session: Session, lane: Lane) -> datetime | None:
    """Since when the longest waiting mail of that lane waits; None when none does."""
    return session.scalar(select(func.min(OutboxMessage.created_at)).where(OutboxMessage.lane == lane, _WAITING))


def oldest_unseen(session: Session) -> datetime | None:
    """Since when a failed mail waits for somebody to look at it; None when none does."""
    return session.scalar(select(func.min(OutboxMessage.created_at)).where(_UNSEEN))


def troubled(session: Session, now: datetime, *, limit: int = 200) -> Sequence[Trouble]:
    """Failed mails that nobody has looked at, then those that wait too long; urgent and old first."""
    urgent_first = OutboxMessage.lane != Lane.URGENT
    statement = (
        select(OutboxMessage, type_coerce(OutboxMessage.recipient, LargeBinary))
        .options(*map(defer, _SEALED))
        .where(_in_trouble(now))
        .order_by(OutboxMessage.state != State.FAILED, urgent_first, OutboxMessage.created_at)
        .limit(limit)
    )
    return [_trouble(message, sealed) for message, sealed in session.execute(statement)]


def how_troubled(session: Session, now: datetime) -> tuple[int, datetime | None]:
    """How many mails are in trouble, and since when the oldest of them."""
    statement = select(func.count(), func.min(OutboxMessage.created_at)).where(_in_trouble(now))
    number, oldest = session.execute(statement).one()
    return number, oldest


def how_many(session: Session, kind: str, cause: str, causes: Collection[object]) -> tuple[int, int]:
    """Of the mails of that kind and these causes: how many wait, and how many were taken back and never sent."""
    mine = and_(
        OutboxMessage.kind == kind, OutboxMessage.subject_kind == cause,
        OutboxMessage.subject_id.in_([str(each) for each in causes]),
    )  # fmt: skip
    taken = and_(OutboxMessage.state == State.FAILED, OutboxMessage.last_fault.startswith(TAKEN_BACK))
    waiting, taken_back = session.execute(
        select(func.count().filter(OutboxMessage.state == State.WAITING), func.count().filter(taken)).where(mine)
    ).one()
    return waiting, taken_back


def _may_go(now: datetime) -> ColumnElement[bool]:
    free = or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= now)
    return and_(_WAITING, OutboxMessage.next_attempt_at <= now, free)


def _in_trouble(now: datetime) -> ColumnElement[bool]:
    late = [
        and_(OutboxMessage.lane == lane, OutboxMessage.created_at <= now - wait) for lane, wait in LONG_WAIT.items()
    ]
    return or_(_UNSEEN, and_(_WAITING, or_(*late)))


def _address(sealed: bytes) -> str:
    """A row that cannot be read any more is in trouble itself: it must not hide the others."""
    try:
        return masked(vault.unseal(sealed).decode())
    except InvalidToken:
        return "…"


def _trouble(message: OutboxMessage, sealed: bytes) -> Trouble:
    return Trouble(
        id=message.id,
        kind=message.kind,
        lane=message.lane,
        subject_kind=message.subject_kind,
        subject_id=message.subject_id,
        recipient=_address(sealed),
        state=message.state,
        created_at=message.created_at,
        attempts=message.attempts,
        fault=message.last_fault or "",
    )

"""The journey of a mail: lease → hand over → settle.

The lease and the outcome are short transactions; the relay is spoken to between them. The fence is the lease's
random name: whoever lost the lease (a worker that slept too long) writes nothing any more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import structlog
from cryptography.fernet import InvalidToken
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from foundation.background import request_id
from foundation.database import reading, transaction
from outbox import queries, smtp
from outbox.composers import UnsafeHeaderError, mail_of
from outbox.models import OutboxMessage
from outbox.post import still_wanted
from outbox.rules import KEPT, LEASE, TAKEN_BACK, Lane, Outcome, State, Verdict, after, pause

log = structlog.get_logger()
Clock = Callable[[], datetime]
Find = Callable[[Session, datetime], UUID | None]
SWEEP_MAILS = 200
SWEEP_TIME = timedelta(seconds=60)
_FORGET_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A row that is ours until ``rules.LEASE`` has passed: what the journey needs of it, without its words."""

    id: UUID
    fence: UUID
    lane: Lane
    kind: str
    attempts: int
    give_up_at: datetime
    request_id: str


def deliver(message_id: UUID, *, now: Clock, chance: Random) -> Outcome | None:
    """Try one mail when it is due. None: it is not, or another worker has it. Safe to run twice."""
    with smtp.connection() as relay:
        return _attempt(lambda session, at: queries.due_row(session, message_id, at), relay, now, chance)


def deliver_due(lane: Lane, *, now: Clock, chance: Random) -> int:
    """Try what is due in a lane, over one connection; give how many were tried.

    Ends when nothing is due, when the relay cannot be reached (the others would fare the same), and in time for the
    next sweep to take over.
    """
    tried, end = 0, now() + SWEEP_TIME
    with smtp.connection() as relay:
        while tried < SWEEP_MAILS and now() < end:
            outcome = _attempt(lambda session, at: queries.due(session, lane, at), relay, now, chance)
            if outcome is None:
                break
            tried += 1
            if outcome.verdict is Verdict.UNREACHABLE:
                break
    return tried


def forget(now: datetime) -> int:
    """Empty the address and the words of mails that ended long ago (rule H6); give how many."""
    with transaction() as session:
        old = (
            select(OutboxMessage.id)
            .where(
                OutboxMessage.forgotten_at.is_(None),
                OutboxMessage.created_at < now - KEPT,
                OutboxMessage.state != State.WAITING,
                or_(OutboxMessage.sent_at.is_(None), OutboxMessage.sent_at < now - KEPT),
            )
            .limit(_FORGET_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        ids = session.scalars(old).all()
        empty = {"recipient": "", "subject": "", "text": "", "html": "", "list_unsubscribe": None}
        session.execute(update(OutboxMessage).where(OutboxMessage.id.in_(ids)).values(**empty, forgotten_at=now))
    return len(ids)


def _attempt(find: Find, relay: smtp.Relay, now: Clock, chance: Random) -> Outcome | None:
    leased = _lease(find, now())
    if leased is None:
        return None
    token = request_id.set(leased.request_id)
    try:
        outcome = _hand_over(leased, relay, now())
        _settle(leased, outcome, now(), chance)
    finally:
        request_id.reset(token)
    return outcome


def _lease(find: Find, now: datetime) -> Leased | None:
    """Nothing sealed is opened here: a row that cannot be read must not stop the ones behind it."""
    fence = uuid4()
    with transaction() as session:
        message_id = find(session, now)
        if message_id is None:
            return None
        row = session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == message_id)
            .values(lease=fence, leased_until=now + LEASE, attempts=OutboxMessage.attempts + 1)
            .returning(
                OutboxMessage.lane,
                OutboxMessage.kind,
                OutboxMessage.attempts,
                OutboxMessage.give_up_at,
                OutboxMessage.request_id,
            )
        ).one()
    return Leased(
        id=message_id,
        fence=fence,
        lane=Lane(row.lane),
        kind=row.kind,
        attempts=row.attempts,
        give_up_at=row.give_up_at,
        request_id=row.request_id,
    )


def _hand_over(leased: Leased, relay: smtp.Relay, now: datetime) -> Outcome:
    """Outside of any transaction. What cannot be a message is refused here, and never ends the worker (threat 16)."""
    try:
        with reading() as session:
            message = session.get_one(OutboxMessage, leased.id)
            if not still_wanted(session, message, now):
                return Outcome(verdict=Verdict.TAKEN_BACK, fault=TAKEN_BACK)
            mail = mail_of(message)
    except UnsafeHeaderError as error:
        return Outcome(verdict=Verdict.REFUSED, fault=str(error))
    except InvalidToken:
        return Outcome(verdict=Verdict.REFUSED, fault="unreadable")
    try:
        return relay.send(mail)
    except Exception as error:  # whatever it is, the row learns of it: it is tried again, and in the end a person looks
        return Outcome(verdict=Verdict.TRY_LATER, fault=type(error).__name__)


def _settle(leased: Leased, outcome: Outcome, now: datetime, chance: Random) -> None:
    """Write the outcome, if the lease is still ours."""
    state = after(outcome, now, leased.give_up_at)
    with transaction() as session:
        written = session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == leased.id, OutboxMessage.lease == leased.fence)
            .values(
                state=state,
                lease=None,
                leased_until=None,
                sent_at=now if state is State.SENT else None,
                next_attempt_at=now + pause(leased.lane, leased.attempts, chance),
                last_fault=outcome.fault or None,
                seen_at=now if outcome.verdict is Verdict.TAKEN_BACK else None,
            )
            .returning(OutboxMessage.id)
        ).scalar_one_or_none()
    told = {"message_id": str(leased.id), "kind": leased.kind, "attempts": leased.attempts, "fault": outcome.fault}
    if written is None:
        log.warning("mail_outcome_too_late", verdict=outcome.verdict.value, **told)
    elif outcome.verdict is Verdict.TAKEN_BACK:
        log.info("mail_taken_back", **told)
    elif state is State.FAILED:
        log.error("mail_failed", **told)
    else:
        log.info(f"mail_{state.value}", **told)

"""Mails for the tests of every room."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from foundation.background import Queue
from foundation.database import reading, transaction
from outbox import workflow
from outbox.models import OutboxMessage
from outbox.post import Letter, post
from outbox.rules import Lane, Outcome

NOW = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)


def make_letter(**fields: object) -> Letter:
    given = {
        "kind": "notice",
        "lane": Queue.DEFAULT,
        "cause": ("test", "1"),
        "recipient": "robin@example.org",
        "title": "A notice",
        "text": "Hello.\n",
        "html": "<p>Hello.</p>",
    }
    return Letter(**(given | fields))


def post_letter(at: datetime = NOW, **fields: object) -> UUID:
    with transaction() as session:
        return post(session, make_letter(**fields), at=at)


def row(message_id: UUID) -> OutboxMessage:
    with reading() as session:
        return session.get_one(OutboxMessage, message_id)


def change(message_id: UUID, **values: object) -> None:
    with transaction() as session:
        message = session.get_one(OutboxMessage, message_id)
        for name, value in values.items():
            setattr(message, name, value)


def at(moment: datetime) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: moment


def deliver(message_id: UUID, moment: datetime = NOW) -> Outcome | None:
    return workflow.deliver(message_id, now=at(moment), chance=Random(1))


def deliver_due(lane: Lane = Lane.DEFAULT, moment: datetime = NOW) -> int:
    return workflow.deliver_due(lane, now=at(moment), chance=Random(1))


def deliver_everything(moment: datetime = NOW + timedelta(minutes=1)) -> None:
    """What a minute of sweeps does: every mail that is due in any lane is tried once."""
    for lane in Lane:
        deliver_due(lane, moment)

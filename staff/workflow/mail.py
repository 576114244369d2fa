"""Mails that did not arrive: somebody looks, or has them tried again. The mails themselves are the outbox's."""

from datetime import datetime
from uuid import UUID

from foundation import audit
from foundation.database import transaction
from outbox import post
from staff.access import Person
from staff.rules import Refusal


def try_again(me: Person, message_id: UUID, now: datetime) -> Refusal | None:
    """Let a failed mail go once more. GONE when somebody did already, or when it can never go."""
    with transaction() as session:
        if not post.try_again(session, message_id, at=now):
            return Refusal.GONE
        audit.record(session, at=now, actor=me.actor, action="outbox.tried_again", subject=("mail", message_id))
    return None


def looked_at(me: Person, message_id: UUID, now: datetime) -> Refusal | None:
    """Take a failed mail off the list: this person knows, and does what is needed."""
    with transaction() as session:
        if not post.looked_at(session, message_id, at=now):
            return Refusal.GONE
        audit.record(session, at=now, actor=me.actor, action="outbox.looked_at", subject=("mail", message_id))
    return None

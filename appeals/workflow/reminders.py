"""Reminders of the review date and of anniversaries: each of them once."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert

from appeals import queries
from appeals.models import AppealReminder
from appeals.rules import (
    BEFORE_ANNIVERSARY,
    BEFORE_REVIEW,
    Reminder,
    State,
    next_anniversary,
    reminder_due,
)
from appeals.workflow.telling import remind
from foundation.database import reading, transaction

Due = tuple[UUID, Reminder, datetime]


def reminders_due(now: datetime) -> list[Due]:
    """Appeal, kind and date of every reminder that is due and not posted."""
    with reading() as session:
        ending = queries.ending_between(session, now, now + max(BEFORE_REVIEW.values()))
        due: list[Due] = [
            (row.id, kind, row.live_until)
            for row in ending
            if row.live_until and row.published_at and (kind := reminder_due(row.live_until, row.published_at, now))
        ]
        due += [
            (row.id, Reminder.ANNIVERSARY, day)
            for row in queries.long_missing(session, now)
            if (day := next_anniversary(row.missing_since, now)) and day <= now + BEFORE_ANNIVERSARY
        ]
        done = queries.reminded(session, now)
    return [each for each in due if each not in done]


def post_reminder(due: Due, *, now: datetime) -> bool:
    """Row and letters in one commit: of two workers the second finds the key taken and posts nothing."""
    appeal_id, kind, of = due
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.state != State.PUBLISHED:
            return False
        mine = session.scalar(
            insert(AppealReminder)
            .values(id=uuid4(), appeal_id=appeal_id, kind=kind, of=of, posted_at=now)
            .on_conflict_do_nothing()
            .returning(AppealReminder.id)
        )
        if mine is None:
            return False
        remind(session, row, kind, of, now)
        return True

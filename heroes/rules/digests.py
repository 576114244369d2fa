"""When digests are due, and the sizes that their sending keeps to."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LARGEST_DIGEST = 6
"""Appeals in one mail (rule H4)."""
BATCH = 500
"""Deliveries in a chunk."""
LEASE = timedelta(seconds=90)
"""How long a chunk is held without a sign of life; longer than one attempt at the relay."""
TURN = timedelta(minutes=5)
"""A worker puts a chunk back after so long; less than the time that a task may take."""
GIVE_UP = timedelta(hours=24)
"""A relay that keeps putting one mail off is believed after so long. A relay that does not answer never ends a mail."""

_SENT_AT = time(7)
_LONDON = ZoneInfo("Europe/London")
_MONDAY = 0


class Kind(StrEnum):
    """How often; a hero's ``frequency`` is one of these."""

    DAILY = "daily"
    WEEKLY = "weekly"


class DeliveryState(StrEnum):
    """Where one digest for one hero stands."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    """Not sent because nothing was left to say, or nobody to say it to (rules H4, H5)."""
    FAILED = "failed"


def window_due(kind: Kind, now: datetime) -> datetime:
    """The last moment (UTC) at which a digest of ``kind`` was due: 07:00 in London, for the weekly one on Mondays.

    The last one only: after days in which nobody looked, a hero gets one mail and not one for each of those days. What
    the missed ones would have told is still owed, and goes with it (rule H3).

    That hour exists once on each day of the year: the clocks change at 01:00 UTC.
    """
    today = now.astimezone(_LONDON).date()
    days = (today - timedelta(days=back) for back in range(8))
    moments = (_seven_on(day) for day in days if kind is Kind.DAILY or day.weekday() == _MONDAY)
    return next(moment for moment in moments if moment <= now)


def _seven_on(day: date) -> datetime:
    return datetime.combine(day, _SENT_AT, tzinfo=_LONDON).astimezone(UTC)

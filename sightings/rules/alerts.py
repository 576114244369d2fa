"""What staff on duty are told of at once, and when a person must have looked."""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sightings.rules.words import Flag

LONDON = ZoneInfo("Europe/London")
URGENT_UNOPENED = timedelta(minutes=10)
"""How long an urgent report may wait for the first pair of eyes."""
SUPPORTIVE_UNTRIAGED = timedelta(hours=3)
"""A sender under 18, or who seems to be the missing person, gets a human the same day (rule S7)."""
NORMAL_UNTRIAGED = timedelta(hours=12)
SLOW_UNTRIAGED = timedelta(hours=48)


class Alert(StrEnum):
    """A mail to whoever is on duty: it carries a reason and a link, nothing of the report."""

    URGENT_REPORT = "urgent_report"
    """Words of danger; it went to the police before anybody had looked (rule S8)."""
    SILENCE = "silence"
    """The team did not acknowledge, whatever was tried (rule F1)."""
    NO_ADDRESS = "no_address"
    """The team has no approved address: nothing could be sent (rule F2)."""
    LOCATED = "located"
    """The team answered that the person is located (rules F6, R1)."""
    SAME_DAY = "same_day"
    """The sender needs a human the same day (rule S7)."""


def mail_kind(alert: Alert) -> str:
    """What the outbox calls such a mail."""
    return f"duty-{alert.replace('_', '-')}"


def needs_a_human(*, under_18: bool, flags: list[str]) -> bool:
    """Whether the sender is under 18 or seems to be the missing person (rule S7)."""
    return under_18 or Flag.SELF in flags or Flag.MINOR in flags


def alert_same_day(received_at: datetime, now: datetime) -> bool:
    """Whether an untriaged report of such a sender is owed an alarm: after three hours, and in any case at 17:00.

    So that "the same day" (Europe/London) still has hours left in it.
    """
    if now - received_at >= SUPPORTIVE_UNTRIAGED:
        return True
    return received_at.astimezone(LONDON).hour < 17 <= now.astimezone(LONDON).hour

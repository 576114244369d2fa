"""What a withdrawal leaves to be done by people, and when the service looks again (rule R3)."""

from datetime import timedelta
from enum import StrEnum


class Leftover(StrEnum):
    """What cannot be recalled."""

    INBOXES = "inboxes"
    POSTERS = "posters"
    SOCIAL = "social"
    SEARCH = "search"
    READERS = "readers"
    PARTNERS = "partners"


class Standing(StrEnum):
    """Of the proof."""

    WAITING = "waiting"
    """No check has ended yet."""
    LATE = "late"
    """More than a minute, and something is not proved neutral."""
    NEUTRAL = "neutral"
    """Every channel; the second check is still to come."""
    SEALED = "sealed"
    GIVEN_UP = "given_up"
    """Published anew before it was proved."""


DUE: dict[Leftover, timedelta] = {
    Leftover.SOCIAL: timedelta(hours=4),
    Leftover.PARTNERS: timedelta(hours=24),
    Leftover.SEARCH: timedelta(hours=24),
    Leftover.INBOXES: timedelta(hours=24),
    Leftover.POSTERS: timedelta(hours=72),
    Leftover.READERS: timedelta(days=7),
}
"""How long after the ending each is to be done; in the order in which they are worked through."""
OF_A_PHOTO = (Leftover.SOCIAL, Leftover.SEARCH, Leftover.POSTERS)
"""What a picture that was taken back by itself leaves."""
OF_A_BRIEFING = (Leftover.PARTNERS,)
"""What an appeal that was never public leaves."""

BOUND = timedelta(seconds=60)
"""All channels are neutral in less (rule R2); past it the alarm goes."""
PAUSES = tuple(timedelta(seconds=each) for each in (1, 2, 3, 5, 10, 20))
"""Between two checks while something still shows, the last one from then on."""
CHASE = timedelta(hours=24)
"""Between two reminders of one leftover."""


def next_check(checks: int) -> timedelta:
    """The pause after the check of that number."""
    return PAUSES[min(checks, len(PAUSES)) - 1]

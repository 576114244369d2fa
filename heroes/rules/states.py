"""A hero's states, choices, and how often an address may be written to before it is confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class HeroState(StrEnum):
    """Where somebody stands."""

    UNCONFIRMED = "unconfirmed"
    """Gets nothing but the confirm mail (rule H1)."""
    FOLLOWING = "following"
    LEFT = "left"


MOVES: dict[HeroState, frozenset[HeroState]] = {
    HeroState.UNCONFIRMED: frozenset({HeroState.FOLLOWING, HeroState.LEFT}),
    HeroState.FOLLOWING: frozenset({HeroState.LEFT}),
    HeroState.LEFT: frozenset({HeroState.UNCONFIRMED}),
}
"""Coming back goes through a new confirmation."""


class RequestKind(StrEnum):
    """What somebody asked for with an address."""

    JOIN = "join"
    LINK = "link"


RADII = (10_000, 25_000, 50_000, 100_000)
"""Metres around the place that may be chosen: none is narrow enough to follow one street (threat 8)."""
FREQUENCIES = ("daily", "weekly")

CONFIRM_WITHIN = timedelta(hours=48)
"""How long the link of a confirm mail works."""
UNCONFIRMED_KEPT = timedelta(days=6, hours=20)
"""Rule H1: gone within 7 days, the pause of the sweep and a bad night included."""
LEFT_KEPT = timedelta(days=21)
"""Rule H6: gone within 28 days."""
REQUEST_KEPT = timedelta(days=8)
"""Longer than the longest of the limits below looks back."""
MAIL_LIMITS = ((timedelta(days=1), 1), (timedelta(days=7), 3))
"""So many mails that nobody confirmed they want, in so long (threat 9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a hero chose: a place of the gazetteer, metres around it, and how often."""

    place_id: int
    radius: int
    frequency: str


def may_mail(mailed: Sequence[datetime], now: datetime) -> bool:
    """Whether an address that was mailed at these moments may get one more mail that it might not want."""
    return all(sum(moment > now - span for moment in mailed) < most for span, most in MAIL_LIMITS)

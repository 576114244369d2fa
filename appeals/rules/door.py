"""The quiet door, "I am this person" (rule R6): what comes through it, and how staff close it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_WORDS = 4000
LONGEST_REACH = 300
UNOPENED = timedelta(minutes=30)
"""How long a request may wait for the first pair of eyes; also how often the duty managers are told of one appeal."""
UNANSWERED = timedelta(hours=12)
READING_LASTS = timedelta(hours=2)


class Lane(StrEnum):
    """In which it waits. Nothing is refused for being much: it comes after the others."""

    NORMAL = "normal"
    SLOW = "slow"


class Closing(StrEnum):
    """How a request was closed. Codes only: where somebody is has no place in it (rule R4)."""

    TAKEN_DOWN = "taken_down"
    POLICE = "police"
    """The team was telephoned, and makes a safe and well check."""
    IN_TOUCH = "in_touch"
    """We spoke with the sender, in the way that they allowed."""
    NOT_THEM = "not_them"
    """The team says that it does not come from the person."""
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What somebody asks who says that they are the person. No name is asked for."""

    words: str = ""
    reach: str = ""
    may_contact: bool = False

    @property
    def kept_reach(self) -> str | None:
        """A way to reach them is kept only with their permission."""
        return self.reach if self.may_contact and self.reach else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How it came: the nonce of its form, its lane, its moment."""

    form_key: str
    lane: Lane
    at: datetime

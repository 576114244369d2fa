"""When a team must have acknowledged, and what silence does next (rule F1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

DUE = {"high": timedelta(minutes=15), "medium": timedelta(hours=2), "low": timedelta(hours=24)}
PAUSE = {"high": timedelta(minutes=5), "medium": timedelta(minutes=30), "low": timedelta(hours=4)}
"""Between two rungs, once it is overdue."""
OUTCOME_DUE = timedelta(days=7)
"""Sharing without action shows as overdue (rule F6)."""
LINK_AFTER_OUTCOME = timedelta(days=30)
"""How long the link in the team's mail still opens the report once they have answered: a mailbox outlives a case."""


class Rung(IntEnum):
    """How far silence has climbed; kept as ``Forwarding.ladder_step``."""

    FIRST = 0
    """Sent to the addresses of rank 1."""
    AGAIN = 1
    """Past due: the same mail once more to the same addresses."""
    OTHERS = 2
    """To the addresses of every other rank."""
    DUTY = 3
    """The charity's duty officers are told to telephone."""
    WALL = 4
    """A red line on the staff wall until the team acknowledges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """The rung to take now, and when to look again: None when nothing is left but to wait in red."""

    rung: Rung
    next_at: datetime | None


def due_at(risk: str, forwarded_at: datetime) -> datetime:
    """When a report of a case of that risk must have been acknowledged."""
    return forwarded_at + DUE[risk]


def link_has_ended(outcome_at: datetime | None, now: datetime) -> bool:
    """Whether a team's link opens nothing any more; without an outcome it stays open."""
    return outcome_at is not None and now >= outcome_at + LINK_AFTER_OUTCOME


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The times of one forwarding; the pause between rungs follows from the time that it was given."""

    created_at: datetime
    due_at: datetime
    now: datetime

    @property
    def pause(self) -> timedelta:
        given = self.due_at - self.created_at
        return next((PAUSE[risk] for risk, time in DUE.items() if given <= time), PAUSE["low"])


def climb(rung: Rung, clocks: Clocks, *, refused: bool = False) -> Climb:
    """The next rung after ``rung``.

    ``refused``: a mail of this rung was refused for good (5xx), so that writing to the same address again is no use.
    Whoever is written to before it is due still has all of that time.
    """
    upper = Rung.OTHERS if refused and rung < Rung.OTHERS else Rung(min(rung + 1, Rung.WALL))
    next_at = max(clocks.now + clocks.pause, clocks.due_at)
    return Climb(rung=upper, next_at=None if upper is Rung.WALL else next_at)

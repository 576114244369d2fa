"""What a check found, and how it is told."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum


class Level(IntEnum):
    """As monitors count (Nagios plug-ins): the worst one is the exit code."""

    WELL = 0
    SOON = 1
    NOW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """``words`` say what was seen and, where it is not well, what to do. Never a value of a row (rule Y4)."""

    check: str
    level: Level
    words: str


def table(findings: list[Finding]) -> str:
    """Lines for a terminal, in the order of the checks."""
    marks = {Level.WELL: "ok  ", Level.SOON: "soon", Level.NOW: "NOW "}
    width = max(len(finding.check) for finding in findings)
    lines = [f"{marks[finding.level]}  {finding.check:<{width}}  {finding.words}" for finding in findings]
    worst = max(finding.level for finding in findings)
    closing = {Level.WELL: "All is well.", Level.SOON: "Look at this soon.", Level.NOW: "Act now."}
    return "\n".join([*lines, "", closing[worst]])


def age_in_words(age: timedelta) -> str:
    """``45 s``, ``12 min``, ``5 h`` or ``3 days``: enough to act on."""
    seconds = int(age.total_seconds())
    for size, name in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {name}"
    return f"{seconds} s"


def overdue(age: timedelta, every: timedelta) -> Level:
    """Of a sweep: one missed start may be a restart, three are not."""
    if age <= every * 2 + timedelta(seconds=60):
        return Level.WELL
    return Level.SOON if age <= every * 3 + timedelta(seconds=120) else Level.NOW


def too_old(age: timedelta, alarm: timedelta) -> Level:
    """Of the oldest waiting row: past its alarm somebody must act, past half of it look."""
    if age > alarm:
        return Level.NOW
    return Level.SOON if age > alarm / 2 else Level.WELL

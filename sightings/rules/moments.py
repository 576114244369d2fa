"""When it was, from what people type. Nothing here is ever an error: what cannot be read stays as words."""

import re
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})(?:[:.h]?(?P<minute>\d{2}))?\s*(?P<half>[ap])\.?m\b|(?<!\d)(?P<h>\d{1,2})[:.](?P<m>\d{2})(?!\d)"
)
_SPOKEN = {"midday": time(12), "noon": time(12), "midnight": time(0)}


class Day(StrEnum):
    """The choices of the form."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    OTHER = "other"
    UNKNOWN = "unknown"


def day_of(choice: str, typed: tuple[str, str, str], today: date) -> date | None:
    """The date that was meant; ``typed`` is day, month, year of ``OTHER``, each of them perhaps empty or nonsense.

    A year of two digits is of this century; without a year it is the last such day that is not in the future.
    """
    if choice == Day.TODAY:
        return today
    if choice == Day.YESTERDAY:
        return today - timedelta(days=1)
    if choice != Day.OTHER:
        return None
    day, month, year = (int(part) if part.isascii() and part.isdigit() and len(part) <= 4 else 0 for part in typed)
    if year:
        return _date(year + 2000 if year < 100 else year, month, day)
    found = _date(today.year, month, day)
    return _date(today.year - 1, month, day) if found and found > today else found


def time_of(words: str) -> time | None:
    """The time of day in "about 3pm", "15:30", "3.30 pm", "midday"; None where there is none, or more than one."""
    low = words.lower()
    spoken = [moment for word, moment in _SPOKEN.items() if re.search(rf"\b{word}\b", low)]
    found = {*spoken, *(_clock(hit) for hit in _CLOCK.finditer(low))}
    return found.pop() if len(found) == 1 else None


def moment_of(day: date | None, words: str, now: datetime) -> datetime | None:
    """The aware moment of that day and time, as people here read a clock; None when half of it is missing or ahead."""
    clock = time_of(words)
    if day is None or clock is None:
        return None
    moment = datetime.combine(day, clock, LONDON)
    return moment if moment <= now else None


def _clock(hit: re.Match[str]) -> time | None:
    hour, minute = int(hit["hour"] or hit["h"]), int(hit["minute"] or hit["m"] or 0)
    if half := hit["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

"""The one place that reads the time: always aware UTC. People see Europe/London."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def in_london(moment: datetime) -> datetime:
    """The same moment as people here read it on a clock."""
    return moment.astimezone(LONDON)


def first_of(month: str) -> date:
    """The first day of a month that is written as ``2019-03``."""
    return date.fromisoformat(f"{month}-01")

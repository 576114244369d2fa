"""The life of an appeal: an approval for a moment ahead, and the dates that somebody is reminded of."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from appeals.rules.obstacles import Code, Obstacle

LONGEST_AHEAD = timedelta(days=7)
"""What is approved for later than that would be read by nobody just before it goes out."""
BEFORE_ANNIVERSARY = timedelta(days=14)
_LONDON = ZoneInfo("Europe/London")
_MORNING = time(9)


class ScheduleState(StrEnum):
    """Where an approval for a moment ahead is."""

    WAITING = "waiting"
    PUBLISHED = "published"
    STOPPED = "stopped"
    """At its moment something stood in the way: nothing went out, and people were told."""
    VOID = "void"
    """A word changed, it was sent back, withdrawn, or approved anew before its moment."""


SCHEDULE_MOVES: dict[ScheduleState, frozenset[ScheduleState]] = {
    ScheduleState.WAITING: frozenset({ScheduleState.PUBLISHED, ScheduleState.STOPPED, ScheduleState.VOID}),
    ScheduleState.PUBLISHED: frozenset(),
    ScheduleState.STOPPED: frozenset(),
    ScheduleState.VOID: frozenset(),
}
"""Nothing leads back to waiting: what did not go out is approved anew, by a person."""


class Reminder(StrEnum):
    """What somebody is reminded of, once for each date."""

    REVIEW_3 = "review_3"
    """Three days before the review date."""
    REVIEW_1 = "review_1"
    ANNIVERSARY = "anniversary"
    """Fourteen days before another year of being missing."""


BEFORE_REVIEW = {Reminder.REVIEW_3: timedelta(days=3), Reminder.REVIEW_1: timedelta(days=1)}


def schedule_obstacles(publish_at: datetime, review_at: datetime | None, now: datetime) -> list[Obstacle]:
    """What is wrong with that moment."""
    found = []
    if publish_at <= now:
        found.append(Code.SCHEDULE_PAST)
    if publish_at > now + LONGEST_AHEAD:
        found.append(Code.SCHEDULE_FAR)
    if review_at is not None and publish_at >= review_at:
        found.append(Code.SCHEDULE_AFTER_REVIEW)
    return [Obstacle(code=code, field="publish_on") for code in found]


def reminder_due(live_until: datetime, published_at: datetime, now: datetime) -> Reminder | None:
    """Which reminder of the review date is due; None before, after, and where it was published nearer than that."""
    left = live_until - now
    if left <= timedelta(0):
        return None
    for kind, before in sorted(BEFORE_REVIEW.items(), key=lambda each: each[1]):
        if left <= before:
            return kind if published_at < live_until - before else None
    return None


def next_anniversary(missing_since: str, now: datetime) -> datetime | None:
    """The next morning on which the month of ``missing_since`` (``2019-03``) comes round; None when it is empty."""
    if not missing_since:
        return None
    year, month = map(int, missing_since.split("-"))
    today = now.astimezone(_LONDON)
    for each in (today.year, today.year + 1):
        morning = datetime.combine(date(each, month, 1), _MORNING, _LONDON).astimezone(UTC)
        if each > year and morning > now:
            return morning
    return datetime.combine(date(year + 1, month, 1), _MORNING, _LONDON).astimezone(UTC)


def month_known(missing_since: str, now: datetime) -> bool:
    """Whether it is a month that has begun, at most a hundred years ago."""
    try:
        first = date.fromisoformat(f"{missing_since}-01")
    except ValueError:
        return False
    today = now.astimezone(_LONDON).date()
    return len(missing_since) == 7 and today.year - 100 <= first.year and first <= today

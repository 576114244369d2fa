"""What the wall shows of the appeals."""

from datetime import datetime, timedelta

from flask_babel import gettext
from sqlalchemy.orm import Session

from appeals import queries
from appeals.queries import briefing
from staff.access import Person
from staff.rules import Role
from staff.wall import Tile, tile

LATE = timedelta(hours=4)
SOON = timedelta(days=3)
TODAY = timedelta(hours=24)


@tile(Role.APPROVER)
def to_publish(session: Session, person: Person, now: datetime) -> Tile | None:
    """Appeals that wait for somebody who did not write them."""
    count, oldest = queries.in_review(session, not_written_by=person.id)
    return Tile(
        title=gettext("Appeals to read and publish"),
        count=count,
        url="/staff/appeals?waits=1",
        since=oldest,
        late_after=LATE,
    )


@tile(Role.APPROVER)
def briefings_to_send(session: Session, person: Person, now: datetime) -> Tile | None:
    """Partner briefings that wait for somebody who did not put them forward."""
    count, oldest = briefing.how_proposed(session, not_by=person.id)
    return Tile(
        title=gettext("Partner briefings to read and send"),
        count=count,
        url="/staff/briefings",
        since=oldest,
        late_after=LATE,
    )


@tile(Role.EDITOR, Role.APPROVER, Role.DUTY_MANAGER)
def silent_partners(session: Session, person: Person, now: datetime) -> Tile | None:
    """Partners who have not said that their copies are down; red once the last reminder went unanswered."""
    count, oldest = briefing.how_unanswered(session)
    return Tile(
        title=gettext("Partners who have not answered a recall"),
        count=count,
        url="/staff/briefings",
        since=oldest,
        urgent=bool(briefing.how_unanswered(session, silent=True)[0]),
    )


@tile(Role.EDITOR, Role.DUTY_MANAGER)
def ending_soon(session: Session, person: Person, now: datetime) -> Tile | None:
    """Appeals that go down by themselves unless they are renewed."""
    return Tile(
        title=gettext("Appeals to renew within three days"),
        count=queries.ending_soon(session, now, now + SOON),
        url="/staff/appeals?today=1",
    )


@tile(Role.APPROVER, Role.EDITOR, Role.DUTY_MANAGER)
def did_not_go_out(session: Session, person: Person, now: datetime) -> Tile | None:
    """Approved for a moment that has passed, stopped by something, and not settled since."""
    count, first = queries.stopped_count(session)
    return Tile(
        title=gettext("Scheduled appeals that did not go out"),
        count=count,
        url="/staff/appeals?today=1",
        since=first,
        urgent=True,
    )


@tile(Role.APPROVER, Role.EDITOR, Role.DUTY_MANAGER)
def scheduled_today(session: Session, person: Person, now: datetime) -> Tile | None:
    """Appeals that go out by themselves within a day."""
    return Tile(
        title=gettext("Appeals that go out within 24 hours"),
        count=queries.published_between(session, now, TODAY),
        url="/staff/appeals?today=1",
    )

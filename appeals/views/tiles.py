"""What the wall shows of the appeals."""

from datetime import datetime, timedelta

from flask_babel import gettext
from sqlalchemy.orm import Session

from appeals import queries
from staff.access import Person
from staff.rules import Role
from staff.wall import Tile, tile

LATE = timedelta(hours=4)
SOON = timedelta(days=3)


@tile(Role.APPROVER)
def to_publish(session: Session, person: Person, now: datetime) -> Tile | None:
    """Appeals that wait for somebody who did not write them."""
    count, oldest = queries.in_review(session, not_written_by=person.id)
    age = now - oldest if oldest else None
    return Tile(
        title=gettext("Appeals to read and publish"),
        count=count,
        url="/staff/appeals",
        age=age,
        urgent=bool(age and age > LATE),
    )


@tile(Role.EDITOR, Role.DUTY_MANAGER)
def ending_soon(session: Session, person: Person, now: datetime) -> Tile | None:
    """Appeals that go down by themselves unless they are renewed."""
    return Tile(
        title=gettext("Appeals to renew within three days"),
        count=queries.ending_soon(session, now, now + SOON),
        url="/staff/appeals",
    )

"""Digests as staff see them: numbers and codes, nobody's address."""

from datetime import datetime, timedelta

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from foundation.database import reading
from heroes import queries
from staff.access import Person, staff_only
from staff.rules import Role
from staff.wall import Tile, tile

desk = Blueprint("digests", __name__, url_prefix="/staff/digests")
_SHOWN = timedelta(days=7)
_SEERS = (Role.ADMINISTRATOR, Role.DUTY_MANAGER)


@desk.get("")
@staff_only(*_SEERS)
def runs() -> ResponseReturnValue:
    with reading() as session:
        return render_template("heroes/runs.html", runs=queries.runs(session))


@tile(*_SEERS)
def failed_digests(session: Session, person: Person, now: datetime) -> Tile | None:
    """Digests that the relay refused, or put off for a day."""
    count, first = queries.failed_since(session, now - _SHOWN)
    return Tile(
        title=gettext("Digests that could not be delivered, in 7 days"),
        count=count,
        url=url_for("digests.runs"),
        since=first,
    )

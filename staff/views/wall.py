"""The first page after signing in: what needs doing."""

from flask import render_template
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import reading
from staff import queries
from staff.access import person, staff_only
from staff.rules import DUTY_ROLES
from staff.views.sign_in import blueprint
from staff.wall import tiles_for


@blueprint.get("/")
@staff_only()
def wall() -> ResponseReturnValue:
    """Everybody's tiles, and who is on duty."""
    now = clock.now()
    with reading() as session:
        tiles = tiles_for(session, person(), now)
        watch = [someone.name for someone in queries.holding(session, *DUTY_ROLES) if someone.on_duty]
    return render_template("staff/wall.html", tiles=tiles, watch=watch, now=now)

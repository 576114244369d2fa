"""Mails that failed or wait too long, for duty managers and administrators, and their tile on the wall."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from foundation import clock
from foundation.database import reading
from outbox import queries
from staff.access import Person, person, staff_only
from staff.rules import Role
from staff.views.answer import done
from staff.wall import Tile, tile
from staff.workflow import mail as journey

blueprint = Blueprint("staff_mail", __name__, url_prefix="/staff/mail")
LOOK_AFTER = (Role.DUTY_MANAGER, Role.ADMINISTRATOR)


@blueprint.get("")
@staff_only(*LOOK_AFTER)
def troubled() -> ResponseReturnValue:
    """All in trouble: no words, addresses masked."""
    now = clock.now()
    with reading() as session:
        mails = queries.troubled(session, now)
    return render_template("staff/mail_troubled.html", mails=mails, now=now)


@blueprint.post("/<uuid:message_id>/again")
@staff_only(*LOOK_AFTER)
def again(message_id: UUID) -> ResponseReturnValue:
    """Send it once more."""
    refusal = journey.try_again(person(), message_id, clock.now())
    return done(refusal, "/staff/mail", gettext("It is being sent again."))


@blueprint.post("/<uuid:message_id>/seen")
@staff_only(*LOOK_AFTER)
def seen(message_id: UUID) -> ResponseReturnValue:
    """Somebody knows."""
    refusal = journey.looked_at(person(), message_id, clock.now())
    return done(refusal, "/staff/mail", gettext("Taken off the list. It was noted that you looked at it."))


@tile(*LOOK_AFTER)
def mail_in_trouble(session: Session, person: Person, now: datetime) -> Tile:
    """A mail that nobody gets is silence for somebody (rule Y6)."""
    count, oldest = queries.how_troubled(session, now)
    return Tile(
        title=gettext("Mails that failed or wait too long"),
        count=count,
        url="/staff/mail",
        since=oldest,
        urgent=True,
    )

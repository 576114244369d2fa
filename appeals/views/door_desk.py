"""What staff do for people who say that an appeal is about them. Opening is a POST: reading is audited (R6, Y1, H2)."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from appeals.forms.door import CloseForm
from appeals.queries import door as asked
from appeals.rules import ENDED
from appeals.rules.door import Closing
from appeals.views.answer import found, staff_page, there, told
from appeals.workflow import door
from foundation import clock
from foundation.database import reading
from staff import queries as staff_queries
from staff.access import Person, person, staff_only
from staff.rules import Role
from staff.wall import Tile, tile

HERE = "/staff/people-who-ask"
SHOWN = 50
blueprint = Blueprint("appeals_door_desk", __name__, url_prefix=HERE)
may_read = staff_only(Role.DUTY_MANAGER, Role.EDITOR)


@tile(Role.DUTY_MANAGER, Role.EDITOR)
def somebody_asks(session: Session, person: Person, now: datetime) -> Tile | None:
    """Red from the first moment; not shown while nobody waits."""
    count, oldest = asked.how_waiting(session)
    if not oldest:
        return None
    title = gettext("People who ask for their appeal to come down")
    return Tile(title=title, count=count, url=HERE, since=oldest, urgent=True)


@blueprint.get("")
@may_read
def index() -> ResponseReturnValue:
    """Who waits, and who was answered; nothing of what they typed."""
    with reading() as session:
        waiting, answered = asked.waiting(session), asked.answered(session, limit=SHOWN)
        names = staff_queries.names(
            session, {each.request.answered_by for each in answered if each.request.answered_by}
        )
    return staff_page("appeals/door/list.html", waiting=waiting, answered=answered, names=names, now=clock.now())


@blueprint.post("/<uuid:request_id>/open")
@may_read
def open_request(request_id: UUID) -> ResponseReturnValue:
    """Note the reading, then show."""
    if not door.open_request(request_id, person().id, now=clock.now()):
        abort(404)
    return found(f"{HERE}/{request_id}")


@blueprint.get("/<uuid:request_id>")
@may_read
def one(request_id: UUID) -> ResponseReturnValue:
    """The request for whoever has it open; for anybody else the button that opens it, and nothing of it."""
    return _page(request_id, CloseForm(formdata=None))


@blueprint.post("/<uuid:request_id>/close")
@may_read
def close(request_id: UUID) -> ResponseReturnValue:
    """Say how it was answered."""
    form = CloseForm()
    if not form.validate_on_submit():
        return _page(request_id, form)
    if not door.close(request_id, person().id, Closing(form.answer.data), now=clock.now()):
        return found(f"{HERE}/{request_id}")
    return told(gettext("Closed under your name."), HERE)


@blueprint.post("/<uuid:request_id>/take-down")
@may_read
def take_down(request_id: UUID) -> ResponseReturnValue:
    """The appeal comes down at once: one button, one person (rule P11)."""
    if not door.take_down(request_id, person().id, now=clock.now()):
        abort(404)
    return told(gettext("Withdrawn. Page, pictures and feeds are neutral now."), f"{HERE}/{request_id}")


def _page(request_id: UUID, form: CloseForm) -> ResponseReturnValue:
    now = clock.now()
    with reading() as session:
        line = there(asked.one(session, request_id))
        is_open = asked.is_open_for(session, request_id, person().id, now)
        team = staff_queries.team(session, line.appeal.team_id) if line.appeal.team_id else None
        by = line.request.answered_by
        names = staff_queries.names(session, [by] if by else [])
    return staff_page(
        "appeals/door/one.html" if is_open else "appeals/door/closed.html",
        wrong=bool(form.errors),
        line=line,
        team=team,
        names=names,
        form=form,
        may_withdraw=line.appeal.state not in ENDED,
        now=now,
    )

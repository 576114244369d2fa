"""An approval for a moment ahead, and what makes an appeal a long-term one."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime, gettext
from flask_wtf import FlaskForm

from appeals import workflow
from appeals.forms import LongTermForm, MissingSinceForm, PublishForm, ScheduleForm
from appeals.views.answer import WITHDRAWERS, beside, found, refused, told, url_of
from appeals.views.preview import preview_page, what_was_previewed
from appeals.workflow import Approval
from foundation import clock
from staff.access import confirm_factor, person, staff_only
from staff.rules import Role

blueprint = Blueprint("appeals_life", __name__, url_prefix="/staff/appeals/<uuid:appeal_id>")


@blueprint.post("/schedule")
@staff_only(Role.APPROVER)
def schedule(appeal_id: UUID) -> ResponseReturnValue:
    """Approve what was on the screen for a moment ahead."""
    form, now, me = ScheduleForm(), clock.now(), person().id
    if not form.validate_on_submit():
        return preview_page(appeal_id, PublishForm(formdata=None), form)
    in_the_way = workflow.schedule_publication(
        appeal_id,
        me,
        Approval(seen=what_was_previewed(appeal_id, form.seen.data), publish_at=form.moment()),
        factor=lambda session: confirm_factor(session, me, form.code.data, now),
        now=now,
    )
    here = url_of(appeal_id, "/preview")
    if in_the_way and beside(form, in_the_way):
        return preview_page(appeal_id, PublishForm(formdata=None), form)
    if in_the_way:
        return refused(in_the_way, here)
    day = format_datetime(clock.in_london(form.moment()), "EEEE d MMMM, HH:mm", rebase=False)
    return told(
        gettext("Approved. It goes out by itself on %(day)s, if nothing stands in the way then.", day=day), here
    )


@blueprint.post("/schedule/cancel")
@staff_only(*WITHDRAWERS)
def cancel(appeal_id: UUID) -> ResponseReturnValue:
    """One person is enough."""
    here = url_of(appeal_id, "/preview")
    if workflow.cancel_schedule(appeal_id, person().id, now=clock.now()):
        return told(gettext("It does not go out by itself any more."), here)
    return found(here)


@blueprint.post("/missing-since")
@staff_only(Role.EDITOR)
def missing_since(appeal_id: UUID) -> ResponseReturnValue:
    """The month, as a word of the appeal."""
    form, here = MissingSinceForm(), url_of(appeal_id, "/preview#long-term")
    if form.validate_on_submit() and workflow.say_missing_since(
        appeal_id, person().id, form.month_said(), now=clock.now()
    ):
        return told(gettext("Saved. Hand it in again: a word of the appeal has changed."), here)
    form.year.errors = [gettext("Give a month that has begun, for example March and 2019")]
    return _again(appeal_id, month=form)


@blueprint.post("/long-term")
@staff_only(Role.APPROVER)
def long_term(appeal_id: UUID) -> ResponseReturnValue:
    """Say why its review date may be months ahead; or that it may not any more."""
    form, now, me = LongTermForm(), clock.now(), person().id
    here = url_of(appeal_id, "/preview#long-term")
    if form.end.data:
        workflow.end_long_term(appeal_id, me, now=now)
        return told(gettext("From the next publication on, four weeks are the longest again."), here)
    if form.validate_on_submit() and workflow.make_long_term(appeal_id, me, form.reason.data, now=now):
        return told(gettext("It is a long-term appeal now: its review date may be six months ahead."), here)
    form.reason.errors = [gettext("Write why, and give the month since which the person is missing first")]
    return _again(appeal_id, long_term=form)


def _again(appeal_id: UUID, **typed: FlaskForm) -> ResponseReturnValue:
    return preview_page(appeal_id, PublishForm(formdata=None), ScheduleForm(formdata=None), **typed)

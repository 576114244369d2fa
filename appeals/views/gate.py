"""The gate: reading what would go out, publishing it, sending it back, and taking it down."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from appeals import queries, wording, workflow
from appeals.forms import NoteForm, PublishForm, ScheduleForm, SeniorForm, WithdrawForm
from appeals.models import Appeal
from appeals.queries.shown import was_briefed
from appeals.rules import (
    RISK_CHECK_GOOD_FOR,
    WRITABLE,
    EndReason,
    needs_senior,
    obstacles,
    publishing_obstacles,
)
from appeals.views.answer import WITHDRAWERS, beside, found, refused, staff_page, there, told, url_of
from appeals.views.differences import public_changes
from appeals.views.preview import preview_page, what_was_previewed
from foundation import clock
from foundation.database import reading
from foundation.images import Format, store
from staff import queries as staff_queries
from staff.access import confirm_factor, person, staff_only
from staff.rules import Role

blueprint = Blueprint("appeals_gate", __name__, url_prefix="/staff/appeals/<uuid:appeal_id>")
PREVIEW_WIDTH = 640


@blueprint.get("/review")
@staff_only(*WITHDRAWERS)
def review(appeal_id: UUID) -> ResponseReturnValue:
    """What would go out, everything that stands behind it, and what is in the way."""
    with reading() as session:
        row = there(queries.appeal(session, appeal_id))
    return _page(row)


@blueprint.post("/publish")
@staff_only(Role.APPROVER)
def publish(appeal_id: UUID) -> ResponseReturnValue:
    """Make public what stood on the page of previews. Who did not open that is led there."""
    form, now, me = PublishForm(), clock.now(), person().id
    if not form.validate_on_submit():
        return preview_page(appeal_id, form, ScheduleForm(formdata=None))
    in_the_way = workflow.publish_appeal(
        appeal_id,
        me,
        seen=what_was_previewed(appeal_id, form.seen.data),
        factor=lambda session: confirm_factor(session, me, form.code.data, now),
        now=now,
    )
    if in_the_way and beside(form, in_the_way):
        return preview_page(appeal_id, form, ScheduleForm(formdata=None))
    if in_the_way:
        return refused(in_the_way, url_of(appeal_id, "/preview"))
    return told(gettext("Published. It is on the web page and in the feeds now."), url_of(appeal_id, "/review"))


@blueprint.post("/senior")
@staff_only(Role.DUTY_MANAGER)
def senior(appeal_id: UUID) -> ResponseReturnValue:
    """Approve a reach wider than partners, with the reason (rule P3)."""
    form = SeniorForm()
    if not form.validate_on_submit():
        return _again(appeal_id, senior=form)
    in_the_way = workflow.approve_as_senior(
        appeal_id, person().id, form.note.data, edition=form.edition_seen(), now=clock.now()
    )
    if in_the_way:
        return refused(in_the_way, url_of(appeal_id, "/review#gate"))
    return told(gettext("Approved. It holds until somebody changes a word."), url_of(appeal_id, "/review"))


@blueprint.post("/send-back")
@staff_only(Role.APPROVER, Role.DUTY_MANAGER)
def send_back(appeal_id: UUID) -> ResponseReturnValue:
    """Ask the editor for a change."""
    form = NoteForm()
    if not form.validate_on_submit():
        return _again(appeal_id, note=form)
    workflow.send_back(appeal_id, person().id, form.note.data, now=clock.now())
    return told(gettext("Sent back to the editor with your note."), url_of(appeal_id, "/review"))


@blueprint.post("/withdraw")
@staff_only(*WITHDRAWERS)
def withdraw(appeal_id: UUID) -> ResponseReturnValue:
    """Take it down: one POST by one person (rule P11)."""
    form = WithdrawForm()
    if not form.validate_on_submit():
        return _again(appeal_id, withdraw=form)
    if not workflow.withdraw_appeal(appeal_id, person().id, EndReason(form.reason.data), now=clock.now()):
        abort(404)
    return told(gettext("Withdrawn. Page, pictures and feeds are neutral now."), url_of(appeal_id, "/certificate"))


@blueprint.get("/take-down")
@staff_only(*WITHDRAWERS)
def ask_why(appeal_id: UUID) -> ResponseReturnValue:
    """One button for each reason: from a list it is taken down with two taps."""
    with reading() as session:
        row = there(queries.appeal(session, appeal_id))
    return staff_page("appeals/desk/withdraw.html", row=row)


@blueprint.post("/reopen")
@staff_only(Role.EDITOR)
def reopen(appeal_id: UUID) -> ResponseReturnValue:
    """Write in an ended appeal again, for a new publication."""
    workflow.reopen_appeal(appeal_id, person().id, now=clock.now())
    return found(url_of(appeal_id))


@blueprint.get("/photos/<key>.jpg")
@staff_only(*WITHDRAWERS)
def photo(appeal_id: UUID, key: str) -> ResponseReturnValue:
    """A photo of the desk, published or not."""
    with reading() as session:
        there(queries.photo_on_desk(session, appeal_id, key))
    content = there(store.read_public(key, PREVIEW_WIDTH, Format.JPEG))
    return Response(content, mimetype=Format.JPEG.media_type, headers={"Cache-Control": "private, no-store"})


def _again(appeal_id: UUID, **typed: FlaskForm) -> ResponseReturnValue:
    """The same page with what was typed and what is wrong with it."""
    with reading() as session:
        row = there(queries.appeal(session, appeal_id))
    return _page(row, **typed)


def _forms(**typed: FlaskForm) -> dict[str, Any]:
    """Of this page by name, empty but for those that were ``typed``."""
    forms = {"note": NoteForm, "senior": SeniorForm, "withdraw": WithdrawForm}
    return {name: form(formdata=None) for name, form in forms.items() if name not in typed} | typed


def _page(row: Appeal, **typed: FlaskForm) -> ResponseReturnValue:
    forms = _forms(**typed)
    now, me = clock.now(), person()
    with reading() as session:
        draft = wording.read(queries.draft(session, row))
        public, seen = queries.to_approve(session, row, now)
        live = queries.published(session, row.public_id, now)
        cleared = queries.clearances(session, row.id)
        team = staff_queries.team(session, row.team_id) if row.team_id else None
        people = [row.edited_by, row.ended_by, row.senior_by, row.published_by, row.risk_checked_by, *row.writers]
        certified = was_briefed(session, row.id)
        comments = queries.comments(session, row.id)
        people += [each.made_by for each in comments] + [each.resolved_by for each in comments]
        people += [each.cleared_by for each in cleared.values()]
        names = staff_queries.names(session, [each for each in people if each])
    return staff_page(
        "appeals/desk/review.html",
        wrong=any(form.errors for form in forms.values()),
        row=row,
        certified=certified,
        draft=draft,
        public=public,
        live=live,
        cleared=cleared,
        names=names,
        team=team,
        obstacles=obstacles(draft, now),
        mine=publishing_obstacles(draft, me.id, seen=seen, is_now=seen),
        comments=comments,
        changed=public_changes(live, public),
        may_comment=bool(me.roles & {Role.APPROVER, Role.DUTY_MANAGER, Role.EDITOR}) and row.state in WRITABLE,
        good_for=RISK_CHECK_GOOD_FOR,
        asks_senior=needs_senior(draft.fields),
        forms=forms,
        now=now,
        me=me,
    )

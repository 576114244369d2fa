"""The withdrawal certificate: as a page, as a PDF, as the sealed document; and what could not be recalled (rule R3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from appeals import certificate as registry
from appeals import queries
from appeals.certificate import document, parts, pdf, summary
from appeals.forms.certificate import CloseForm, PlanForm
from appeals.models import WithdrawalCertificate
from appeals.queries import certificate as certificates
from appeals.rules.certificate import BOUND
from appeals.views.answer import WITHDRAWERS, staff_page, there, told, url_of
from appeals.workflow import certificate as workflow
from foundation import clock
from foundation.database import reading
from staff import queries as staff_queries
from staff.access import Person, person, staff_only
from staff.rules import Role
from staff.wall import Tile, tile

__all__ = ["blueprint", "parts"]
blueprint = Blueprint("certificate", __name__, url_prefix="/staff/appeals/<uuid:appeal_id>/certificate")
MET_SOON = timedelta(minutes=5)


@blueprint.get("")
@staff_only(*WITHDRAWERS)
def page(appeal_id: UUID) -> ResponseReturnValue:
    """The newest certificate of an appeal, or the one asked for, and what is still to do."""
    with reading() as session:
        return staff_page("appeals/desk/certificate.html", **_values(session, appeal_id))


@blueprint.get("/document.pdf")
@staff_only(*WITHDRAWERS)
def document_pdf(appeal_id: UUID) -> ResponseReturnValue:
    """To print or to send to the force: without a name."""
    with reading() as session:
        values = _values(session, appeal_id)
    if values["one"] is None:
        abort(404)
    return _file(pdf.compose(values), "application/pdf", f"withdrawal-{values['one'].number}.pdf")


@blueprint.get("/document.json")
@staff_only(*WITHDRAWERS)
def document_json(appeal_id: UUID) -> ResponseReturnValue:
    """The sealed document to the byte: its SHA-256 is the one in the audit trail."""
    with reading() as session:
        one = _asked(certificates.certificates(session, appeal_id))
    if one is None or one.document is None:
        abort(404)
    return _file(one.document.encode(), "application/json", f"withdrawal-{one.number}.json")


@blueprint.post("/leftovers/<uuid:leftover_id>")
@staff_only(*WITHDRAWERS)
def change(appeal_id: UUID, leftover_id: UUID) -> ResponseReturnValue:
    """Give it to somebody, for a day."""
    form = PlanForm()
    with reading() as session:
        form.owner.choices = [(str(each.id), each.name) for each in _owners(session)]
    if not form.validate_on_submit():
        return _wrong(appeal_id, form.errors)
    workflow.change_leftover(leftover_id, person().id, form.plan(), now=clock.now())
    return told(gettext("Saved."), _back(appeal_id))


@blueprint.post("/leftovers/<uuid:leftover_id>/close")
@staff_only(*WITHDRAWERS)
def close(appeal_id: UUID, leftover_id: UUID) -> ResponseReturnValue:
    """Done, by the one who is signed in."""
    form = CloseForm()
    if not form.validate_on_submit():
        return _wrong(appeal_id, form.errors)
    if not workflow.close_leftover(leftover_id, person().id, how=form.how.data, now=clock.now()):
        return _wrong(appeal_id, {"how": [gettext("Somebody closed it in the meantime.")]})
    return told(gettext("Closed."), _back(appeal_id))


def _values(session: Session, appeal_id: UUID) -> dict[str, Any]:
    row = there(queries.appeal(session, appeal_id))
    history = certificates.certificates(session, appeal_id)
    one, now = _asked(history), clock.now()
    proof = _proof(session, one)
    leftovers = certificates.leftovers_of(session, one.id) if one else []
    people = [one.ended_by if one else None, *(who for each in leftovers for who in (each.owner, each.closed_by))]
    return {
        "row": row,
        "history": history,
        "one": one,
        "standing": summary.standing(one, now) if one else None,
        "channels": proof.channels,
        "summary": summary.by_channel(proof.channels),
        "lines": proof.lines,
        "since": proof.since,
        "leftovers": leftovers,
        "owners": _owners(session),
        "names": staff_queries.names(session, [who for who in people if who]),
        "now": now,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What the certificate says of the channels and of the rest."""

    channels: Sequence[summary.Address]
    lines: Sequence[registry.Line]
    since: Sequence[registry.Line] = ()
    """Of a sealed one: what the service would say otherwise today."""


def _proof(session: Session, one: WithdrawalCertificate | None) -> Proof:
    """As it was sealed, from the kept document; until then as it stands."""
    if one is None:
        return Proof(channels=(), lines=())
    today = registry.lines(session, registry.ended_of(one))
    if one.document is None:
        return Proof(channels=certificates.channels_of(session, one.id), lines=today)
    kept = document.read(one.document)
    if kept.lines is None:
        return Proof(channels=kept.channels, lines=(), since=today)
    said = {each.words for each in kept.lines}
    return Proof(channels=kept.channels, lines=kept.lines, since=[each for each in today if each.words not in said])


def _asked(history: Any) -> WithdrawalCertificate | None:
    number = request.args.get("number", type=int)
    return next((each for each in history if number in {None, each.number}), None)


def _owners(session: Session) -> list[Any]:
    return sorted(staff_queries.holding(session, *workflow.OWNERS), key=lambda each: each.name)


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, mimetype=media_type, headers=headers)


def _wrong(appeal_id: UUID, errors: dict[str, Any]) -> ResponseReturnValue:
    for each in errors.values():
        flash(str(each[0]), "error")
    return redirect(_back(appeal_id), 303)


def _back(appeal_id: UUID) -> str:
    number = request.args.get("number", type=int)
    return url_of(appeal_id, f"/certificate?number={number}#leftovers" if number else "/certificate#leftovers")


@tile(Role.EDITOR, Role.APPROVER, Role.TRIAGER, Role.DUTY_MANAGER)
def not_neutral(session: Session, person: Person, now: datetime) -> Tile | None:
    """Taken back, and some channel is not proved neutral: nothing on the wall is more urgent (rule R2)."""
    count, oldest = certificates.not_neutral(session)
    url = f"/staff/appeals/{certificates.first_not_neutral(session)}/certificate" if count else "/staff/appeals"
    title = gettext("Withdrawals that are not proved everywhere")
    return Tile(title=title, count=count, url=url, since=oldest, late_after=BOUND)


@tile(Role.EDITOR, Role.APPROVER, Role.DUTY_MANAGER)
def not_met(session: Session, person: Person, now: datetime) -> Tile | None:
    """Published, and some channel does not show it."""
    count, oldest = certificates.not_met(session, now)
    if not oldest or now - oldest < MET_SOON:
        return None
    title = gettext("Published, but not found on every channel")
    return Tile(title=title, count=count, url="/staff/appeals", since=oldest, urgent=True)


@tile(Role.EDITOR, Role.APPROVER, Role.TRIAGER, Role.DUTY_MANAGER)
def leftovers(session: Session, person: Person, now: datetime) -> Tile | None:
    """What no service can recall, and this person does."""
    count, first = certificates.leftovers_open(session, person.id)
    url = f"/staff/appeals/{certificates.first_with_leftovers(session, person.id)}/certificate" if count else ""
    title = gettext("To do after a withdrawal")
    return Tile(title=title, count=count, url=url or "/staff/appeals", since=first, late_after=timedelta(0))


@tile(Role.EDITOR, Role.APPROVER, Role.TRIAGER, Role.DUTY_MANAGER)
def to_withdraw(session: Session, person: Person, now: datetime) -> Tile | None:
    """The short way from the wall to taking one down."""
    count = certificates.live_count(session, now)
    return Tile(title=gettext("Live appeals: take one down"), count=count, url="/staff/appeals?state=published")

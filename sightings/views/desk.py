"""The triage desk. Opening is a POST, because reading is audited and a GET never writes (rules Y1, H2)."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from foundation import clock
from foundation.database import reading
from foundation.images import store
from sightings import words
from sightings.queries import desk, dossier
from sightings.rules.states import Verdict
from sightings.rules.writing import plain, visible
from sightings.views.photos import attached, shown
from sightings.workflow import triage
from sightings.workflow.forward import Judgement
from staff.access import person, staff_only
from staff.rules import Role

DESK = Blueprint("desk", __name__, url_prefix="/staff/sightings")
LISTS = {"waiting": desk.waiting, "police": desk.with_police, "set_aside": desk.set_aside}
may_read = staff_only(Role.TRIAGER, Role.DUTY_MANAGER)


@DESK.get("")
@may_read
def queue() -> str:
    """The lists of the desk: waiting, with the police, set aside."""
    show = request.args.get("show", "waiting")
    listed = LISTS.get(show) or abort(404)
    with reading() as session:
        return render_template(
            "sightings/desk/queue.html",
            show=show, lines=listed(session), counts=desk.counts(session), words=words, now=clock.now(),
        )  # fmt: skip


@DESK.post("/<uuid:sighting_id>/open")
@may_read
def open_report(sighting_id: UUID) -> AnyResponse:
    """Note the reading, then show."""
    if not triage.open_report(sighting_id, person(), clock.now()):
        abort(404)
    return redirect(url_for("desk.report", sighting_id=sighting_id), 303)


@DESK.get("/<uuid:sighting_id>")
@may_read
def report(sighting_id: UUID) -> str:
    """The report for whoever has it open; for anybody else the button that opens it, and nothing of it."""
    return _page(sighting_id)


@DESK.post("/<uuid:sighting_id>/judge")
@may_read
def judge(sighting_id: UUID) -> AnyResponse | tuple[str, int]:
    """Credible, or set aside with a reason."""
    verdict = request.form.get("verdict", "")
    if verdict not in set(Verdict):
        abort(400)
    typed = plain(request.form.get("note" if verdict == Verdict.CREDIBLE else "reason", ""))
    judgement = Judgement(verdict=Verdict(verdict), words=typed, by=person())
    try:
        refusal = triage.judge(sighting_id, judgement, clock.now())
    except LookupError:
        abort(404)
    if refusal:
        return _page(sighting_id, refusal=words.REFUSALS[refusal], field=verdict, typed=typed), 422
    flash(_done(judgement.verdict), "success")
    return redirect(url_for("desk.queue"), 303)


@DESK.get("/<uuid:sighting_id>/photos/<key>")
@may_read
def photo(sighting_id: UUID, key: str) -> Response:
    """The copy made from pixels; nothing where the report is not open to this person."""
    with reading() as session:
        is_open = desk.is_open_for(session, sighting_id, person().id, clock.now())
        found = desk.photo(session, sighting_id, key) if is_open else None
    return shown(found)


@DESK.post("/<uuid:sighting_id>/photos/<key>/original")
@may_read
def original(sighting_id: UUID, key: str) -> Response:
    """The sealed original, with whatever it carries: audited, and never shown in the browser."""
    if not triage.note_original_taken(sighting_id, key, person(), clock.now()):
        abort(404)
    return attached(store.read_sealed(key), key)


def _page(sighting_id: UUID, **problem: Any) -> str:
    with reading() as session:
        found = dossier.dossier(session, sighting_id) or abort(404)
        if not desk.is_open_for(session, sighting_id, person().id, clock.now()):
            return render_template("sightings/desk/closed.html", sighting_id=sighting_id)
        return render_template(
            "sightings/desk/report.html", found=found, words=words, visible=visible, now=clock.now(),
            problem=problem or None,
        )  # fmt: skip


def _done(verdict: Verdict) -> str:
    if verdict is Verdict.CREDIBLE:
        return str(gettext("Credible: it is on its way to the police. You are the person responsible for it."))
    return str(gettext("Set aside. The reason is kept, and you can take the report up again."))

"""The page behind a team's link: no sign-in, no cookie; acknowledging is a POST (rule F5)."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from foundation import clock, tokens
from foundation.database import reading
from foundation.images import store
from foundation.tokens import Purpose
from sightings import package, words
from sightings.models import Forwarding
from sightings.queries import desk, dossier
from sightings.rules.ladder import link_has_ended
from sightings.rules.states import Outcome
from sightings.rules.triage import NOTE_LIMIT
from sightings.rules.writing import plain, visible
from sightings.views.photos import attached, shown
from sightings.workflow import answer
from staff.access import link_holder

TEAM = Blueprint("team", __name__, url_prefix="/team/<token>")


@TEAM.get("")
@link_holder
def page(token: str) -> str:
    """The report and its supplements, from the bytes that were kept."""
    return _page(token)


@TEAM.post("/acknowledge")
@link_holder
def acknowledge(token: str) -> AnyResponse | tuple[str, int]:
    """The team has it. Once is enough, twice does no harm."""
    typed, upto = plain(request.form.get("who", "")), request.form.get("upto", "1")
    if len(typed) > NOTE_LIMIT:
        return _page(token, field="who", typed=typed), 422
    item = _item(token)
    answer.acknowledge(item.id, int(upto) if upto.isascii() and upto.isdigit() else 1, typed, clock.now())
    return redirect(url_for("team.page", token=token, _anchor="answer"), 303)


@TEAM.post("/outcome")
@link_holder
def outcome(token: str) -> AnyResponse | tuple[str, int]:
    """What the team made of it."""
    item, chosen, typed = _item(token), request.form.get("outcome", ""), plain(request.form.get("words", ""))
    if chosen not in set(Outcome):
        return _page(token, field="outcome", typed=typed), 422
    if len(typed) > NOTE_LIMIT:
        return _page(token, field="words", typed=typed), 422
    answer.answer(item.id, Outcome(chosen), typed, clock.now())
    return redirect(url_for("team.page", token=token, _anchor="answer"), 303)


@TEAM.get("/photos/<key>")
@link_holder
def photo(token: str, key: str) -> Response:
    """The copy made from pixels, of a photo of this very report."""
    item = _item(token)
    with reading() as session:
        return shown(desk.photo(session, item.sighting_id, key))


@TEAM.post("/photos/<key>/original")
@link_holder
def original(token: str, key: str) -> Response:
    """The sealed original, as evidence: audited, as a download."""
    if not answer.note_original_taken(_item(token).id, key, clock.now()):
        abort(404)
    return attached(store.read_sealed(key), key)


def _item(token: str) -> Forwarding:
    try:
        named, link_version = tokens.read_for_ever(Purpose.TEAM_LINK, token)
        forwarding_id = UUID(named)
    except ValueError:
        abort(410)
    with reading() as session:
        item = dossier.item_for_link(session, forwarding_id, link_version)
    if item is None or link_has_ended(item.outcome_at, clock.now()):
        abort(410)
    return item


def _page(token: str, **problem: Any) -> str:
    item = _item(token)
    with reading() as session:
        sent = package.sent(desk.forwardings(session, item.sighting_id))
        clean = {photo.key for photo in desk.photos(session, item.sighting_id) if photo.state == "clean"}
    return render_template(
        "sightings/team/page.html", token=token, item=item, sent=sent, clean=clean, words=words, visible=visible,
        problem=problem or None, late=item.due_at <= clock.now(),
    )  # fmt: skip

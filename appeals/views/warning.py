"""What the wording check says of words that are still being typed. Nothing is saved and nothing is logged of them."""

from collections.abc import Set
from typing import Any
from uuid import UUID

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from appeals import queries, wording, words
from appeals.forms import PHOTO_ALT
from appeals.rules import TEXT_FIELDS, Hit, HitKind, hard, plain
from appeals.views.answer import there
from foundation.database import reading
from staff.access import staff_only
from staff.rules import Role

blueprint = Blueprint("appeals_warning", __name__, url_prefix="/staff/appeals")
NEW_PHOTO = "photo_alt"
LONGEST = 2000
"""Characters of one text, more than any field of the form takes."""
MOST = 40
"""Texts at a time."""


@blueprint.post("/new/warnings")
@blueprint.post("/<uuid:appeal_id>/warnings")
@staff_only(Role.EDITOR)
def warnings(appeal_id: UUID | None = None) -> ResponseReturnValue:
    """The hits in the texts that were sent, by the name of their field."""
    age = request.form.get("age", "").strip()
    years = int(age) if age.isdecimal() and len(age) < 4 else None
    cleared = _cleared(appeal_id) if appeal_id else frozenset()
    found = {name: [_said(hit, years, cleared) for hit in wording.hits_in(name, text)] for name, text in _texts()}
    return jsonify(fields={name: hits for name, hits in found.items() if hits})


def _texts() -> list[tuple[str, str]]:
    """What becomes public, and no other field."""
    known = (*TEXT_FIELDS, NEW_PHOTO)
    sent = [(name, text) for name, text in request.form.items() if name in known or PHOTO_ALT.fullmatch(name)]
    return [(name, plain(text[:LONGEST])) for name, text in sent[:MOST]]


def _cleared(appeal_id: UUID) -> Set[Hit]:
    with reading() as session:
        there(queries.appeal(session, appeal_id))
        return queries.clearances(session, appeal_id).keys()


def _said(hit: Hit, age: int | None, cleared: Set[Hit]) -> dict[str, Any]:
    """For the script: what was found, how grave it is, and what can be done about it."""
    grave, advice = "red", gettext("Mend it, or save and clear it with a reason below.")
    if hit.kind is HitKind.JUDGING:
        grave, advice = "yellow", gettext("It may sound like blame. Is there a plainer word? You decide.")
    elif hard(hit, age):
        advice = gettext("It has to come out.")
    elif hit in cleared:
        grave, advice = "green", gettext("It was cleared with a reason.")
    kind, label = str(words.HITS[hit.kind]), str(words.FIELDS.get(hit.field, words.PHOTO_PARTS["alt"]))
    said = gettext("%(field)s: %(kind)s, “%(words)s”", field=label, kind=kind, words=hit.words)
    return {"kind": kind, "words": hit.words, "grave": grave, "advice": advice, "said": said}

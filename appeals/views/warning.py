"""What the wording check says of words that are still being typed. Nothing is saved and nothing is logged of them."""

import re
from collections.abc import Collection, Set
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from appeals import queries, wording, words
from appeals.forms import PHOTO_ALT, TRANSLATED_ALT
from appeals.rules import TEXT_FIELDS, Hit, HitKind, hard, plain
from appeals.rules.translations import in_the_way
from appeals.views.answer import there
from foundation.database import reading
from foundation.languages import OTHERS
from staff.access import staff_only
from staff.rules import Role

blueprint = Blueprint("appeals_warning", __name__, url_prefix="/staff/appeals")
NEW_PHOTO = "photo_alt"
LONGEST = 2500
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
    found = {
        name: [_said(hit, years, cleared) for hit in wording.hits_in(name, text)]
        for name, text in _texts((*TEXT_FIELDS, NEW_PHOTO), PHOTO_ALT)
    }
    return jsonify(fields={name: hits for name, hits in found.items() if hits})


@blueprint.post("/<uuid:appeal_id>/translations/<language>/warnings")
@staff_only(Role.EDITOR)
def of_translation(appeal_id: UUID, language: str) -> ResponseReturnValue:
    """The same for a translation."""
    if language not in OTHERS:
        abort(404)
    cleared = _cleared(appeal_id)
    with reading() as session:
        age = there(queries.appeal(session, appeal_id)).age
    found = {
        name: [
            _said(hit, age, {hit} - set(in_the_way([hit], cleared)))
            for hit in wording.hits_in(f"{language}/{name}", text, language=language)
        ]
        for name, text in _texts(("last_seen", "description"), TRANSLATED_ALT)
    }
    return jsonify(fields={name: hits for name, hits in found.items() if hits})


def _texts(known: Collection[str], photo: re.Pattern[str]) -> list[tuple[str, str]]:
    """What becomes public, and no other field."""
    sent = [(name, text) for name, text in request.form.items() if name in known or photo.fullmatch(name)]
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
    kind, label = str(words.HITS[hit.kind]), words.field_of(hit)
    said = gettext("%(field)s: %(kind)s, “%(words)s”", field=label, kind=kind, words=hit.words)
    return {"kind": kind, "words": hit.words, "grave": grave, "advice": advice, "said": said}

"""Preview is publish: each channel as it will go out, from the composers that the public is answered by."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, make_response, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from appeals import preview, queries, wording, workflow
from appeals.forms import LongTermForm, MissingSinceForm, PublishForm, ScheduleForm
from appeals.models import Appeal
from appeals.rules import RISK_CHECK_GOOD_FOR, PublicAppeal, obstacles, publishing_obstacles
from appeals.rules.translations import TranslationState, state_of
from appeals.views.answer import WITHDRAWERS, staff_page, there, url_of
from foundation import clock, tokens
from foundation.database import reading
from foundation.images import Format, store
from foundation.images.cleaning import BLURRED, WIDTHS
from foundation.languages import LANGUAGES, OWN
from staff import queries as staff_queries
from staff.access import person, staff_only

blueprint = Blueprint("appeals_preview", __name__, url_prefix="/staff/appeals/<uuid:appeal_id>/preview")
_SIZES = "|".join(map(str, (*WIDTHS, BLURRED)))
_PICTURE = re.compile(rf"([0-9a-z]{{20}})-({_SIZES})\.({'|'.join(Format)})", re.ASCII)
_WORDED = re.compile(rb'(/appeals/[0-9a-z]{20}/photos/[0-9a-z]{20})"')
"""The page of a picture, which is not there yet: the picture alone stands in for it."""
_DARK = re.compile(rb"@media\s*\(prefers-color-scheme:\s*dark\)")
_SCHEMES = {"light": b"@media not all", "dark": b"@media all"}
PREVIEW_GOOD_FOR = timedelta(hours=12)
"""A preview that was opened longer ago is opened again before it is approved."""
FRAME_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
"""Of what is shown: no script at all; the style of a mail stands in the mail. Framed by ourselves only."""
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@blueprint.get("")
@staff_only(*WITHDRAWERS)
def page(appeal_id: UUID) -> ResponseReturnValue:
    """Every channel side by side, and below them the way to publish exactly this."""
    return preview_page(appeal_id, PublishForm(), ScheduleForm())


@blueprint.get("/<channel>")
@staff_only(*WITHDRAWERS)
def one(appeal_id: UUID, channel: str) -> ResponseReturnValue:
    """The bytes of one channel. Only for the eye, pictures come from the desk and a colour scheme is chosen."""
    which = there(preview.channels().get(channel))
    with reading() as session:
        appeal, language = _in_language(session, appeal_id)
        content = preview.composed(which, session, appeal, language)
    if which.media_type == "text/html":
        content = shown(content, appeal, request.args.get("scheme", ""))
    return _for_us(content, which.media_type)


@blueprint.get("/<channel>/first-page")
@staff_only(*WITHDRAWERS)
def first_page(appeal_id: UUID, channel: str) -> ResponseReturnValue:
    """A picture of what goes out as a document, from the same source."""
    which = there(preview.channels().get(channel))
    with reading() as session:
        appeal, language = _in_language(session, appeal_id)
        return _for_us(there(preview.drawn(which, session, appeal, language)), "image/png")


@blueprint.get("/photos/<picture>")
@staff_only(*WITHDRAWERS)
def photo(appeal_id: UUID, picture: str) -> ResponseReturnValue:
    """A picture as the public will get it."""
    named = _PICTURE.fullmatch(picture) or abort(404)
    with reading() as session:
        there(queries.photo_on_desk(session, appeal_id, named[1]))
    content = there(store.read_public(named[1], int(named[2]), Format(named[3])))
    return Response(content, mimetype=Format(named[3]).media_type, headers={"Cache-Control": "private, no-store"})


def shown(content: bytes, appeal: PublicAppeal, scheme: str = "") -> bytes:
    """For the eye of the staff: until it is published a picture has no public address, which mails name in full."""
    public, desk = f"/appeals/{appeal.public_id}/photos/", f"{url_of(appeal.appeal_id)}/preview/photos/"
    content = _WORDED.sub(rb'\1-1280.jpg"', content)
    for address in (tokens.absolute(public), public):
        content = content.replace(address.encode(), desk.encode())
    if scheme not in _SCHEMES:
        return content
    content = content.replace(b"color-scheme: light dark", f"color-scheme: {scheme}".encode())
    return _DARK.sub(_SCHEMES[scheme], content)


def what_was_previewed(appeal_id: UUID, token: str | None) -> str:
    """The fingerprint of what this person had before them on the page of previews; empty: they did not open it."""
    try:
        named, by, seen = tokens.read(tokens.Purpose.PREVIEWED, token or "", max_age=PREVIEW_GOOD_FOR)
    except tokens.BadTokenError:
        return ""
    return str(seen) if (named, by) == (str(appeal_id), str(person().id)) else ""


def _for_us(content: bytes, media_type: str) -> Response:
    return Response(
        content,
        mimetype=media_type,
        headers={"Content-Security-Policy": FRAME_POLICY, "Cache-Control": "private, no-store"},
    )


def _in_language(session: Session, appeal_id: UUID) -> tuple[PublicAppeal, str]:
    """What would go out, and the language that is asked for: its translation shows before its approval too."""
    appeal = there(queries.as_public(session, there(queries.appeal(session, appeal_id)), clock.now()))
    asked = request.args.get("language", OWN)
    language = asked if asked in LANGUAGES else OWN
    return queries.with_translations(session, appeal, waiting=language), language


def preview_page(
    appeal_id: UUID, publish: PublishForm, schedule: ScheduleForm, **typed: FlaskForm
) -> ResponseReturnValue:
    """The page of previews with these forms, which may hold what was typed and what is wrong with it.

    ``typed``: ``month`` or ``long_term`` too.
    """
    now, me = clock.now(), person()
    with reading() as session:
        row = there(queries.appeal(session, appeal_id))
        values = _values(session, row, me.id)
    forms = {
        "month": typed.get("month") or MissingSinceForm(formdata=None, data=_month(row)),
        "long_term": typed.get("long_term") or LongTermForm(formdata=None),
    }
    response = make_response(
        staff_page(
            "appeals/desk/preview.html",
            wrong=bool(publish.errors or schedule.errors or typed),
            row=row,
            previewed=tokens.sign(tokens.Purpose.PREVIEWED, str(appeal_id), str(me.id), values["seen"]),
            here=url_of(appeal_id),
            good_for=RISK_CHECK_GOOD_FOR,
            names_of=LANGUAGES,
            **forms,
            publish=publish,
            schedule=schedule,
            now=now,
            me=me,
            **values,
        )
    )
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    return response


def _values(session: Session, row: Appeal, me: UUID) -> dict[str, Any]:
    now = clock.now()
    draft = wording.read(queries.draft(session, row))
    public, seen = queries.to_approve(session, row, now)
    languages = _languages(session, row)
    asked = request.args.get("language", OWN)
    language = asked if asked in languages else OWN
    scheduled, stopped = queries.scheduled(session, row.id), queries.stopped(session, row.id)
    return {
        "public": public,
        "seen": seen,
        "channels": preview.channels(),
        "languages": languages,
        "language": language,
        "texts": _texts(session, queries.with_translations(session, public, waiting=language), language)
        if public
        else {},
        "obstacles": obstacles(draft, now),
        "mine": publishing_obstacles(draft, me, seen=seen, is_now=seen),
        "scheduled": scheduled,
        "stopped": stopped,
        "names": staff_queries.names(session, [scheduled.approved_by] if scheduled else []),
    }


def _month(row: Appeal) -> dict[str, Any]:
    year, _dash, month = row.missing_since.partition("-")
    return {"month": month.lstrip("0"), "year": int(year)} if year else {}


def _languages(session: Session, row: Appeal) -> dict[str, TranslationState | None]:
    """Our own, and each with a translation that goes out with these words or waits for its approval."""
    source = workflow.source_on_desk(session, row)
    found = {each.language: state_of(queries.written(each), source) for each in queries.translations(session, row.id)}
    going = {TranslationState.APPROVED, TranslationState.WRITTEN}
    return {tag: found.get(tag) for tag in LANGUAGES if tag == OWN or found.get(tag) in going}


def _texts(session: Session, appeal: PublicAppeal, language: str) -> dict[str, str]:
    """What is read as it is, by channel."""
    return {
        name: preview.composed(which, session, appeal, language).decode()
        for name, which in preview.channels().items()
        if which.media_type not in {"text/html", "application/pdf"} and not which.media_type.startswith("image/")
    }

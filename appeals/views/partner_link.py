"""The pages behind a partner's links: no sign-in, no cookie, nothing kept; only a POST says anything to us (H2, H7).

Whatever is not live answers with the one neutral page (rule P9): unknown, altered, too old, recalled, past its review.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appeals import queries
from appeals.briefing import marked, reference_of
from appeals.briefing.letters import LINK_AGE, RECALL_AGE
from appeals.queries import briefing as found_in
from appeals.queries.briefing import Held
from appeals.queries.photo import of_version
from appeals.rules import plain
from appeals.rules.public import PublicPhoto
from appeals.workflow import briefing as journey
from appeals.workflow import recall
from foundation import clock, tokens
from foundation.database import reading
from foundation.images import Format, store
from foundation.tokens import Purpose
from staff.access import link_holder

blueprint = Blueprint("partner_link", __name__, url_prefix="/briefings")
WIDTH = 640
WHO_LIMIT = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What this partner may see now."""

    held: Held
    content: dict[str, Any]
    photos: tuple[PublicPhoto, ...]
    public_id: str
    """Set while the appeal is public too: then it has a form for sightings."""

    @property
    def reference(self) -> str:
        return reference_of(self.held.briefing.id)

    @property
    def review_at(self) -> datetime:
        return datetime.fromisoformat(self.content["review_at"])


@blueprint.get("/<token>")
@link_holder
def page(token: str) -> ResponseReturnValue:
    """The briefing."""
    return _page(token)


@blueprint.post("/<token>/read")
@link_holder
def read(token: str) -> ResponseReturnValue:
    """They have read the version that was on the screen, and told their staff."""
    shown, who = _shown(token), _typed("who")
    if len(who) > WHO_LIMIT:
        return _page(token, too_long=True)
    number = request.form.get("version", "")
    seen = int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else 1
    journey.acknowledge_read(shown.held.link.id, max(1, min(seen, shown.held.link.sent_version)), who, now=clock.now())
    return redirect(url_for("partner_link.page", token=token, _anchor="read"), 303)


@blueprint.get("/<token>/photos/<key>.jpg")
@link_holder
def photo(token: str, key: str) -> ResponseReturnValue:
    """A picture of this briefing with the partner's name through it, made for this answer and kept nowhere."""
    shown = _shown(token)
    if key not in {each.key for each in shown.photos}:
        abort(410)
    content = store.read_public(key, WIDTH, Format.JPEG) or abort(410)
    words = f"{shown.held.partner.name} \u00b7 {shown.reference}"
    return Response(marked(content, words), mimetype=Format.JPEG.media_type)


@blueprint.get("/recalled/<token>")
@link_holder
def recalled(token: str) -> ResponseReturnValue:
    """Say that the copies are down: a reference and a button, nothing of whom it was about."""
    return _recalled(token)


@blueprint.post("/recalled/<token>")
@link_holder
def taken_down(token: str) -> ResponseReturnValue:
    """The copies are down."""
    held, who = _held_recall(token), _typed("who")
    if len(who) > WHO_LIMIT:
        return _recalled(token, too_long=True)
    recall.acknowledge_taken_down(held.link.id, who, now=clock.now())
    return redirect(url_for("partner_link.recalled", token=token), 303)


def _typed(name: str) -> str:
    return " ".join(plain(request.form.get(name, "")).split())


def _page(token: str, *, too_long: bool = False) -> ResponseReturnValue:
    shown = _shown(token)
    there = tuple(each for each in shown.photos if store.read_public(each.key, WIDTH, Format.JPEG))
    return render_template(
        "appeals/briefing/page.html", token=token, shown=shown, photos=there, too_long=too_long, limit=WHO_LIMIT
    ), 422 if too_long else 200


def _recalled(token: str, *, too_long: bool = False) -> ResponseReturnValue:
    held = _held_recall(token)
    reference = reference_of(held.briefing.id)
    return render_template(
        "appeals/briefing/recalled.html",
        token=token,
        held=held,
        reference=reference,
        too_long=too_long,
        limit=WHO_LIMIT,
    ), 422 if too_long else 200


def _link(purpose: Purpose, token: str, age: timedelta) -> tuple[UUID, int]:
    try:
        link_id, version = tokens.read(purpose, token, max_age=age)
        return UUID(link_id), int(version)
    except (ValueError, TypeError, AttributeError):
        abort(410)


def _shown(token: str) -> Shown:
    link_id, version = _link(Purpose.BRIEFING, token, LINK_AGE)
    now = clock.now()
    with reading() as session:
        held = found_in.live_link(session, link_id, version, now) or abort(410)
        sent = found_in.version(session, held.briefing.id, held.briefing.current_version) or abort(410)
        gone = found_in.withdrawn_photos(session, held.appeal.id)
        public = queries.published(session, held.appeal.public_id, now)
    photos = tuple(of_version(each) for each in sent.content["photos"] if each["key"] not in gone)
    return Shown(held=held, content=sent.content, photos=photos, public_id=public.public_id if public else "")


def _held_recall(token: str) -> Held:
    link_id, version = _link(Purpose.BRIEFING_RECALL, token, RECALL_AGE)
    with reading() as session:
        return found_in.recall_link(session, link_id, version) or abort(410)

"""Feeds and alerts: the whole and per area, with nameless tombstones of what has ended (rule R2)."""

import re
from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from appeals import channels, feeds, queries
from appeals.rules import PublicAppeal
from appeals.views.answer import kept
from foundation import clock
from foundation.database import reading
from foundation.kept import MARK, forgotten, holds
from foundation.settings import settings
from foundation.tokens import absolute
from staff.access import public

blueprint = Blueprint("appeals_feeds", __name__, url_prefix="/feeds")
_FORMS: dict[str, tuple[Callable[[feeds.Feed], bytes], str]] = {
    "rss": (feeds.rss, "application/rss+xml"),
    "atom": (feeds.atom, "application/atom+xml"),
    "json": (feeds.json_feed, feeds.JSON_FEED),
    "cap.xml": (feeds.index, "application/atom+xml"),
}
_held = feeds.Held()
holds(_held.clear)
_OF_AREA = re.compile(r"([a-z0-9-]{1,60})\.(rss|atom|json|cap\.xml)", re.ASCII)
_ALERT = re.compile(r"([0-9a-z]{20})\.([1-9][0-9]{0,5})\.xml", re.ASCII)
_CANCEL = re.compile(r"[0-9a-f]{32}\.xml", re.ASCII)


@blueprint.get("/appeals.rss")
@public
def rss() -> ResponseReturnValue:
    """RSS 2.0."""
    return _answer("rss")


@blueprint.get("/appeals.atom")
@public
def atom() -> ResponseReturnValue:
    """Atom (RFC 4287)."""
    return _answer("atom")


@blueprint.get("/appeals.json")
@public
def json() -> ResponseReturnValue:
    """JSON Feed 1.1."""
    return _answer("json")


@blueprint.get("/appeals.cap.xml")
@public
def cap() -> ResponseReturnValue:
    """The index of the alerts (CAP 1.2)."""
    return _answer("cap.xml")


@blueprint.get("/areas/<name>")
@public
def area(name: str) -> ResponseReturnValue:
    """The feed of a council area, county or nation; one that has no appeal and one that does not exist look alike."""
    named = _OF_AREA.fullmatch(name)
    return _answer(named[2], named[1]) if named else abort(410)


@blueprint.get("/cap/<name>")
@public
def alert(name: str) -> ResponseReturnValue:
    """One alert document: of a live version, or the Cancel of what has ended."""
    if named := _ALERT.fullmatch(name):
        made = _alert(named[1], int(named[2]))
    else:
        made = _cancel(name) if _CANCEL.fullmatch(name) else None
    return kept(made, feeds.CAP) if made else abort(410)


def _alert(public_id: str, number: int) -> bytes | None:
    with reading() as session:
        appeal = queries.published(session, public_id, clock.now())
        if appeal is None or appeal.version != number:
            return None
        earlier = [feeds.Message(number=n, sent=at) for n, at in queries.sent(session, public_id, number) if n < number]
    return feeds.alert(appeal, earlier)


def _cancel(name: str) -> bytes | None:
    with reading() as session:
        ended = queries.tombstones(session, clock.now(), kept=queries.TOMBSTONES_KEPT)
        found = next((each for each in ended if feeds.cancel_name(each.public_id) == name), None)
        if found is None:
            return None
        earlier = [feeds.Message(number=n, sent=at) for n, at in queries.sent(session, found.public_id)]
    return feeds.cancel(found, earlier)


def _answer(form: str, area: str = "") -> Response:
    make, media_type = _FORMS[form]
    feed = _feed(area)
    response = kept(make(feed), media_type)
    if area and not feed.appeals and not feed.tombstones:  # made-up names must not push real pages from the keeper
        request.environ[MARK] = replace(request.environ[MARK], is_kept=False)
    if feed.hub:  # WebSub 1.0, section 4: by header, so that each format has it alike
        response.headers["Link"] = f'<{feed.hub}>; rel="hub", <{absolute(request.path)}>; rel="self"'
    return response


def _feed(area: str) -> feeds.Feed:
    """Without a limit: an appeal that a reader silently misses is worse than a long feed."""
    now, forgotten_before = clock.now(), forgotten()
    with reading() as session:
        epoch, next_end = queries.public_moment(session, now)
        state = feeds.State(epoch, next_end, forgotten_before)
        found = _held.find(area, state, monotonic())
        if found is not None:
            return found
        feed = feeds.Feed(
            appeals=tuple(queries.published_list(session, now, limit=None, area=area)),
            tombstones=tuple(queries.tombstones(session, now, kept=queries.TOMBSTONES_KEPT, area=area)),
            changed_at=queries.changed_at(session),
            area=area,
            hub=settings().websub_hub,
        )
    _held.put(feed, state, monotonic())
    return feed


@channels.shared("feeds")
def _feeds_of(appeal: PublicAppeal) -> list[str]:
    areas = sorted({feeds.area_slug(appeal.region), feeds.area_slug(appeal.nation)})
    return [f"/feeds/{name}.{form}" for name in ["appeals", *(f"areas/{each}" for each in areas)] for form in _FORMS]


@channels.own("alerts")
def _alerts_of(appeal: PublicAppeal) -> list[str]:
    return [f"/feeds/cap/{feeds.alert_name(appeal.public_id, appeal.version)}"]

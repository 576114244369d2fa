"""The read-only API for partners. Every refusal is a problem answer; nothing here is kept by a shared cache."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import ParamSpec

from flask import Blueprint, Response, abort, request
from flask_babel import gettext
from limits import RateLimitItemPerMinute
from pydantic import ValidationError
from werkzeug.routing import PathConverter

from appeals import channels, queries
from appeals.feeds import api, area_slug
from appeals.queries import programs
from appeals.rules import PublicAppeal
from appeals.views.answer import kept
from appeals.workflow.api_keys import digest_of, is_check_key
from foundation import background, clock, limits
from foundation.database import reading
from foundation.limits import Spent
from foundation.problems import problem
from foundation.settings import settings
from staff.access import link_holder, public

blueprint = Blueprint("appeals_api", __name__, url_prefix="/api/v1")


class AnyName(PathConverter):
    """Whatever is asked for, slashes and line breaks too: it is a name that nobody has, and no other address (P9)."""

    regex = "(?s:.+)"
    part_isolating = False


blueprint.record(lambda setup: setup.app.url_map.converters.update(any_name=AnyName))
P = ParamSpec("P")
_BEARER = re.compile(r"bearer +([A-Za-z0-9_~+/.-]{20,100}=*) *", re.ASCII | re.IGNORECASE)
_TRIES = RateLimitItemPerMinute(30)
"""Without a good key, from one address."""
_CHECKS = RateLimitItemPerMinute(3000)
"""Of the service itself: some thirty for each round of a withdrawal check."""


def keyed(view: Callable[P, Response]) -> Callable[P, Response]:
    """Only with a partner's key in force (RFC 6750), and only so many a minute."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        _admit(clock.now())
        return view(*args, **kwargs)

    return guarded


@blueprint.get("/openapi.json")
@public
def openapi() -> Response:
    """The description, for everybody."""
    return kept(api.description(), "application/json")


@blueprint.get("/appeals")
@link_holder
@keyed
def appeals() -> Response:
    """Live appeals and tombstones of ended ones, newest change first."""
    asked = _asked()
    now = clock.now()
    with reading() as session:
        live = queries.published_list(session, now, limit=None, area=asked.area)
        ended = queries.tombstones(session, now, kept=queries.TOMBSTONES_KEPT, area=asked.area)
    return _answer(api.page_of(live, ended, asked, _notice()).model_dump_json())


@blueprint.get("/appeals/<any_name:public_id>")
@link_holder
@keyed
def appeal(public_id: str) -> Response:
    """One live appeal; whatever is not live answers with the same bytes (rule P9)."""
    with reading() as session:
        found = queries.published(session, public_id, clock.now())
    if found is None:
        return problem(410)
    return _answer(api.live(found, _notice()).model_dump_json())


@channels.own("api", keyed=True)
def _own_of(appeal: PublicAppeal) -> list[str]:
    return [f"/api/v1/appeals/{appeal.public_id}"]


@channels.shared("api lists", keyed=True)
def _lists_of(appeal: PublicAppeal) -> list[str]:
    areas = sorted({area_slug(appeal.region), area_slug(appeal.nation)})
    return ["/api/v1/appeals", *(f"/api/v1/appeals?area={area}" for area in areas)]


def _admit(now: datetime) -> None:
    """Let go on, or answer 401 or 429. The day of use is noted by a worker: a GET writes nothing (rule H2)."""
    said = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    if said and is_check_key(said[1], now):
        _spend(_CHECKS, "checks")
        return
    with reading() as session:
        key = programs.key_of(session, digest_of(said[1])) if said else None
    if key is None:
        if limits.spend(_TRIES, "api-without-key", limits.client()) is Spent.OVER:
            abort(problem(429, Retry_After=str(limits.seconds_left(_TRIES, "api-without-key", limits.client()))))
        abort(problem(401, WWW_Authenticate='Bearer realm="appeals"'))
    _spend(RateLimitItemPerMinute(settings().api_per_minute), str(key.id))
    today = now.astimezone(UTC).date()
    if key.last_used_on != today:
        background.hint("appeals.note_key_use", str(key.id), today.isoformat())


def _spend(allowance: RateLimitItemPerMinute, whose: str) -> None:
    if limits.spend(allowance, "api", whose) is Spent.OVER:
        abort(problem(429, Retry_After=str(limits.seconds_left(allowance, "api", whose))))


def _asked() -> api.Asked:
    given = request.args.to_dict(flat=False)
    if twice := [name for name, values in given.items() if len(values) > 1]:
        abort(problem(400, ", ".join(sorted(set(twice) & set(api.Asked.model_fields)))))
    try:
        asked = api.Asked.model_validate({name: values[0] for name, values in given.items()})
    except ValidationError as error:
        wrong = {str(fault["loc"][0]) for fault in error.errors(include_input=False) if fault["loc"]}
        abort(problem(400, ", ".join(sorted(wrong & set(api.Asked.model_fields))) or "unknown parameter"))
    try:
        if asked.cursor:
            api.read_cursor(asked.cursor)
    except ValueError:
        abort(problem(404, "cursor"))
    return asked


def _answer(text: str) -> Response:
    response = Response(text, mimetype="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _notice() -> str:
    return str(gettext("Before you show or pass this on, please check on its page that it is still live."))

"""The desk's list: filters without names, and what needs doing today on top."""

from urllib.parse import urlencode

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from appeals.queries import listing as lines_of
from appeals.queries.listing import PAGE, Todo, Wanted
from appeals.rules import State
from appeals.views.answer import WITHDRAWERS, staff_page
from foundation import clock
from foundation.database import reading
from staff.access import person, staff_only

blueprint = Blueprint("appeals_list", __name__, url_prefix="/staff/appeals")
_TICKS = ("mine", "waits", "today", "high", "child", "long", "briefed")
_STATES = {"", "ended", *State}


@blueprint.get("")
@staff_only(*WITHDRAWERS)
def index() -> ResponseReturnValue:
    """A page of fifty; the address holds choices from lists and never a name or a reference (rule Y4)."""
    asked = {name for name in _TICKS if request.args.get(name)}
    now, me = clock.now(), person()
    with reading() as session:
        regions = lines_of.regions(session)
        wanted = _wanted(asked, regions)
        lines, total = lines_of.listed(session, wanted, now)
        counts = lines_of.counted(session, now)
    return staff_page(
        "appeals/desk/index.html",
        lines=lines,
        total=total,
        wanted=wanted,
        asked=asked,
        regions=regions,
        counts={todo: count for todo, count in counts.items() if count},
        pages=-(-total // PAGE),
        to_page=_to_page,
        Todo=Todo,
        now=now,
        me=me,
    )


def _wanted(asked: set[str], regions: list[str]) -> Wanted:
    """What is not on a list is not asked for."""
    state = request.args.get("state", request.args.get("show", ""))
    region = request.args.get("region", "")
    return Wanted(
        state=state if state in _STATES else "",
        region=region if region in regions else "",
        mine_of=person().id if "mine" in asked else None,
        waits_for=person().id if "waits" in asked else None,
        today="today" in asked,
        high_risk="high" in asked,
        child="child" in asked,
        long_term="long" in asked,
        briefed="briefed" in asked,
        page=min(max(request.args.get("page", 1, int), 1), 10_000),
    )


def _to_page(number: int) -> str:
    kept = {name: request.args[name] for name in ("state", "region", *_TICKS) if request.args.get(name)}
    return "/staff/appeals?" + urlencode(kept | {"page": str(number)})

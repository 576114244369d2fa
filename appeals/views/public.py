"""What everybody sees. Whatever is not live answers with the one neutral page (rule P9)."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from appeals import channels, queries
from appeals.pictures.areas import area_map
from appeals.rules import PublicAppeal
from appeals.rules.public import PublicPhoto
from appeals.views.answer import kept, live
from foundation import clock
from foundation.database import glance
from foundation.images import Format, store
from foundation.images.cleaning import BLURRED, WIDTHS
from foundation.languages import LANGUAGES, OWN, spoken
from staff.access import public

blueprint = Blueprint("appeals", __name__)
ON_HOME = 6
MOST = 500
_SPOKEN = ("", *(f"/{tag}" for tag in LANGUAGES if tag != OWN))
"""Before a path: every language that its page is kept in."""
_OFFERED = tuple(zip(sorted(WIDTHS), (-1, *sorted(WIDTHS)), strict=False))
"""Widths, and how wide a photo must be at least for each to show more than the one before."""
_PICTURE = re.compile(rf"([0-9a-z]{{20}})-({'|'.join(map(str, (*WIDTHS, BLURRED)))})\.({'|'.join(Format)})", re.ASCII)


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    """What this is, and the newest appeals."""
    newest = glance(lambda it: queries.published_list(it, clock.now(), limit=ON_HOME))
    return kept(render_template("appeals/home.html", appeals=_spoken(newest)))


@blueprint.get("/appeals")
@public
def index() -> ResponseReturnValue:
    """All appeals by area; there is no search by name."""
    newest = glance(lambda it: queries.published_list(it, clock.now(), limit=MOST))
    asked = request.args.get("area", "")
    shown = _spoken(appeal for appeal in newest if asked in {"", appeal.region, appeal.nation})
    areas = _areas(newest)
    is_known = asked in areas or any(asked in regions for regions in areas.values())
    sheet = area_map(appeal.region for appeal in newest)
    content = render_template("appeals/index.html", appeals=shown, areas=areas, asked=asked, sheet=sheet)
    return kept(content, query=("area",) if is_known else ())


@blueprint.get("/appeals/<public_id>")
@public
def page(public_id: str) -> ResponseReturnValue:
    """One appeal."""
    return kept(render_template("appeals/page.html", appeal=live(public_id).in_language(spoken.get())))


@blueprint.get("/appeals/<public_id>/photos/<picture>")
@public
def photo(public_id: str, picture: str) -> ResponseReturnValue:
    """A picture of a live appeal, gone in the same moment as its page; by its key alone a page with words beside it."""
    named = _PICTURE.fullmatch(picture)
    appeal = live(public_id)
    if worded := next((each for each in _worded(appeal.in_language(spoken.get())) if each.key == picture), None):
        return kept(render_template("appeals/photo.html", appeal=appeal, photo=worded))
    if named is None or named[1] not in {each.key for each in appeal.photos}:
        abort(410)
    content = store.read_public(named[1], int(named[2]), Format(named[3]))
    if content is None:
        abort(410)
    response = kept(content, Format(named[3]).media_type)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # for web mail and feed readers
    return response


@blueprint.app_template_global("srcset")
def srcset(photo: PublicPhoto, pictures: str, form: str) -> str:
    """Its pictures for HTML, each with its width: none is wider than the photo, whatever its name says."""
    return ", ".join(
        f"{pictures}-{width}.{form} {min(width, photo.width)}w" for width, over in _OFFERED if photo.width > over
    )


@channels.own("page")
def _page_of(appeal: PublicAppeal) -> list[str]:
    return [f"{language}/appeals/{appeal.public_id}" for language in _SPOKEN]


@channels.own("pictures")
def _pictures_of(appeal: PublicAppeal) -> list[str]:
    return [
        f"/appeals/{appeal.public_id}/photos/{photo.key}-{width}.{form}"
        for photo in appeal.photos
        for width in WIDTHS
        for form in Format
    ] + [f"/appeals/{appeal.public_id}/photos/{photo.key}-{BLURRED}.jpg" for photo in appeal.photos]


@channels.own("picture_pages")
def _picture_pages_of(appeal: PublicAppeal) -> list[str]:
    return [
        f"{language}/appeals/{appeal.public_id}/photos/{photo.key}" for photo in _worded(appeal) for language in _SPOKEN
    ]


@channels.shared(channels.LISTS)
def _lists_of(appeal: PublicAppeal) -> list[str]:
    paths = ["/", "/appeals", *(f"/appeals?area={quote(area)}" for area in sorted({appeal.nation, appeal.region}))]
    return [f"{language}{path}" for language in _SPOKEN for path in paths]


def _worded(appeal: PublicAppeal) -> list[PublicPhoto]:
    """Photos that nobody sees unasked, and that need words beside them when they do."""
    return [photo for photo in appeal.photos if photo.blurred and photo.progressed]


def _spoken(appeals: Iterable[PublicAppeal]) -> list[PublicAppeal]:
    """In the language of the page, as far as they are translated."""
    return [appeal.in_language(spoken.get()) for appeal in appeals]


def _areas(live: Sequence[PublicAppeal]) -> dict[str, list[str]]:
    """Nations, each with its areas that have an appeal."""
    areas: dict[str, set[str]] = {}
    for appeal in live:
        areas.setdefault(appeal.nation, set()).add(appeal.region)
    return {nation: sorted(areas[nation]) for nation in sorted(areas)}

"""The card for other people's pages (iframe, no script) and oEmbed 1.0, by which they find it."""

import json
import re
from urllib.parse import quote

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import escape

from appeals import channels
from appeals.rules import PublicAppeal
from appeals.views.answer import kept, live
from foundation.languages import LANGUAGES, OWN, spoken
from foundation.tokens import absolute
from staff.access import public

blueprint = Blueprint("appeals_embed", __name__)
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors *"
)
"""Anybody may frame the card: it takes nothing in, keeps nobody signed in, and its links leave the frame."""
WIDTH, HEIGHT, NARROWEST = 400, 640, 300
_PATH = re.compile(rf"/?(?:({'|'.join(LANGUAGES)})/)?appeals/([0-9a-z]{{20}})/?", re.ASCII)


@blueprint.get("/appeals/<public_id>/embed")
@public
def card(public_id: str) -> ResponseReturnValue:
    """The card. Once the appeal has ended, the frame shows the one neutral page."""
    appeal = live(public_id).in_language(spoken.get())
    response = kept(render_template("appeals/embed.html", appeal=appeal))
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.get("/oembed")
@public
def oembed() -> ResponseReturnValue:
    """The card of one of our own pages, as JSON; any other address gets the one neutral answer (rule P9)."""
    if request.args.get("format", "json") != "json":
        return Response(status=501)  # oEmbed 1.0, section 2.3.4: the same whatever is asked about
    language, appeal = _asked(request.args.get("url", ""))
    width, height = _at_most("maxwidth", WIDTH), _at_most("maxheight", HEIGHT)
    address = absolute(f"{language}/appeals/{appeal.public_id}/embed")
    title = gettext("Missing person appeal, %(area)s", area=appeal.region)
    frame = (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{width}" height="{height}" '
        f'style="border:0;max-width:100%" loading="lazy" referrerpolicy="no-referrer"></iframe>'
    )
    made = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": gettext("Search Hero"),
        "provider_url": absolute("/"),
        "cache_age": 60,
        "width": width,
        "height": height,
        "html": frame,
    }
    return kept(json.dumps(made, ensure_ascii=False), "application/json", query=("url",))


@blueprint.app_template_global("oembed_address")
def oembed_address(page: str) -> str:
    """Where consumers learn of the card of that page."""
    return absolute(f"/oembed?url={quote(page, safe='')}")


@channels.own("embed")
def _cards_of(appeal: PublicAppeal) -> list[str]:
    languages = ["", *(f"/{tag}" for tag in LANGUAGES if tag != OWN)]
    return [f"{language}/appeals/{appeal.public_id}/embed" for language in languages]


@channels.own("oembed")
def _oembed_of(appeal: PublicAppeal) -> list[str]:
    return [f"/oembed?url={quote(absolute(f'/appeals/{appeal.public_id}'), safe='')}"]


def _asked(url: str) -> tuple[str, PublicAppeal]:
    ours = absolute("")
    path = url.removeprefix(ours).partition("#")[0].partition("?")[0] if url.startswith(ours) else ""
    named = _PATH.fullmatch(path)
    if named is None:
        abort(410)
    return f"/{named[1]}" if named[1] not in {None, OWN} else "", live(named[2])


def _at_most(name: str, ours: int) -> int:
    """What fits in the asker's page, but never so narrow that words are cut off."""
    asked = request.args.get(name, "")
    return max(NARROWEST, min(ours, int(asked))) if re.fullmatch(r"[0-9]{1,5}", asked, re.ASCII) else ours

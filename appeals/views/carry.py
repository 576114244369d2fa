"""What is carried out of the appeal's page: the poster, the share pictures, and the page with texts to copy."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ServiceUnavailable

from appeals import channels, pictures, poster, sharing
from appeals.rules import PublicAppeal
from appeals.views.answer import kept, live
from foundation.images import Format, store
from foundation.images.cleaning import WIDTHS
from foundation.languages import LANGUAGES, OWN, spoken
from foundation.tokens import absolute
from foundation.turns import CrowdedError, Turns
from staff.access import public

blueprint = Blueprint("appeals_carry", __name__, url_prefix="/appeals/<public_id>")
PICTURES = {f"{size.value}.jpg": size for size in pictures.Size}
DRAWING = Turns(at_once=2, inside=3, patience=3.0)
"""Of the four threads of a process (``searchhero.serve``) one always stays for pages and withdrawals. Three seconds and
a drawing are less than the service itself waits for an answer (``foundation.stranger``)."""
AGAIN = 5
"""Seconds after which who got no turn may ask again (RFC 9110, section 10.2.3)."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a network shows of a link to the page (Open Graph)."""

    title: str
    description: str
    address: str
    picture: str
    alt: str
    width: int
    height: int


@blueprint.get("/share")
@public
def share(public_id: str) -> ResponseReturnValue:
    """Poster, pictures and texts to take along."""
    appeal = _spoken(public_id)
    content = render_template(
        "appeals/share.html",
        appeal=appeal,
        texts=sharing.texts(appeal),
        sizes=list(pictures.Size),
        alt=sharing.picture_alt(appeal),
    )
    return kept(content)


@blueprint.get("/poster.pdf")
@public
def poster_pdf(public_id: str) -> ResponseReturnValue:
    """The poster, A4 or ``?size=a5``."""
    appeal = _spoken(public_id)
    try:
        size = poster.Size(request.args.get("size", poster.Size.A4))
    except ValueError:
        abort(410)
    try:
        content = _drawn(appeal, size, lambda: poster.compose(appeal, picture_of(appeal), size))
    except poster.PosterError as error:
        log.error("poster_failed", appeal_id=str(appeal.appeal_id), version=appeal.version, reason=str(error))  # noqa: TRY400
        abort(503)
    return _file(kept(content, "application/pdf", query=("size",)), f"missing-person-appeal-{size}.pdf")


@blueprint.get("/share/<picture>")
@public
def share_picture(public_id: str, picture: str) -> ResponseReturnValue:
    """A picture to post."""
    appeal = _spoken(public_id)
    if picture not in PICTURES:
        abort(410)
    size = PICTURES[picture]
    content = _drawn(appeal, size, lambda: pictures.compose(appeal, picture_of(appeal), size))
    return _file(kept(content, pictures.MEDIA_TYPE), f"missing-person-appeal-{picture}")


@blueprint.app_template_global("share_card")
def share_card(appeal: PublicAppeal) -> Card:
    """For the head of the appeal's page."""
    width, height = pictures.Size.WIDE.pixels
    return Card(
        title=sharing.title(appeal),
        description=f"{sharing.review(appeal)} {sharing.check()} {sharing.link(appeal)}",
        address=sharing.link(appeal),
        picture=absolute(sharing.path(appeal, f"/share/{pictures.Size.WIDE}.jpg")),
        alt=sharing.picture_alt(appeal),
        width=width,
        height=height,
    )


@channels.own("poster", drawn=True)
def _posters_of(appeal: PublicAppeal) -> list[str]:
    return [each for size in ("", "?size=a5") for each in _in_each_language(appeal, f"/poster.pdf{size}")]


@channels.own("share")
def _pages_of(appeal: PublicAppeal) -> list[str]:
    return _in_each_language(appeal, "/share")


@channels.own("share pictures", drawn=True)
def _pictures_of(appeal: PublicAppeal) -> list[str]:
    return [each for picture in PICTURES for each in _in_each_language(appeal, f"/share/{picture}")]


def picture_of(appeal: PublicAppeal) -> bytes | None:
    """The photo for posters and pictures, as large as there is."""
    return store.read_public(appeal.face.key, max(WIDTHS), Format.JPEG) if appeal.face else None


def _in_each_language(appeal: PublicAppeal, part: str) -> list[str]:
    return [f"{'' if tag == OWN else f'/{tag}'}/appeals/{appeal.public_id}{part}" for tag in LANGUAGES]


def _drawn(appeal: PublicAppeal, size: poster.Size | pictures.Size, draw: Callable[[], bytes]) -> bytes:
    """Drawn once for all who ask for it meanwhile, and given only while ``appeal`` is what is public (rule R2)."""
    try:
        content = DRAWING.take((size, spoken.get(), appeal), draw)
    except CrowdedError:
        raise ServiceUnavailable(retry_after=AGAIN) from None
    if _spoken(appeal.public_id) != appeal:
        raise ServiceUnavailable(retry_after=AGAIN)
    return content


def _spoken(public_id: str) -> PublicAppeal:
    return live(public_id).in_language(spoken.get())


def _file(response: Response, name: str) -> Response:
    """A file name that gives nobody away (rule P6)."""
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response

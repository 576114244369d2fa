"""What each channel of this room will answer, by the composers of its public routes."""

from collections.abc import Callable

from flask import render_template
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from appeals import feeds, pictures, poster, preview, queries, sharing
from appeals.preview import Compose
from appeals.rules import PublicAppeal
from appeals.views.carry import picture_of
from foundation.settings import settings

_POSTERS = {poster.Size.A4: _("Poster, A4"), poster.Size.A5: _("Poster, A5")}
_PICTURES = {
    pictures.Size.WIDE: _("Share picture for links, 1200 × 630"),
    pictures.Size.POST: _("Share picture for posts, 1080 × 1350"),
    pictures.Size.STORY: _("Share picture for stories, 1080 × 1920"),
}


@preview.channel("page", _("Page"), "text/html", at=lambda appeal: f"/appeals/{appeal.public_id}")
@preview.spoken
def _page(session: Session, appeal: PublicAppeal) -> bytes:
    return render_template("appeals/page.html", appeal=appeal).encode()


@preview.channel("embed", _("Card to embed"), "text/html", at=lambda appeal: f"/appeals/{appeal.public_id}/embed")
@preview.spoken
def _embed(session: Session, appeal: PublicAppeal) -> bytes:
    return render_template("appeals/embed.html", appeal=appeal).encode()


@preview.channel("rss", _("RSS item"), "application/rss+xml", at=lambda appeal: "/feeds/appeals.rss", part=True)
def _rss(session: Session, appeal: PublicAppeal) -> bytes:
    return _between(feeds.rss(_feed(appeal)), b"<item>", b"</item>")


@preview.channel("json", _("JSON Feed item"), feeds.JSON_FEED, at=lambda appeal: "/feeds/appeals.json", part=True)
def _json(session: Session, appeal: PublicAppeal) -> bytes:
    return _between(feeds.json_feed(_feed(appeal)), b'  {\n   "id"', b"\n  }")


@preview.channel(
    "cap",
    _("CAP alert"),
    feeds.CAP,
    at=lambda appeal: f"/feeds/cap/{feeds.alert_name(appeal.public_id, appeal.version)}",
)
def _cap(session: Session, appeal: PublicAppeal) -> bytes:
    sent = queries.sent(session, appeal.public_id, appeal.version)
    earlier = [feeds.Message(number=number, sent=at) for number, at in sent if number < appeal.version]
    return feeds.alert(appeal, earlier)


def _at(part: str) -> Callable[[PublicAppeal], str]:
    return lambda appeal: f"/appeals/{appeal.public_id}{part}"


def _poster(size: poster.Size) -> Compose:
    return lambda session, appeal: poster.compose(appeal, picture_of(appeal), size)


def _first_page(size: poster.Size) -> Compose:
    return lambda session, appeal: poster.first_page(appeal, picture_of(appeal), size)


def _picture(size: pictures.Size) -> Compose:
    return lambda session, appeal: pictures.compose(appeal, picture_of(appeal), size)


for _paper, _title in _POSTERS.items():
    preview.channel(
        f"poster-{_paper}",
        _title,
        "application/pdf",
        at=_at(f"/poster.pdf?size={_paper}"),
    )(preview.spoken(_poster(_paper)))
    preview.first_page(f"poster-{_paper}", _first_page(_paper))

for _size, _title in _PICTURES.items():
    preview.channel(
        f"picture-{_size}",
        _title,
        pictures.MEDIA_TYPE,
        at=_at(f"/share/{_size}.jpg"),
    )(preview.spoken(_picture(_size)))


@preview.channel("texts", _("Texts to copy"), "text/plain")
@preview.spoken
def _texts(session: Session, appeal: PublicAppeal) -> bytes:
    return "\n\n".join(f"{each.title}\n{each.words}" for each in sharing.texts(appeal)).encode()


def _feed(appeal: PublicAppeal) -> feeds.Feed:
    moment = appeal.published_at
    return feeds.Feed(appeals=(appeal,), tombstones=(), changed_at=moment, hub=settings().websub_hub)


def _between(feed: bytes, first: bytes, last: bytes) -> bytes:
    """The one item of a feed, with its tags."""
    start = feed.index(first)
    return feed[start : feed.index(last, start) + len(last)]

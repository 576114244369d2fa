"""CAP 1.2 (OASIS, 1 July 2010): an Atom index, as aggregators expect it, and one alert document for each message.

The police's grade of the risk is not public, so urgency, severity and certainty are the same for every appeal:
Expected (attend to it soon; no siren), Moderate (a possible threat to a life), Observed (the person *is* missing).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import cos, pi, radians, sin
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext
from lxml.etree import Element, SubElement, tostring

from appeals.feeds.entries import Entry, Feed, picture_of
from appeals.feeds.rss_atom import Link, atom_linking
from appeals.rules import PublicAppeal, Tombstone, plain
from foundation import vault
from foundation.places.distance import EARTH_RADIUS
from foundation.settings import settings
from foundation.tokens import absolute

MEDIA_TYPE = "application/cap+xml"
_NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
_GRID = 0.05
"""Degrees: the middle of an area is rounded to it, so that the outline tells nothing finer (rule P6)."""
_SLACK = 3_300
"""Metres by which that moves a middle at most; the outline is so much wider and still holds the whole area."""
_CORNERS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An alert that went out: a version of the appeal."""

    number: int
    sent: datetime


def alert_name(public_id: str, number: int) -> str:
    """The last part of the address of the alert for that version."""
    return f"{public_id}.{number}.xml"


def cancel_name(public_id: str) -> str:
    """The same of its Cancel: by a keyed hash, so that the appeal's own addresses answer as unknown ones do (P9)."""
    return f"{vault.blind_index('cap-cancel', public_id)[:16].hex()}.xml"


def index(feed: Feed) -> bytes:
    """The newest message of every appeal, as Atom entries that link to the alert documents."""
    names = {absolute(f"/appeals/{each.public_id}"): alert_name(each.public_id, each.version) for each in feed.appeals}
    names |= {absolute(f"/appeals/{each.public_id}"): cancel_name(each.public_id) for each in feed.tombstones}

    def links(entry: Entry) -> list[Link]:
        alert = absolute(f"/feeds/cap/{names[entry.link]}")
        return [Link(alert, "alternate", MEDIA_TYPE), Link(entry.link, "related", "text/html")]

    return atom_linking(feed, "cap.xml", links)


def alert(appeal: PublicAppeal, earlier: Sequence[Message]) -> bytes:
    """An Alert; with ``earlier``, the messages since the appeal was last taken back, an Update in the place of them."""
    made = _envelope(appeal.public_id, str(appeal.version), appeal.published_at, "Update" if earlier else "Alert")
    _references(made, appeal.public_id, earlier)
    _info(made, appeal)
    return _bytes(made)


def cancel(tombstone: Tombstone, earlier: Sequence[Message]) -> bytes:
    """Takes back everything that was sent, and says nothing of the person (rule R2)."""
    last = max((each.number for each in earlier), default=0)
    made = _envelope(tombstone.public_id, f"{last}-end", tombstone.ended_at, "Cancel")
    _add(made, "note", gettext("This appeal has ended. Please delete what you kept or passed on of it."))
    _references(made, tombstone.public_id, earlier)
    return _bytes(made)


def _envelope(public_id: str, part: str, sent: datetime, kind: str) -> Any:
    """What comes before the references; a message of a development system says that it is a test."""
    made = Element(f"{{{_NAMESPACE}}}alert", nsmap={None: _NAMESPACE})
    _add(made, "identifier", _identifier(public_id, part))
    _add(made, "sender", _sender())
    _add(made, "sent", _moment(sent))
    _add(made, "status", "Actual" if settings().environment == "production" else "Test")
    _add(made, "msgType", kind)
    _add(made, "scope", "Public")
    return made


def _references(made: Any, public_id: str, earlier: Sequence[Message]) -> None:
    if earlier:
        told = (f"{_sender()},{_identifier(public_id, str(each.number))},{_moment(each.sent)}" for each in earlier)
        _add(made, "references", " ".join(told))


def _info(made: Any, appeal: PublicAppeal) -> None:
    """The order of the elements is the schema's."""
    link = absolute(f"/appeals/{appeal.public_id}")
    info = _add(made, "info")
    _add(info, "language", "en-GB")
    _add(info, "category", "Safety")
    _add(info, "category", "Rescue")
    _add(info, "event", gettext("Missing person"))
    _add(info, "responseType", "Monitor")
    _add(info, "urgency", "Expected")
    _add(info, "severity", "Moderate")
    _add(info, "certainty", "Observed")
    _add(info, "effective", _moment(appeal.published_at))
    _add(info, "expires", _moment(appeal.review_at))
    _add(info, "senderName", gettext("Search Hero, for %(force)s", force=plain(appeal.force)))
    entry = Feed(appeals=(appeal,), tombstones=(), changed_at=appeal.published_at).entries[0]
    _add(info, "headline", entry.title)
    _add(info, "description", entry.text)
    _add(info, "instruction", _instruction())
    _add(info, "web", link)
    if picture := picture_of(appeal):
        resource = _add(info, "resource")
        _add(resource, "resourceDesc", gettext("Photo"))
        _add(resource, "mimeType", "image/jpeg")
        _add(resource, "uri", picture)
    _area(info, appeal)


def _instruction() -> str:
    return str(
        gettext(
            "Do not approach or follow them, and do not post where they are. In danger, or happening now: call 999. "
            "Otherwise tell what you saw on the page of the appeal, or call 101. Before you pass this on, please check "
            "that the page still shows it."
        )
    )


def _area(info: Any, appeal: PublicAppeal) -> None:
    area = _add(info, "area")
    if appeal.national:
        _add(area, "areaDesc", gettext("Great Britain"))
        return
    _add(area, "areaDesc", plain(appeal.area))
    corners = outline(appeal.latitude, appeal.longitude, appeal.radius)
    _add(area, "polygon", " ".join(f"{latitude:.2f},{longitude:.2f}" for latitude, longitude in corners))


def outline(latitude: float, longitude: float, radius: int) -> list[tuple[float, float]]:
    """A closed ring in WGS 84 degrees around the area of ``radius`` metres, no finer than the grid (rule P6)."""
    middle_north, middle_east = round(latitude / _GRID) * _GRID, round(longitude / _GRID) * _GRID
    angle = (radius + _SLACK) / EARTH_RADIUS * 180 / pi
    ring = []
    for corner in range(_CORNERS):
        turn = 2 * pi * corner / _CORNERS
        north = middle_north + angle * cos(turn)
        east = middle_east + angle * sin(turn) / cos(radians(middle_north))
        ring.append((round(north, 2), round(east, 2)))
    return [*ring, ring[0]]


def _identifier(public_id: str, part: str) -> str:
    return f"searchhero-{public_id}-{part}"


def _sender() -> str:
    """Unique in the world by its domain name, as the standard asks; no spaces, commas, < or &."""
    return f"appeals@{urlsplit(settings().public_url).hostname}"


def _moment(moment: datetime) -> str:
    """With its offset, never Z: the standard says so of UTC too."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _add(parent: Any, name: str, text: str | None = None) -> Any:
    made = SubElement(parent, f"{{{_NAMESPACE}}}{name}")
    made.text = text
    return made


def _bytes(made: Any) -> bytes:
    return bytes(tostring(made, xml_declaration=True, encoding="UTF-8", pretty_print=True))

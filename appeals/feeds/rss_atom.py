"""RSS 2.0 and Atom (RFC 4287), by feedgen."""

from datetime import UTC, date, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from feedgen.feed import FeedGenerator
from flask_babel import gettext
from lxml.etree import Element, SubElement

from appeals.feeds.entries import Entry, Feed
from foundation.tokens import absolute


def rss(feed: Feed) -> bytes:
    """As RSS 2.0."""
    return bytes(_feed(feed, "rss").rss_str(pretty=True))


def atom(feed: Feed) -> bytes:
    """As Atom."""
    return bytes(_feed(feed, "atom").atom_str(pretty=True))


class Item:
    """What feedgen asks of an item, and nothing else: its own one switches the process's locale for each date (which is
    not safe in threads and costs most of the time) and loses the type and relation of a link in Atom.
    """

    def __init__(self, entry: Entry, *, alert: str = "") -> None:
        """``alert`` is the address of its CAP document, for the index of those."""
        self._entry = entry
        self._alert = alert

    def rss_entry(self, extensions: bool = True) -> Any:  # noqa: FBT001, FBT002 - feedgen's signature
        made, entry = Element("item"), self._entry
        _text(made, "title", entry.title)
        _text(made, "link", entry.link)
        _text(made, "description", entry.text)
        _text(made, "guid", entry.link).set("isPermaLink", "true")
        if entry.picture and entry.picture_size:  # RSS 2.0 asks for the length
            SubElement(made, "enclosure", url=entry.picture, length=str(entry.picture_size), type="image/jpeg")
        _text(made, "pubDate", _moment(entry.published))
        return made

    def atom_entry(self, extensions: bool = True) -> Any:  # noqa: FBT001, FBT002 - feedgen's signature
        made, entry = Element("entry"), self._entry
        _text(made, "id", entry.link)
        _text(made, "title", entry.title)
        _text(made, "updated", entry.updated.isoformat())
        for address, relation, media_type in self._links():
            link = SubElement(made, "link", href=address, rel=relation, type=media_type)
            if relation == "enclosure" and entry.picture_size:
                link.set("length", str(entry.picture_size))
        _text(made, "summary", entry.text)
        _text(made, "published", entry.published.isoformat())
        return made

    def _links(self) -> list[tuple[str, str, str]]:
        entry, alert = self._entry, self._alert
        if alert:
            return [(alert, "alternate", "application/cap+xml"), (entry.link, "related", "text/html")]
        page = (entry.link, "alternate", "text/html")
        return [page, (entry.picture, "enclosure", "image/jpeg")] if entry.picture else [page]


def _text(parent: Any, name: str, text: str) -> Any:
    made = SubElement(parent, name)
    made.text = text
    return made


def _moment(at: datetime) -> str:
    """As RFC 822 has it, in UTC: what ``format_datetime`` gives, in a quarter of its time."""
    at = at.astimezone(UTC)
    return f"{_day(at.date())} {at.time().isoformat('seconds')} +0000"


@lru_cache(maxsize=1024)
def _day(day: date) -> str:
    """``Mon, 04 May 2026``: the items of a feed share their days."""
    return format_datetime(datetime(day.year, day.month, day.day, tzinfo=UTC))[:16]


def _feed(feed: Feed, form: str) -> FeedGenerator:
    """feedgen puts items last to first unless told."""
    made = head(feed, form)
    for entry in feed.entries:
        made.add_entry(Item(entry), order="append")
    return made


def head(feed: Feed, form: str) -> FeedGenerator:
    """A feed without its items. The hub stands in the HTTP answer, where every format has it alike."""
    made = FeedGenerator()
    made.id(feed.address("atom").removesuffix(".atom"))
    made.title(feed.title)
    made.subtitle(feed.subtitle)
    made.author({"name": gettext("Search Hero")})
    made.language("en-GB")
    made.link(href=feed.address(form), rel="self")
    made.link(href=absolute("/appeals"), rel="alternate")
    updated: datetime = feed.updated
    made.updated(updated)
    made.lastBuildDate(updated)
    return made

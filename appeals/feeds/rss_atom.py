"""RSS 2.0 and Atom (RFC 4287), by feedgen."""

from datetime import datetime
from email.utils import format_datetime
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from flask_babel import gettext
from lxml.etree import Element, SubElement

from appeals.feeds.entries import Entry, Feed, entries
from foundation.tokens import absolute


def rss(feed: Feed) -> bytes:
    """As RSS 2.0."""
    return bytes(_feed(feed, "rss").rss_str(pretty=True))


def atom(feed: Feed) -> bytes:
    """As Atom."""
    return bytes(_feed(feed, "atom").atom_str(pretty=True))


class Item(FeedEntry):  # type: ignore[misc]
    """feedgen's item, filled at once: its own way switches the process's locale for each date (which is not safe in
    threads and costs most of the time) and loses the type and relation of a link in Atom.
    """

    def __init__(self, entry: Entry, *, alert: str = "") -> None:
        """``alert`` is the address of its CAP document, for the index of those."""
        super().__init__()
        self._entry = entry
        self._links = [(alert, "alternate", "application/cap+xml")] if alert else []
        self._links.append((entry.link, "related" if alert else "alternate", "text/html"))
        if entry.picture and not alert:
            self._links.append((entry.picture, "enclosure", "image/jpeg"))

    def rss_entry(self, extensions: bool = True) -> Any:  # noqa: FBT001, FBT002 - feedgen's signature
        made, entry = Element("item"), self._entry
        _text(made, "title", entry.title)
        _text(made, "link", entry.link)
        _text(made, "description", entry.text)
        _text(made, "guid", entry.link).set("isPermaLink", "true")
        if entry.picture and entry.picture_size:  # RSS 2.0 asks for the length
            SubElement(made, "enclosure", url=entry.picture, length=str(entry.picture_size), type="image/jpeg")
        _text(made, "pubDate", format_datetime(entry.published))
        return made

    def atom_entry(self, extensions: bool = True) -> Any:  # noqa: FBT001, FBT002 - feedgen's signature
        made, entry = Element("entry"), self._entry
        _text(made, "id", entry.link)
        _text(made, "title", entry.title)
        _text(made, "updated", entry.updated.isoformat())
        for address, relation, media_type in self._links:
            link = SubElement(made, "link", href=address, rel=relation, type=media_type)
            if relation == "enclosure" and self._entry.picture_size:
                link.set("length", str(self._entry.picture_size))
        _text(made, "summary", entry.text)
        _text(made, "published", entry.published.isoformat())
        return made


def _text(parent: Any, name: str, text: str) -> Any:
    made = SubElement(parent, name)
    made.text = text
    return made


def _feed(feed: Feed, form: str) -> FeedGenerator:
    """feedgen puts items last to first unless told."""
    made = head(feed, form)
    for entry in entries(feed):
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

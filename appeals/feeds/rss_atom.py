"""RSS 2.0 and Atom (RFC 4287): the head by feedgen, the items written into it.

feedgen's own items switch the process's locale for each date (which is not safe in threads and costs most of the time)
and lose the type and relation of a link in Atom; made as elements of lxml, items took three times as long as written.
What an entry says is ``plain``: no character that XML 1.0 refuses is in it, and only markup has to be escaped.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from feedgen.feed import FeedGenerator
from flask_babel import gettext

from appeals.feeds.entries import Entry, Feed
from foundation.tokens import absolute


class Link(NamedTuple):
    """Of an Atom entry."""

    address: str
    relation: str
    media_type: str
    length: int = 0
    """Bytes; 0 when that is not known."""


def rss(feed: Feed) -> bytes:
    """As RSS 2.0."""
    return _filled(_head(feed, "rss").rss_str(pretty=True), "  </channel>", map(_item, feed.entries))


def atom(feed: Feed) -> bytes:
    """As Atom."""
    return atom_linking(feed, "atom", _links)


def atom_linking(feed: Feed, form: str, links: Callable[[Entry], Iterable[Link]]) -> bytes:
    """As Atom whose entries have ``links``; ``form`` is the end of its address."""
    entries = (_entry(each, links(each)) for each in feed.entries)
    return _filled(_head(feed, form).atom_str(pretty=True), "</feed>", entries)


def _filled(head: bytes, end: str, items: Iterable[str]) -> bytes:
    """``items`` before the last ``end`` of a feed without any."""
    before, _, _ = head.decode().rpartition(end)
    return "".join([before, *items, head.decode()[len(before) :]]).encode()


def _item(entry: Entry) -> str:
    """Of RSS. A picture whose length is not known is left out: RSS 2.0 asks for it."""
    link, enclosure = escape(entry.link), ""
    if entry.picture and entry.picture_size:
        address, length = quoteattr(entry.picture), entry.picture_size
        enclosure = f'      <enclosure url={address} length="{length}" type="image/jpeg"/>\n'
    return f"""\
    <item>
      <title>{escape(entry.title)}</title>
      <link>{link}</link>
      <description>{escape(entry.text)}</description>
      <guid isPermaLink="true">{link}</guid>
{enclosure}\
      <pubDate>{_moment(entry.published)}</pubDate>
    </item>
"""


def _entry(entry: Entry, links: Iterable[Link]) -> str:
    """Of Atom."""
    linked = "".join(map(_link, links))
    return f"""\
  <entry>
    <id>{escape(entry.link)}</id>
    <title>{escape(entry.title)}</title>
    <updated>{entry.updated.isoformat()}</updated>
{linked}\
    <summary>{escape(entry.text)}</summary>
    <published>{entry.published.isoformat()}</published>
  </entry>
"""


def _links(entry: Entry) -> Iterable[Link]:
    yield Link(entry.link, "alternate", "text/html")
    if entry.picture:
        yield Link(entry.picture, "enclosure", "image/jpeg", entry.picture_size)


def _link(link: Link) -> str:
    length = f' length="{link.length}"' if link.length else ""
    return f'    <link href={quoteattr(link.address)} rel="{link.relation}" type="{link.media_type}"{length}/>\n'


def _moment(at: datetime) -> str:
    """As RFC 822 has it, in UTC: what ``format_datetime`` gives, in a quarter of its time."""
    at = at.astimezone(UTC)
    return f"{_day(at.date())} {at.time().isoformat('seconds')} +0000"


@lru_cache(maxsize=1024)
def _day(day: date) -> str:
    """``Mon, 04 May 2026``: the items of a feed share their days."""
    return format_datetime(datetime(day.year, day.month, day.day, tzinfo=UTC))[:16]


def _head(feed: Feed, form: str) -> FeedGenerator:
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

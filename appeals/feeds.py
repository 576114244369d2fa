"""RSS 2.0 and Atom (RFC 4287). Pure: the same appeals give the same bytes, so that the ETag changes with them only.

An appeal that has ended stays for a while under its id as a nameless tombstone, so that readers which keep old items
write over the one that had a name (rule R2).
"""

from dataclasses import dataclass
from datetime import datetime

from feedgen.feed import FeedGenerator
from flask_babel import format_date, gettext

from appeals.rules import PublicAppeal, Tombstone, plain
from foundation.clock import in_london
from foundation.tokens import absolute


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed shows, newest first."""

    appeals: tuple[PublicAppeal, ...]
    tombstones: tuple[Tombstone, ...]
    changed_at: datetime


def rss(feed: Feed) -> bytes:
    """As RSS 2.0."""
    return bytes(_feed(feed, "/feeds/appeals.rss").rss_str(pretty=True))


def atom(feed: Feed) -> bytes:
    """As Atom."""
    return bytes(_feed(feed, "/feeds/appeals.atom").atom_str(pretty=True))


def _feed(feed: Feed, path: str) -> FeedGenerator:
    """feedgen takes "now" for every date that it is not given, and puts items last to first unless told."""
    made = FeedGenerator()
    made.id(absolute("/feeds/appeals"))
    made.title(gettext("Search Hero: missing person appeals"))
    made.subtitle(gettext("Please check that an appeal is still live before you pass it on."))
    made.author({"name": gettext("Search Hero")})
    made.language("en-GB")
    made.link(href=absolute(path), rel="self")
    made.link(href=absolute("/appeals"), rel="alternate")
    updated = max([feed.changed_at, *(each.published_at for each in feed.appeals)])
    made.updated(updated)
    made.lastBuildDate(updated)
    for appeal in feed.appeals:
        _item(made, appeal)
    for tombstone in feed.tombstones:
        _tombstone(made, tombstone)
    return made


def _item(made: FeedGenerator, appeal: PublicAppeal) -> None:
    item = made.add_entry(order="append")
    link = absolute(f"/appeals/{appeal.public_id}")
    item.id(link)
    item.guid(link, permalink=True)
    item.link(href=link)
    item.title(gettext("Missing: %(name)s, %(area)s", name=plain(appeal.known_as), area=plain(appeal.area)))
    item.published(appeal.published_at)
    item.pubDate(appeal.published_at)
    item.updated(appeal.published_at)
    item.summary(plain(_summary(appeal)))


def _summary(appeal: PublicAppeal) -> str:
    lines = [
        gettext("Age %(age)d.", age=appeal.age) if appeal.age is not None else "",
        gettext("Last seen: %(words)s", words=appeal.last_seen),
        appeal.description,
        gettext("%(force)s, reference %(reference)s.", force=appeal.force, reference=appeal.reference),
        gettext(
            "To be reviewed by %(day)s: please check that this appeal is still live.",
            day=format_date(in_london(appeal.review_at).date(), "d MMMM yyyy"),
        ),
    ]
    return "\n".join(line for line in lines if line)


def _tombstone(made: FeedGenerator, tombstone: Tombstone) -> None:
    item = made.add_entry(order="append")
    link = absolute(f"/appeals/{tombstone.public_id}")
    item.id(link)
    item.guid(link, permalink=True)
    item.link(href=link)
    item.title(gettext("This appeal has ended"))
    item.published(tombstone.published_at)
    item.pubDate(tombstone.published_at)
    item.updated(tombstone.ended_at)
    item.summary(gettext("Please delete what you kept or passed on of it. Thank you for looking."))

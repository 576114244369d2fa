"""What every feed says of an appeal, whatever its format.

An appeal that has ended stays for a while under its id as a nameless tombstone, so that readers which keep old items
write over the one that had a name (rule R2).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property

from flask_babel import format_date, gettext

from appeals.rules import PublicAppeal, Tombstone, plain
from appeals.rules.public import PublicPhoto
from foundation.clock import in_london
from foundation.images import Format, store
from foundation.tokens import absolute

PICTURE_WIDTH = 640
FORMS = ("rss", "atom", "json", "cap.xml")


@dataclass(frozen=True, kw_only=True)
class Feed:
    """What a feed shows, in whatever format."""

    appeals: tuple[PublicAppeal, ...]
    tombstones: tuple[Tombstone, ...]
    changed_at: datetime
    area: str = ""
    """The slug of a council area, county or nation; empty: everywhere."""
    hub: str = ""
    """Where a reader may subscribe (WebSub)."""

    @cached_property
    def entries(self) -> tuple["Entry", ...]:
        """Newest first; made once for all formats, which are in the one language that feeds have."""
        return tuple(_entries(self))

    @property
    def updated(self) -> datetime:
        """feedgen takes "now" for every date that it is not given, and the ETag would change with it."""
        return max([self.changed_at, *(each.published_at for each in self.appeals)])

    def address(self, form: str) -> str:
        """Of this feed: ``form`` is rss, atom, json or cap.xml."""
        return absolute(f"/feeds/areas/{self.area}.{form}" if self.area else f"/feeds/appeals.{form}")

    @property
    def title(self) -> str:
        """The same for every area: one without an appeal and one that does not exist look alike."""
        if self.area:
            return str(gettext("Search Hero: missing person appeals of one area"))
        return str(gettext("Search Hero: missing person appeals"))

    @property
    def subtitle(self) -> str:
        return str(gettext("Please check that an appeal is still live before you pass it on."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item. Its link is its id, for as long as it lives and as its tombstone."""

    link: str
    title: str
    text: str
    published: datetime
    updated: datetime
    picture: str = ""
    """The address of a JPEG; empty when there is none, or none that may be seen unasked."""
    picture_size: int = 0
    """Its length in bytes; 0 when that is not known."""


def addresses(areas: Iterable[str]) -> list[str]:
    """Of every feed: of everywhere, and of ``areas`` (slugs)."""
    names = ["appeals", *(f"areas/{area}" for area in sorted(areas))]
    return [absolute(f"/feeds/{name}.{form}") for name in names for form in FORMS]


def area_slug(area: str) -> str:
    """An area as it stands in an address: "East Lothian" → "east-lothian". The database does the same sum."""
    return re.sub(r"[^a-z0-9]+", "-", area.lower())


def _entries(feed: Feed) -> Iterator[Entry]:
    """Every sentence is looked up once for the whole feed: it was a third of the time."""
    moments: list[tuple[datetime, PublicAppeal | Tombstone]] = [
        *((each.published_at, each) for each in feed.appeals),
        *((each.ended_at, each) for each in feed.tombstones),
    ]
    moments.sort(key=lambda each: each[0], reverse=True)
    words = _Words(
        title=gettext("Missing: %(name)s, %(area)s"),
        age=gettext("Age %(age)d."),
        last_seen=gettext("Last seen: %(words)s"),
        police=gettext("%(force)s, reference %(reference)s."),
        review=gettext("To be reviewed by %(day)s: please check that this appeal is still live."),
        check=gettext("It is live only while this page shows it: %(link)s"),
        ended=gettext("This appeal has ended"),
        ended_text=gettext("Please delete what you kept or passed on of it. Thank you for looking."),
    )
    pages = absolute("/appeals/")
    day = cache(lambda moment: format_date(moment, "d MMMM yyyy"))
    for _, each in moments:
        if isinstance(each, PublicAppeal):
            yield _live(each, pages + each.public_id, words, day(in_london(each.review_at).date()))
        else:
            yield _ended(each, pages + each.public_id, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    title: str
    age: str
    last_seen: str
    police: str
    review: str
    check: str
    ended: str
    ended_text: str


def _live(appeal: PublicAppeal, link: str, words: _Words, day: str) -> Entry:
    photo = _shown(appeal)
    lines = [
        words.age % {"age": appeal.age} if appeal.age is not None else "",
        words.last_seen % {"words": appeal.last_seen},
        appeal.description,
        words.police % {"force": appeal.force, "reference": appeal.reference},
        words.review % {"day": day},
        words.check % {"link": link},
    ]
    return Entry(
        link=link,
        title=plain(words.title % {"name": appeal.known_as, "area": appeal.area}),
        text=plain("\n".join(line for line in lines if line)),
        published=appeal.published_at,
        updated=appeal.published_at,
        picture=_picture(appeal, photo),
        picture_size=store.public_size(photo.key, PICTURE_WIDTH, Format.JPEG) if photo else 0,
    )


def _ended(tombstone: Tombstone, link: str, words: _Words) -> Entry:
    return Entry(
        link=link,
        title=words.ended,
        text=words.ended_text,
        published=tombstone.published_at,
        updated=tombstone.ended_at,
    )


def picture_of(appeal: PublicAppeal) -> str:
    """The address of its first photo that may be seen unasked and needs no word beside it; empty when there is none."""
    return _picture(appeal, _shown(appeal))


def _picture(appeal: PublicAppeal, photo: PublicPhoto | None) -> str:
    return absolute(f"/appeals/{appeal.public_id}/photos/{photo.key}-{PICTURE_WIDTH}.jpg") if photo else ""


def _shown(appeal: PublicAppeal) -> PublicPhoto | None:
    return next((photo for photo in appeal.photos if not photo.blurred and not photo.progressed), None)

"""What may be public of an appeal, and what the sightings room needs of it."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPhoto:
    """A picture as the public gets it: ``/appeals/<public_id>/photos/<key>-<width>.<jpg|webp>``."""

    key: str
    alt: str
    width: int
    height: int
    focus: tuple[float, float] = (0.5, 0.3)
    """What must stay in sight where it is cut to a shape: from left and from top, 0 to 1."""
    blurred: bool = False
    """Shown to nobody before they ask to see it; in no feed, mail or share picture."""
    progressed: bool = False
    """Changed to show how the person may look now: it is said wherever it shows."""

    @property
    def focus_in_tenths(self) -> tuple[int, int]:
        """As the style sheet knows it."""
        across, down = self.focus
        return round(across * 10), round(down * 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The words of an appeal in another language, approved by a second person."""

    language: str
    """BCP 47."""
    description: str
    last_seen: str
    alts: tuple[tuple[str, str], ...]
    """Photo key and what the photo shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAppeal:
    """Everything of an appeal that may be public, and nothing else (rule P5)."""

    appeal_id: UUID
    public_id: str
    version: int
    known_as: str
    age: int | None
    description: str
    last_seen: str
    area: str
    """A town or wider, in words."""
    region: str
    """The council area, county or nation of it: the list's grouping and the page's nameless title."""
    nation: str
    force: str
    reference: str
    photos: tuple[PublicPhoto, ...]
    national: bool
    latitude: float
    """Middle of the area, WGS 84 degrees; for matching only, never printed (rule P6)."""
    longitude: float
    radius: int
    """Metres."""
    published_at: datetime
    """When this version became public."""
    review_at: datetime
    missing_since: str = ""
    """Since when, as year and month (``2019-03``), or empty: for people who have been missing for long."""
    translations: tuple[Translation, ...] = ()
    language: str = "en"
    """Of the words above (BCP 47)."""

    @property
    def face(self) -> PublicPhoto | None:
        """The photo for where nobody can ask to see it first (feeds, mail, share pictures); never a blurred one."""
        return next((photo for photo in self.photos if not photo.blurred), None)

    def in_language(self, tag: str) -> "PublicAppeal":
        """The same appeal in that language where there is a translation, else as it is."""
        for each in self.translations:
            if each.language == tag:
                alts = dict(each.alts)
                photos = tuple(replace(photo, alt=alts.get(photo.key) or photo.alt) for photo in self.photos)
                return replace(
                    self, photos=photos, description=each.description, last_seen=each.last_seen, language=tag
                )
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the sightings room needs of an appeal."""

    appeal_id: UUID
    public_id: str
    known_as: str
    reference: str
    force: str
    team_id: UUID
    risk: str
    """high, medium or low."""
    live: bool


_NOT_CONTENT = frozenset(
    {"appeal_id", "public_id", "version", "published_at", "national", "latitude", "longitude", "radius", "language"}
)


def content_of(appeal: PublicAppeal) -> dict[str, Any]:
    """What a version keeps of it as JSON: all but its names, its moment, and the columns for matching."""
    kept = {name: value for name, value in asdict(appeal).items() if name not in _NOT_CONTENT}
    return kept | {"review_at": appeal.review_at.isoformat()}


def translations_in(content: dict[str, Any]) -> tuple[Translation, ...]:
    """The translations that a version was published with."""
    return tuple(
        Translation(**{**each, "alts": tuple((key, alt) for key, alt in each["alts"])})
        for each in content.get("translations", ())
    )


def fingerprint(appeal: PublicAppeal, *, material: bool) -> str:
    """SHA-256 in hex of everything that publishing would make public: what the approver saw is what goes out."""
    seen = content_of(appeal) | {
        "national": appeal.national,
        "circle": [appeal.latitude, appeal.longitude, appeal.radius],
        "material": material,
    }
    return hashlib.sha256(json.dumps(seen, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def as_handed_in(what: str, handed_in: datetime | None) -> str:
    """SHA-256 in hex of a fingerprint and when it was handed in: what stands behind the words is read anew too."""
    return hashlib.sha256(f"{what} {handed_in.isoformat() if handed_in else ''}".encode()).hexdigest()

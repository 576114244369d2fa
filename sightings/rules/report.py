"""What the sender tells us, which lane it takes, and what the receipt shows of its way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sightings.rules.places import GivenPlace
from sightings.rules.states import Lane, State
from sightings.rules.words import Flag

LONGEST_WORDS = 10_000
"""Characters of what was seen; more is said to the sender, never cut (threat 18)."""
LARGEST_PHOTO = 20 * 1024 * 1024
"""Bytes."""
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})


class PhotoFault(StrEnum):
    """Why a photo did not come along. It never costs the report (rule S6)."""

    TOO_LARGE = "too_large"
    UNKNOWN_KIND = "unknown_kind"
    EMPTY = "empty"
    NOT_KEPT = "not_kept"
    """Our own disk refused it."""


class Limit(StrEnum):
    """What the limiter says of one more report."""

    WITHIN = "within"
    OVER = "over"
    CEILING = "ceiling"


class Step(StrEnum):
    """All that the receipt code ever shows (rule S11), in order."""

    RECEIVED = "received"
    REVIEWED = "reviewed"
    PASSED = "passed"
    ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach the sender, and who may."""

    name: str = ""
    email: str = ""
    phone: str = ""
    police_may: bool = False
    charity_may: bool = False

    @property
    def given(self) -> bool:
        return bool(self.name or self.email or self.phone)

    @property
    def allowed(self) -> bool:
        return self.police_may or self.charity_may


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report as it was sent, cleaned of nothing but control characters."""

    what: str
    seen_when: str
    seen_at: datetime | None
    places: tuple[GivenPlace, ...]
    contact: Contact
    under_18: bool
    happening: bool
    """The sender said so on the first screen."""
    language: str
    """BCP 47 tag of the page that it was written on; the words may be in another."""
    photo: bytes
    photo_fault: PhotoFault | None

    @property
    def words(self) -> str:
        """Everything that the word lists read."""
        return "\n".join((self.what, self.seen_when, *(place.text for place in self.places)))


def lane_of(flags: frozenset[Flag], limit: Limit) -> Lane:
    """Danger goes first whatever the limit says (rule S8); a limit makes slow (rule S3)."""
    if Flag.URGENT in flags:
        return Lane.URGENT
    return Lane.SLOW if limit is Limit.OVER else Lane.NORMAL


def steps_of(*, state: str, looked_at: bool, sent: bool) -> frozenset[Step]:
    """The steps that a report has taken. What was set aside looks like what was reviewed (rule S11)."""
    acknowledged = state in {State.ACKNOWLEDGED, State.CLOSED}
    taken = {Step.RECEIVED: True, Step.REVIEWED: looked_at, Step.PASSED: sent or acknowledged}
    taken[Step.ACKNOWLEDGED] = acknowledged
    return frozenset(step for step, true in taken.items() if true)


def photo_fault(content: bytes) -> PhotoFault | None:
    """Why a file cannot be taken as a photo, by its size and its first bytes; its name and type are not believed."""
    if not content:
        return PhotoFault.EMPTY
    if len(content) > LARGEST_PHOTO:
        return PhotoFault.TOO_LARGE
    known = (
        content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")
        or (content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS)
    )
    return None if known else PhotoFault.UNKNOWN_KIND

"""What stands on the desk: the fields as they are being written, and what is known about them."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from appeals.rules.photos import WHOLE, Edits
from appeals.rules.states import State

TEXT_FIELDS = ("known_as", "description", "last_seen", "force", "reference")
"""The free text that becomes public; every photo's alt text does too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What an editor writes. Blank is allowed until the gate."""

    known_as: str = ""
    age: int | None = None
    description: str = ""
    last_seen: str = ""
    place_id: int | None = None
    area_radius: int = 10_000
    force: str = ""
    reference: str = ""
    officer: str = ""
    team_id: UUID | None = None
    legal_basis: str = ""
    legal_reason: str = ""
    family_consent: str = ""
    risk: str = "high"
    reach: str = "none"
    reach_reason: str = ""
    review_at: datetime | None = None
    risk_answers: Mapping[str, str] = field(default_factory=dict)
    material: bool = True
    """Heroes are told of the change that is being written (rule H3)."""
    change_reason: str = ""


FIELD_NAMES = tuple(each.name for each in fields(Fields))


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoWords:
    """What an editor writes about a photo."""

    alt: str = ""
    source: str = ""
    permission: str = ""


class HitKind(StrEnum):
    """What the wording check found."""

    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    ADDRESS = "address"
    POINT = "point"
    """Coordinates, a grid reference or three words: nearer than an area (rule P6)."""
    BIRTH = "birth"
    HEALTH = "health"
    SELF_HARM = "self_harm"
    IMMIGRATION = "immigration"
    CRIME = "crime"
    FAMILY = "family"
    SIGHTING = "sighting"
    CARE = "care"
    """Care status, placement, school, social worker, exploitation (rule P4)."""
    SHAPE = "shape"
    """Characters that our fonts have no shape for: posters and pictures would show boxes."""
    JUDGING = "judging"
    """Rule P7: a warning, nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Words that may have to go. A clearance holds for this hit in this very sentence."""

    field: str
    kind: HitKind
    words: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPhoto:
    """A photo on the desk."""

    key: str
    """Of its pictures; an edit gives another."""
    name: str
    """Of the upload: what the desk's form calls it, whatever was edited since."""
    alt: str
    source: str
    permission: str
    state: str
    """waiting, ready or broken."""
    width: int | None = None
    height: int | None = None
    edits: Edits = WHOLE
    blurred: bool = False
    progressed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything that the gate looks at."""

    state: State
    fields: Fields
    photos: tuple[DraftPhoto, ...] = ()
    hits: tuple[Hit, ...] = ()
    """Every one that the wording check finds, cleared or not."""
    cleared: frozenset[Hit] = frozenset()
    risk_checked_at: datetime | None = None
    senior_by: UUID | None = None
    senior_reason: str = ""
    writers: frozenset[UUID] = frozenset()
    submitted: bool = False
    commented: tuple[str, ...] = ()
    """Where a comment is still open: the field's name, or empty for the whole."""
    long_term: bool = False
    """An approver said so, with the reason: its review date may be further ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What a feed says of an appeal that has ended: that it has, and nothing of whom it was about (rule R2)."""

    public_id: str
    published_at: datetime
    ended_at: datetime


_KEPT = {"\n"}
_DROPPED = {"Cc", "Cf", "Co", "Cs", "Cn"}
_JOINERS = {"\u200c", "\u200d"}
"""Zero-width (non-)joiner: spelling in Persian and Urdu, and in emoji."""


def plain(text: str) -> str:
    """``text`` in NFC with plain line ends, without control or format characters (bidi override, zero width)."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    if text.replace("\n", "").isprintable():  # nothing to take out; feeds of a thousand appeals spend their time here
        return text.strip()
    kept = (c for c in text if c in _KEPT or c in _JOINERS or unicodedata.category(c) not in _DROPPED)
    return "".join(kept).strip()

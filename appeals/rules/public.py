"""What may be public of an appeal, and what the sightings room needs of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPhoto:
    """A picture as the public gets it: ``/appeals/<public_id>/photos/<key>-<width>.<jpg|webp>``."""

    key: str
    alt: str
    width: int
    height: int


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

"""Where it was, as given: every source is kept, and the sender's own word comes first (rule S5)."""

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum


class Source(StrEnum):
    """Who says so, the most trusted first: the sender (four ways), then their phone, then the photo."""

    WORDS = "words"
    GRID = "grid"
    PIN = "pin"
    POSTCODE = "postcode"
    DEVICE = "device"
    PHOTO = "photo"


BY_SENDER = frozenset({Source.WORDS, Source.GRID, Source.PIN, Source.POSTCODE})
_TRUST = {source: rank for rank, source in enumerate(Source)}


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenPlace:
    """One answer to "where". Degrees are WGS 84; ``accuracy_m`` is metres, None where nobody said."""

    source: Source
    text: str = ""
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None


def in_trust(places: Iterable[GivenPlace]) -> tuple[GivenPlace, ...]:
    """The same places, the most trusted first."""
    return tuple(sorted(places, key=lambda place: _TRUST[place.source]))


def best_point(places: Iterable[GivenPlace]) -> GivenPlace | None:
    """The most trusted place that is a point on the map; the phone and the photo only where the sender gave none."""
    return next((place for place in in_trust(places) if place.latitude is not None), None)


def to_json(places: Iterable[GivenPlace]) -> str:
    """As ``Sighting.places`` keeps them."""
    return json.dumps([asdict(place) for place in in_trust(places)], ensure_ascii=False, allow_nan=False)


def from_json(text: str) -> tuple[GivenPlace, ...]:
    """Back from ``to_json``."""
    return tuple(GivenPlace(**{**row, "source": Source(row["source"])}) for row in json.loads(text))


def point(source: Source, latitude: str, longitude: str, accuracy: str = "") -> GivenPlace | None:
    """A point that a script put into the form; None for anything that is not a place on Earth."""
    north, east, metres = (_number(value) for value in (latitude, longitude, accuracy))
    if north is None or east is None or abs(north) > 90 or abs(east) > 180:
        return None
    known = metres is not None and 0 <= metres <= 20_000_000
    return GivenPlace(source=source, latitude=north, longitude=east, accuracy_m=metres if known else None)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None

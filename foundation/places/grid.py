"""Grid references of the Ordnance Survey (the British National Grid, EPSG:27700) ↔ WGS 84 (EPSG:4326)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyproj import Transformer

_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_SQUARES = {
    *("HP", "HT", "HU", "HW", "HX", "HY", "HZ", "NA", "NB", "NC", "ND", "NF", "NG", "NH", "NJ", "NK", "NL", "NM", "NN"),
    *("NO", "NR", "NS", "NT", "NU", "NW", "NX", "NY", "NZ", "OV", "SC", "SD", "SE", "SH", "SJ", "SK", "SM", "SN", "SO"),
    *("SP", "SR", "SS", "ST", "SU", "SV", "SW", "SX", "SY", "SZ", "TA", "TF", "TG", "TL", "TM", "TQ", "TR", "TV"),
}
"""The squares of 100 km that have land: two other letters are a slip."""
_FORM = re.compile(r"([A-Z]{2}) ?([0-9]{4,10}|[0-9]{2,5} [0-9]{2,5})")
_SQUARE = 100_000
_LONGEST = 40
_OPERATION = (
    "+proj=pipeline +step +inv +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy "
    "+step +proj=push +v_3 +step +proj=cart +ellps=airy +step +proj=helmert +x=446.448 +y=-125.157 +z=542.06 "
    "+rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 +convention=position_vector +step +inv +proj=cart +ellps=WGS84 "
    "+step +proj=pop +v_3 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
)
"""EPSG:27700 to EPSG:4326 by the Ordnance Survey's own seven parameters (EPSG:1314), right to some metres."""


class BadGridReferenceError(ValueError):
    """Not a grid reference of Great Britain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Somewhere on the ground: WGS 84 degrees, and how far off it may be in metres."""

    latitude: float
    longitude: float
    accuracy: float


def parse(text: str) -> Point:
    """The middle of the square that ``text`` ("NT 27 73", "nt27057342") names; the accuracy is the square's side.

    Four to ten digits, half of them eastings, half northings: 1 km down to 1 m. Two digits are not taken: SW12 is
    a postcode district.

    Raises:
        BadGridReferenceError: when it is none.
    """
    letters, east, north = _parts(text)
    side = _SQUARE // 10 ** len(east)
    easting, northing = _corner(letters)
    half = side / 2
    [(latitude, longitude)] = to_degrees([easting + int(east) * side + half], [northing + int(north) * side + half])
    return Point(latitude=latitude, longitude=longitude, accuracy=float(side))


def looks_like_one(text: str) -> bool:
    """Whether ``text`` has the form of a grid reference, right or wrong."""
    return len(text) < _LONGEST and _FORM.fullmatch(_tidy(text)) is not None


def reference(latitude: float, longitude: float, *, digits: int = 8) -> str:
    """The grid reference of a point in ``digits`` digits (4 to 10, even), as "NT 2705 7342".

    Raises:
        BadGridReferenceError: when the point is off the grid.
    """
    easting, northing = (int(metres // 1) for metres in _grid().transform(longitude, latitude, direction="INVERSE"))
    letters = _letters(easting, northing)
    size = digits // 2
    east, north = (f"{metres % _SQUARE:05d}"[:size] for metres in (easting, northing))
    return f"{letters} {east} {north}"


def to_degrees(eastings: Sequence[float], northings: Sequence[float]) -> list[tuple[float, float]]:
    """Latitude and longitude of points in metres of the grid (within 7 m: PROJ without the survey's shift file)."""
    longitudes, latitudes = _grid().transform(eastings, northings)
    return list(zip(latitudes, longitudes, strict=True))


def to_metres(latitudes: Sequence[float], longitudes: Sequence[float]) -> list[tuple[float, float]]:
    """Easting and northing of points in WGS 84 degrees; off the grid they go on as it would."""
    eastings, northings = _grid().transform(longitudes, latitudes, direction="INVERSE")
    return list(zip(eastings, northings, strict=True))


def _tidy(text: str) -> str:
    return " ".join(text.upper().replace(",", " ").split())


def _parts(text: str) -> tuple[str, str, str]:
    found = _FORM.fullmatch(_tidy(text)) if len(text) < _LONGEST else None
    if found is None or found[1] not in _SQUARES:
        raise BadGridReferenceError("letters of no square, or not of the form NT 27 73")
    east, _, north = found[2].partition(" ")
    if not north:
        east, north = east[: len(east) // 2], east[len(east) // 2 :]
    if len(east) != len(north):
        raise BadGridReferenceError("as many digits east as north are needed")
    return found[1], east, north


def _corner(letters: str) -> tuple[int, int]:
    """South-west corner in metres. The first letter names a square of 500 km, the second one of 100 km in it."""
    major, minor = (_LETTERS.index(letter) for letter in letters)
    east = (major - 2) % 5 * 5 + minor % 5
    north = 19 - major // 5 * 5 - minor // 5
    return east * _SQUARE, north * _SQUARE


def _letters(easting: int, northing: int) -> str:
    for letters in _SQUARES:
        east, north = _corner(letters)
        if east <= easting < east + _SQUARE and north <= northing < north + _SQUARE:
            return letters
    raise BadGridReferenceError("off the grid")


@lru_cache(maxsize=1)
def _grid() -> Transformer:
    """From the grid to degrees, and back by its inverse: one operation for all of it, so that the two always agree.

    Left to choose by itself, PROJ takes another one near the coasts. Made at the first use; threads may share it.
    """
    return Transformer.from_pipeline(_OPERATION)

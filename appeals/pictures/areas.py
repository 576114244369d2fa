"""The map of areas: how many appeals each area has, never where (rule P6)."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise, product

from foundation.paths import SHORES
from foundation.places.grid import to_metres
from foundation.places.middles import CELL, middles

WIDTH, HEIGHT = 660, 1240
"""The whole sheet in kilometres: from the west of Northern Ireland to the east of Suffolk, from Scilly to Shetland."""
AROUND, LEAST = 120, 440
"""Kilometres that are shown around the circles, and at the least: the country is known again."""
APART = 2 * CELL
"""Kilometres between two circles at least, or one would hide the other."""
SIZES = ((1, 30), (4, 36), (10**6, 42))
"""Up to how many appeals, and the radius in units of the sheet: a class, because the number stands in the circle."""
UNITS, LETTER, WIDE, BESIDE = 700, 32, 0.54, 6
"""Across the sheet; a letter's height in units, its width over its height, and a name's distance from its circle."""
Point = tuple[int, int]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Circle:
    """An area that has appeals; kilometres from the left and the top of the whole sheet."""

    area: str
    count: int
    x: int
    y: int
    radius: float
    name_x: float
    name_y: float
    """Where its name begins, ends or has its middle, as ``side`` says; the middle of its letters' height."""
    side: str
    """after, before, below or above: the first of them where nothing is in the way."""
    crowded: bool
    """Its name shows only while somebody points at it: it would lie over others."""


@dataclass(frozen=True, slots=True)
class AreaMap:
    """What is drawn. ``shores`` is the data of an SVG path, empty where no assets are built."""

    box: str
    letter: float
    shores: str
    circles: tuple[Circle, ...]


def area_map(areas: Iterable[str]) -> AreaMap:
    """The map of the areas that live appeals are in, one for each appeal.

    Nothing but names of areas goes in: what is not in the gazetteer as an area or nation stands in the list alone.
    """
    counts = Counter(areas)
    known = {area: middles()[area] for area in sorted(counts) if area in middles()}
    left, top, right, bottom = box = _shown([(east, HEIGHT - north) for east, north in known.values()])
    unit = (right - left) / UNITS
    places = _spread({area: (east, HEIGHT - north) for area, (east, north) in known.items()}, box)
    return AreaMap(
        box=f"{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}",
        letter=round(LETTER * unit, 1),
        shores=_shores(),
        circles=tuple(_named(places, counts, unit, box)),
    )


def _shown(points: Collection[Point]) -> Box:
    """The part of the sheet around all circles."""
    left, right = _stretch([x for x, _ in points], WIDTH)
    top, bottom = _stretch([y for _, y in points], HEIGHT)
    return left, top, right, bottom


def _stretch(at: Collection[int], whole: int) -> tuple[int, int]:
    low, high = min(at, default=0) - AROUND, max(at, default=whole) + AROUND
    short = max(0, LEAST - (high - low)) // 2
    low, high = low - short, high + short
    if low < 0:
        high -= low
    if high > whole:
        low -= high - whole
    return max(low, 0), min(high, whole)


def _spread(wanted: Mapping[str, Point], box: Box) -> dict[str, Point]:
    """Each at its middle, or at the nearest cell where it hides none that came before; from the top down."""
    taken: dict[str, Point] = {}
    for area, middle in wanted.items():
        free = (cell for cell in _around(middle, box) if _is_free(cell, taken.values()))
        taken[area] = next(free, middle)
    return dict(sorted(taken.items(), key=lambda place: (place[1][1], place[1][0])))


def _around(middle: Point, box: Box) -> Iterator[Point]:
    """Cells inside of the box, the nearest first: the others are put in order only where that one is taken."""
    x, y = middle
    left, top, right, bottom = (int(edge) for edge in box)
    across, down = range(left + APART, right, CELL), range(top + APART, bottom, CELL)
    yield min(across, key=lambda a: abs(a - x)), min(down, key=lambda b: abs(b - y))
    yield from sorted(product(across, down), key=lambda cell: ((cell[0] - x) ** 2 + (cell[1] - y) ** 2, cell))


def _is_free(cell: Point, taken: Collection[Point]) -> bool:
    return all((cell[0] - x) ** 2 + (cell[1] - y) ** 2 >= APART**2 for x, y in taken)


def _named(places: Mapping[str, Point], counts: Mapping[str, int], unit: float, box: Box) -> Iterable[Circle]:
    """Each name on one side of its circle, or hidden until asked for: none lies over another or a circle."""
    radius = {area: _radius(counts[area]) * unit for area in places}
    filled = [_around_circle(at, radius[area]) for area, at in places.items()]
    for area, at in places.items():
        spots = _beside(at, radius[area], len(area) * LETTER * WIDE * unit, unit)
        free = [side for side, spot in spots.items() if _fits(spot, box) and not any(_meet(spot, it) for it in filled)]
        side = free[0] if free else next((side for side, spot in spots.items() if _fits(spot, box)), "below")
        filled += [spots[side]] if free else []
        x, y = _anchor(spots[side], side)
        yield Circle(area, counts[area], *at, round(radius[area], 1), round(x, 1), round(y, 1), side, not free)


def _beside(at: Point, radius: float, length: float, unit: float) -> dict[str, Box]:
    """Where a name of that length may stand, the best first."""
    (x, y), half = at, LETTER / 2 * unit
    far = radius + BESIDE * unit
    high = radius + half
    level, middle = (y - half, y + half), (x - length / 2, x + length / 2)
    return {
        "after": (x + far, level[0], x + far + length, level[1]),
        "before": (x - far - length, level[0], x - far, level[1]),
        "below": (middle[0], y + high - half, middle[1], y + high + half),
        "above": (middle[0], y - high - half, middle[1], y - high + half),
    }


def _anchor(spot: Box, side: str) -> tuple[float, float]:
    left, top, right, bottom = spot
    return {"after": left, "before": right}.get(side, (left + right) / 2), (top + bottom) / 2


def _radius(count: int) -> int:
    return next(radius for most, radius in SIZES if count <= most)


def _around_circle(at: Point, radius: float) -> Box:
    return at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius


def _fits(spot: Box, box: Box) -> bool:
    return spot[0] >= box[0] and spot[2] <= box[2]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _shores() -> str:
    """A build is seen at once, as for the other assets."""
    return _drawn(SHORES.stat().st_mtime_ns) if SHORES.is_file() else ""


@lru_cache(maxsize=1)
def _drawn(_written: int) -> str:
    """Each shore as steps of whole kilometres from the point before."""
    return "".join(map(_path, chain.from_iterable(json.loads(SHORES.read_text())["coordinates"])))


def _path(ring: list[list[float]]) -> str:
    metres = to_metres([point[1] for point in ring], [point[0] for point in ring])
    points = [(round(east / 1000), HEIGHT - round(north / 1000)) for east, north in metres]
    steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(points)]
    told = " ".join(f"{x} {y}" for x, y in steps if x or y).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{told}z"

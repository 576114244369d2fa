"""Where areas lie, so coarse that nothing in them shows."""

from collections import defaultdict
from functools import lru_cache

from foundation.places.grid import to_metres
from foundation.places.lookup import gazetteer, region_of

CELL = 20
"""Kilometres: the side of the squares that an area's middle is told by."""


@lru_cache(maxsize=1)
def middles() -> dict[str, tuple[int, int]]:
    """The middle of the places of each area and nation: kilometres east and north on the grid, by whole cells.

    Of the gazetteer alone: no appeal and no report goes in, so that nothing of them can be read from it (rule P6).
    """
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in gazetteer():
        for name in {region_of(row["name"], row["area"], row["nation"]), row["nation"]}:
            points[name].append((float(row["latitude"]), float(row["longitude"])))
    means = [tuple(sum(each) / len(found) for each in zip(*found, strict=True)) for found in points.values()]
    metres = to_metres([mean[0] for mean in means], [mean[1] for mean in means])
    return {name: (_cell(east), _cell(north)) for name, (east, north) in zip(points, metres, strict=True)}


def _cell(metres: float) -> int:
    return round(metres / 1000 / CELL) * CELL

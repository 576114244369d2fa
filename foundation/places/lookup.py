"""Finding places by what people type, and loading the gazetteer."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from math import cos, radians
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from foundation.places.models import Place

GAZETTEER = Path(__file__).parent / "gazetteer.csv"
_LONGEST = 80
_ROWS_AT_ONCE = 1000


def fold(text: str) -> str:
    """Lower case without diacritics or punctuation, single spaces: "Stoke-on-Trent" → "stoke on trent"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    plain = re.sub(r"['’ʼ.]", "", plain)
    words = re.sub(r"[^\w]|_", " ", plain).split()
    return " ".join("st" if word == "saint" else word for word in words)


def label(place: Place) -> str:
    """The place as people write it, told apart from others of its name: "Kirkcaldy, Fife", and "Aberdeen"."""
    return written(place.name, place.area)


def written(name: str, area: str) -> str:
    """As ``label``, from the two columns: an area that is called after the town does not say it twice."""
    return name if f"{fold(area)} ".startswith((f"{fold(name)} ", f"city of {fold(name)} ")) else f"{name}, {area}"


def region_of(name: str, area: str, nation: str) -> str:
    """The area that a place lies in. The town of eleven areas that are called after it stands with its nation instead,
    to be told from its namesakes ("Newport, Wales"): it lies in its own area all the same, with the villages around.
    """
    return name if area == nation else area or nation


REGION: ColumnElement[str] = case((Place.area == Place.nation, Place.name), else_=Place.area)
"""``region_of`` in SQL; empty where the gazetteer has no area."""


def find(session: Session, text: str, limit: int = 10) -> list[Place]:
    """Places whose name, or a word of whose name or area, starts with ``text``; "Kirkcaldy, Fife" is understood too.

    The whole name comes before its beginning, that before a later word; within each, the larger place first.
    """
    asked = fold(text[:_LONGEST])
    if not asked:
        return []
    rank = case(
        (Place.folded.startswith(asked + " ", autoescape=True), 0),
        (Place.folded.startswith(asked, autoescape=True), 1),
        else_=2,
    )
    words = (" " + Place.folded).contains(" " + asked, autoescape=True)
    return list(
        session.scalars(select(Place).where(words).order_by(rank, Place.population.desc(), Place.id).limit(limit))
    )


def exactly(session: Session, text: str) -> list[Place]:
    """Places with the very name, or the very "name, area", of ``text``; the larger first."""
    asked = fold(text[:_LONGEST])
    nearby = find(session, text, limit=100)
    return [place for place in nearby if asked in {fold(place.name), place.folded}]


def names(place: Place, text: str) -> bool:
    """Whether ``text`` could mean that place: ``find`` would give it."""
    asked = fold(text[:_LONGEST])
    return bool(asked) and f" {asked}" in f" {place.folded}"


def nearest(session: Session, latitude: float, longitude: float) -> Place | None:
    """The place next to a point in WGS 84 degrees; None when the gazetteer is empty."""
    narrow = cos(radians(latitude))
    north, east = Place.latitude - latitude, (Place.longitude - longitude) * narrow
    return session.scalar(select(Place).order_by(north * north + east * east, Place.id).limit(1))


def by_id(session: Session, place_id: int) -> Place | None:
    """The place of that GeoNames id."""
    return session.get(Place, place_id)


def load_gazetteer(connection: Session | Connection) -> int:
    """Bring the table in step with the file; rows that nobody refers to any more stay. Returns the rows of the file."""
    rows, count = _rows(), 0
    while batch := list(islice(rows, _ROWS_AT_ONCE)):
        statement = insert(Place).values(batch)
        new = {name: statement.excluded[name] for name in batch[0] if name != "id"}
        changed = func.row(*(getattr(Place, name) for name in new)).is_distinct_from(func.row(*new.values()))
        connection.execute(statement.on_conflict_do_update(index_elements=[Place.id], set_=new, where=changed))
        count += len(batch)
    return count


@lru_cache(maxsize=1)
def gazetteer() -> tuple[dict[str, str], ...]:
    """The rows of the file, as they stand in it."""
    with GAZETTEER.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(line for line in lines if not line.startswith("#")))


def _rows() -> Iterator[dict[str, Any]]:
    for row in gazetteer():
        yield {
            "id": int(row["id"]),
            "name": row["name"],
            "folded": fold(f"{row['name']} {row['area']}"),
            "area": row["area"],
            "nation": row["nation"],
            "latitude": float(row["latitude"]),
            "longitude": float(row["longitude"]),
            "population": int(row["population"]),
        }

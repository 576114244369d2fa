"""Postcodes of Great Britain: their form, and where they are when the operator has imported Code-Point Open."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from foundation.places.distance import metres_between
from foundation.places.grid import Point, to_degrees
from foundation.places.models import Postcode

_DISTRICT = r"[A-Z]{1,2}[0-9][A-Z0-9]?"
_UNIT_FORM = re.compile(rf"({_DISTRICT})([0-9][ABD-HJLNP-UW-Z]{{2}})")
_DISTRICT_FORM = re.compile(_DISTRICT)
_INWARD = 3
_UNIT_ACCURACY = 100.0
"""Metres: a unit is some fifteen doors of one street."""
_NO_POSITION = "90"
"""Positional quality of Code-Point Open for a postcode without coordinates."""
_ROWS_AT_ONCE = 20_000


class BadImportError(Exception):
    """The file is not a Code-Point Open zip; ``str()`` says what is wrong and where."""


def normalise(typed: str) -> str | None:
    """A full postcode in the form of the table ("eh1 1bb" → "EH11BB"); None when it has not the form of one."""
    tight = _tight(typed)
    return tight if _UNIT_FORM.fullmatch(tight) else None


def district(typed: str) -> str | None:
    """The outward part ("EH1") of a full postcode, or of one that was typed alone; None for anything else."""
    tight = _tight(typed)
    if unit := _UNIT_FORM.fullmatch(tight):
        return unit[1]
    return tight if _DISTRICT_FORM.fullmatch(tight) else None


def printed(code: str) -> str:
    """As people write it: "EH11BB" → "EH1 1BB"."""
    return f"{code[:-_INWARD]} {code[-_INWARD:]}"


def locate(session: Session, typed: str) -> Point | None:
    """Where a postcode, or a district typed alone, is.

    A unit that is not in the table (new, or nothing was imported) is looked for by its district, with the district's
    own accuracy. None when that is unknown too, or ``typed`` is no postcode.
    """
    code = normalise(typed)
    unit = session.get(Postcode, code) if code else None
    if unit is not None:
        return Point(latitude=unit.latitude, longitude=unit.longitude, accuracy=_UNIT_ACCURACY)
    outward = district(typed)
    return _district_point(session, outward) if outward else None


def import_code_point_open(session: Session, path: Path) -> int:
    """Make the table say what the zip of Code-Point Open (Ordnance Survey, OpenData) says; returns its rows.

    Raises:
        BadImportError: when the file is something else. Nothing has changed then.
    """
    session.execute(
        text("create temporary table incoming (code text, latitude float8, longitude float8) on commit drop")
    )
    count = _copy(session, path)
    if not count:
        raise BadImportError(f"{path.name} holds no postcodes")
    session.execute(text("delete from postcode where code not in (select code from incoming)"))
    session.execute(
        text(
            "insert into postcode (code, latitude, longitude) "
            "select distinct on (code) code, latitude, longitude from incoming "
            "on conflict (code) do update set latitude = excluded.latitude, longitude = excluded.longitude"
        )
    )
    return count


def _tight(typed: str) -> str:
    return "".join(typed.upper().split()) if len(typed) < 20 else ""


def _district_point(session: Session, outward: str) -> Point | None:
    """The middle of a district's units, and the distance of the furthest one from it."""
    row = session.execute(
        select(
            func.avg(Postcode.latitude), func.avg(Postcode.longitude),
            func.min(Postcode.latitude), func.max(Postcode.latitude),
            func.min(Postcode.longitude), func.max(Postcode.longitude),
        ).where(Postcode.code.startswith(outward), func.length(Postcode.code) == len(outward) + _INWARD)
    ).one()  # fmt: skip
    latitude, longitude, south, north, west, east = row
    if latitude is None:
        return None
    reach = max(metres_between(latitude, longitude, lat, lon) for lat in (south, north) for lon in (west, east))
    return Point(latitude=latitude, longitude=longitude, accuracy=max(_UNIT_ACCURACY, round(reach)))


def _copy(session: Session, path: Path) -> int:
    raw = session.connection().connection.driver_connection
    if raw is None:
        raise BadImportError("the database is not connected")
    rows, count = _positions(path), 0
    with raw.cursor() as cursor, cursor.copy("copy incoming from stdin") as copy:
        while batch := list(islice(rows, _ROWS_AT_ONCE)):
            places = to_degrees([east for _, east, _ in batch], [north for _, _, north in batch])
            for (code, _, _), (latitude, longitude) in zip(batch, places, strict=True):
                copy.write_row((code, round(latitude, 5), round(longitude, 5)))
            count += len(batch)
    return count


def _positions(path: Path) -> Iterator[tuple[str, float, float]]:
    """Code, easting, northing of every postcode that has a position."""
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if re.search(r"(^|/)CSV/[a-z]{1,2}\.csv$", name, re.IGNORECASE):
                    with archive.open(name) as lines:
                        yield from _positions_in(name, io.TextIOWrapper(lines, encoding="utf-8", newline=""))
    except (OSError, zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise BadImportError(f"{path.name} cannot be read as a zip of CSV files: {error}") from None


def _positions_in(name: str, lines: io.TextIOWrapper) -> Iterator[tuple[str, float, float]]:
    for number, row in enumerate(csv.reader(lines), 1):
        try:
            code, quality, easting, northing = normalise(row[0]), row[1], float(row[2]), float(row[3])
        except (IndexError, ValueError):
            raise BadImportError(f"{name}, line {number}: postcode, quality, easting, northing were expected") from None
        if code is None:
            raise BadImportError(f"{name}, line {number}: not a postcode")
        if quality != _NO_POSITION:
            yield code, easting, northing

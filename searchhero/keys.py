"""Moving everything that is sealed under the newest key: columns of all rooms, found by their type, and photos."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table, bindparam, select, tuple_, type_coerce, update

from foundation import vault
from foundation.database import Sealed, SealedText
from foundation.database.session import engine_of
from foundation.images import store
from foundation.settings import settings
from searchhero.tables import metadata


def sealed_columns() -> list[tuple[Table, list[Column[Any]]]]:
    """Every table with encrypted columns, and these."""
    found = [
        (table, [column for column in table.columns if isinstance(column.type, Sealed | SealedText)])
        for table in metadata.sorted_tables
    ]
    return [(table, columns) for table, columns in found if columns]


def rotate(batch: int) -> Iterator[tuple[str, int]]:
    """Yield each table's name (and ``photos`` at the end) with how many of its rows moved to the newest key.

    Each batch is a transaction of its own and rows under the newest key are passed over: stopped half-way, the next
    call ends the work. A row that somebody changes at the same moment keeps the change, which is sealed anew anyway.
    """
    engine = engine_of(settings().owner_url)
    try:
        for table, columns in sealed_columns():
            moved, last = 0, None
            while True:
                with engine.begin() as connection:
                    last, changed = _rotate_batch(connection, table, columns, batch, last)
                moved += changed
                if last is None:
                    break
            yield table.name, moved
    finally:
        engine.dispose()
    yield "photos", store.reseal_all()


def _rotate_batch(
    connection: Connection, table: Table, columns: list[Column[Any]], batch: int, last: tuple[Any, ...] | None
) -> tuple[tuple[Any, ...] | None, int]:
    """One batch after the primary key ``last``: the key to go on from (None: the end), and how many rows moved."""
    names = list(table.primary_key.columns)
    raw = [type_coerce(column, LargeBinary).label(f"raw_{column.name}") for column in columns]
    query = select(*names, *raw).order_by(*names).limit(batch)
    if last is not None:
        query = query.where(tuple_(*names) > last)
    rows = connection.execute(query).all()
    changed = sum(_rotate_row(connection, table, columns, row) for row in rows)
    return (tuple(rows[-1][: len(names)]) if len(rows) == batch else None), changed


def _rotate_row(connection: Connection, table: Table, columns: list[Column[Any]], row: Any) -> bool:
    names = list(table.primary_key.columns)
    old = {
        column.name: bytes(value)
        for column, value in zip(columns, row[len(names) :], strict=True)
        if value is not None and not vault.is_newest(bytes(value))
    }
    if not old:
        return False
    statement = update(table).where(*(name == value for name, value in zip(names, row, strict=False)))
    for column_name, sealed in old.items():
        statement = statement.where(type_coerce(table.c[column_name], LargeBinary) == sealed)
    values = {
        table.c[column_name]: bindparam(f"new_{column_name}", vault.reseal(sealed), type_=LargeBinary)
        for column_name, sealed in old.items()
    }
    return connection.execute(statement.values(values)).rowcount == 1

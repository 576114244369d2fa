"""What a single statement says at this moment, in one round trip: for public pages, which are read the most.

psycopg is asked directly. SQLAlchemy words each statement once and lends the connection; its own part in every asking
took three times what psycopg's takes.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Engine, Executable, create_engine, make_url
from sqlalchemy.sql import ClauseElement

from foundation.database.session import OPTIONS, read_json
from foundation.settings import settings

T = TypeVar("T")


class Glance:
    """A connection for one look. Values are as psycopg reads them: what is sealed stays sealed."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection

    def execute(self, statement: Executable, values: Mapping[str, Any] | None = None) -> "psycopg.Cursor[Any]":
        """The rows that ``statement`` finds: a constant of its module, so that it is worded once."""
        wording, own = _worded(statement)
        return self._connection.execute(wording, {**own, **(values or {})})


def glance(ask: Callable[[Glance], T], *, again: bool = True) -> T:
    """What a single statement says at this moment, in one round trip instead of ``reading``'s four.

    Each statement has a snapshot of its own: for what is one statement, and nothing else. The connection is not tried
    before; one that PostgreSQL has ended meanwhile is found out by the fault, and ``ask`` is called once more.
    """
    lent = _lender().raw_connection()
    connection: psycopg.Connection[Any] = lent.driver_connection  # type: ignore[assignment]
    try:
        return ask(Glance(connection))
    except psycopg.OperationalError:
        if not (again and connection.closed):
            raise
    finally:
        lent.close()
    _lender().dispose()  # what else lies there is from before, too
    return glance(ask, again=False)


@lru_cache(maxsize=1)
def _lender() -> Engine:
    """Connections that can only read, each statement by itself. Made at the first use, which is after the fork."""
    return create_engine(
        make_url(settings().database_url).set(drivername="postgresql+psycopg"),
        pool_size=4,
        max_overflow=12,
        pool_timeout=10,
        pool_reset_on_return=None,
        isolation_level="AUTOCOMMIT",
        json_deserializer=read_json,
        connect_args={
            "connect_timeout": 5,
            "application_name": "searchhero",
            "options": f"{OPTIONS} -c default_transaction_read_only=on",
        },
    )


@lru_cache(maxsize=64)
def _worded(statement: ClauseElement) -> tuple[str, dict[str, Any]]:
    """``statement`` as psycopg takes it, and the values that stand in it."""
    compiled = statement.compile(dialect=_lender().dialect)
    return compiled.string, dict(compiled.params)

"""One way to open a transaction, and one way to read.

``transaction()`` is opened in a room's ``workflow`` only; views, tasks and queries never commit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache, partial
from threading import Event, Thread

import structlog
from pydantic_core import from_json
from sqlalchemy import Engine, NullPool, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from foundation.settings import settings

log = structlog.get_logger()
_safe_method: ContextVar[bool] = ContextVar("safe_method", default=False)
OPTIONS = "-c timezone=UTC -c idle_in_transaction_session_timeout=60s -c lock_timeout=15s"
"""A process that hangs with a lock in its hand loses it: nothing may stand in the way of a withdrawal (rule P11)."""
_END_HOLDERS = text("select holder from unnest(pg_blocking_pids(:pid)) holder where pg_terminate_backend(holder)")
_TRY_ALONE = text("select pg_try_advisory_lock(hashtextextended(:name, 0))")
_LET_GO = text("select pg_advisory_unlock(hashtextextended(:name, 0))")
read_json = partial(from_json, cache_strings="keys")
"""What pydantic brings: ``json`` took a third of reading a thousand appeals. Words of people stay in no cache."""
_AFTER = "after_commit"
_BEFORE = "before_commit"


class SafeMethodWroteError(RuntimeError):
    """A GET or HEAD tried to open a writing transaction (rule H2)."""


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The pool of this process. It is made at the first use, so that forked children make their own."""
    return engine_of(settings().database_url, pool_size=8)


def engine_of(url: str, *, pool_size: int = 1) -> Engine:
    """An engine for a PostgreSQL ``url`` on psycopg 3, with a bounded wait for a connection (seconds)."""
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=8,
        pool_timeout=10,
        pool_pre_ping=True,
        json_deserializer=read_json,
        hide_parameters=True,  # an error would carry them into the log (rule Y4)
        connect_args={"connect_timeout": 5, "application_name": "searchhero", "options": OPTIONS},
    )


@contextmanager
def safe_method() -> Iterator[None]:
    """While a GET or HEAD is answered: ``transaction()`` refuses to open (rule H2)."""
    token = _safe_method.set(True)
    try:
        yield
    finally:
        _safe_method.reset(token)


@contextmanager
def transaction(*, patience: float | None = None) -> Iterator[Session]:
    """One step of a journey: committed when the block ends, rolled back when it raises.

    What ``before_commit`` noted runs last inside the transaction, what ``after_commit`` noted once it is durable.
    With ``patience`` (seconds) whoever holds a lock that it waits for longer is ended: for what nothing may hold up.

    Raises:
        SafeMethodWroteError: inside a GET or HEAD.
    """
    if _safe_method.get():
        raise SafeMethodWroteError("a GET or HEAD may not write")
    with Session(engine(), expire_on_commit=False) as session:
        with session.begin(), _insisting(session, patience):
            yield session
            session.flush()
            for step in session.info.pop(_BEFORE, []):
                step(session)
        for call in session.info.pop(_AFTER, []):
            call()


@contextmanager
def _insisting(session: Session, patience: float | None) -> Iterator[None]:
    """While the block runs: every ``patience`` seconds, end the sessions of our own role that it waits for.

    A hung process is the only one that holds a lock for so long; what it had not committed is rolled back.
    """
    if patience is None:
        yield
        return
    pid = session.scalar(text("select pg_backend_pid()"))
    done = Event()
    watch = Thread(target=_end_holders, args=(pid, patience, done), daemon=True)
    watch.start()
    try:
        yield
    finally:
        done.set()
        watch.join()


def _end_holders(pid: int, patience: float, done: Event) -> None:
    """By a connection of its own: the pool may be what is exhausted."""
    while not done.wait(patience):
        apart = create_engine(engine().url, poolclass=NullPool, connect_args={"connect_timeout": 5})
        with suppress(SQLAlchemyError), apart.connect() as connection:
            ended = connection.scalars(_END_HOLDERS, {"pid": pid}).all()
            if ended:
                log.warning("lock_holders_ended", count=len(ended))


@contextmanager
def reading() -> Iterator[Session]:
    """A read-only transaction on one snapshot: PostgreSQL itself refuses a write in it."""
    with engine().connect() as connection:
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with Session(connection, expire_on_commit=False) as session:
            yield session


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """True for one process of all at a time; False for whoever comes meanwhile, who leaves it to the next sweep.

    For work that takes long outside of a transaction. A process that dies lets go of it with its connection.
    """
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        mine = bool(connection.scalar(_TRY_ALONE, {"name": name}))
        try:
            yield mine
        finally:
            if mine:
                connection.execute(_LET_GO, {"name": name})


def before_commit(session: Session, step: Callable[[Session], None]) -> None:
    """Run ``step(session)`` as the last thing inside the transaction (the audit chain: its lock is taken last)."""
    session.info.setdefault(_BEFORE, []).append(step)


def after_commit(session: Session, call: Callable[[], None]) -> None:
    """Run ``call()`` once the transaction is durable. A nudge belongs here; a promise belongs in a row."""
    session.info.setdefault(_AFTER, []).append(call)

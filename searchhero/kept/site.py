"""What this process knows of the public side: its epoch, and the next moment at which an appeal ends by itself.

A thread listens for the epoch (a NOTIFY comes with the commit that raised it) and looks once a second besides. Who has
not been able to look for two seconds knows nothing: an appeal that may be withdrawn is never served on a guess.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread

import psycopg
import structlog
from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from appeals import queries
from foundation import clock, kept
from foundation.database.session import engine_of

log = structlog.get_logger()
LOOK_EVERY = 1.0
TRUSTED_FOR = 2.0
"""Seconds from the start of the last look that found an answer."""
_PAUSE = 0.5
"""Seconds before the database is tried again."""
_SILENCE = {"tcp_user_timeout": "3000", "keepalives_idle": "1", "keepalives_interval": "1", "keepalives_count": "2"}
"""libpq: milliseconds, seconds, seconds, times."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The public side at one look. Bytes belong to one such value, by its identity."""

    epoch: int
    next_end: datetime | None
    forgotten: int


class Site:
    """Asked by the threads that answer, told by one thread of its own. Works in each process after a fork."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self.changed: Callable[[], None] = lambda: None
        """Called whenever bytes that were made before are of no use any more."""
        self.looked: Callable[[], None] = self.changed
        """Called after each look, about once a second."""
        self._state: tuple[Seen, float] | None = None
        """Always replaced as a whole: an old epoch with a new time beside it would be a guess."""
        self._process = 0
        self._stopped = Event()

    def current(self) -> Seen | None:
        """What holds at this moment; None when nobody knows."""
        if self._process != os.getpid():
            self._start()
        state = self._state
        if state is None:
            return None
        seen, looked_at = state
        if time.monotonic() - looked_at >= TRUSTED_FOR or seen.forgotten != kept.forgotten():
            return None
        if seen.next_end is not None and clock.now() >= seen.next_end:
            return None
        return seen

    def note(self, epoch: int, next_end: datetime | None, *, forgotten: int, looked_at: float) -> None:
        """Take in what a look that began at ``looked_at`` (monotonic) has found."""
        found = Seen(epoch, next_end, forgotten)
        old = self._state
        self._state = (old[0], looked_at) if old and old[0] == found else (found, looked_at)
        if old is None or old[0] != found:
            self.changed()

    def stop(self) -> None:
        """End the thread within a look."""
        self._stopped.set()

    def _start(self) -> None:
        """By whichever thread comes first: a second one would only look twice."""
        self._process, self._state, self._stopped = os.getpid(), None, Event()
        Thread(target=self._watch, args=(self._stopped,), name="site-epoch", daemon=True).start()

    def _watch(self, stopped: Event) -> None:
        engine = watching(self._url)
        told: object = self
        while not stopped.is_set():
            try:
                with engine.connect() as connection:
                    self._listen(connection, stopped)
            except (SQLAlchemyError, psycopg.Error, OSError) as error:
                if self._state is not told:  # once for each time that the database goes
                    log.warning("site_epoch_unknown", fault=type(error).__name__)
                told = self._state
                stopped.wait(_PAUSE)
        engine.dispose()

    def _listen(self, connection: Connection, stopped: Event) -> None:
        connection.execute(text(f"listen {kept.CHANNEL}"))
        driver = connection.connection.driver_connection
        while not stopped.is_set() and driver is not None:
            forgotten, looked_at = kept.forgotten(), time.monotonic()
            epoch, next_end = queries.public_moment(connection, clock.now())
            self.note(epoch, next_end, forgotten=forgotten, looked_at=looked_at)
            self.looked()
            for _ in driver.notifies(timeout=LOOK_EVERY, stop_after=1):
                pass


def watching(database_url: str) -> Engine:
    """An engine without transactions whose connection does not wait for ever on a database that has gone silent."""
    url = make_url(database_url).update_query_dict(_SILENCE)
    return engine_of(url.render_as_string(hide_password=False)).execution_options(isolation_level="AUTOCOMMIT")

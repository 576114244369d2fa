"""The feeds that were read last: a server is asked for RSS, Atom, JSON and CAP of the same appeals one after another.

Whoever asks says which state of the public side its own snapshot shows, and gets a feed of just that state: what a
withdrawal took back is never found again (rule R2).
"""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from appeals.feeds.entries import Feed

MOST = 4
LONGEST = 60.0
"""Seconds after which a feed is read anew although nothing changed: a tombstone's thirty days end by themselves."""


@dataclass(frozen=True, slots=True)
class State:
    """Between two raisings of the epoch appeals can only end by themselves, and the first that does moves the end."""

    epoch: int
    next_end: datetime | None
    forgotten: int
    """How often this process had been told to forget (``foundation.kept``) before its snapshot was taken."""


class Held:
    """Of everywhere and of a few areas, all of one state; ``at`` is of the monotonic clock."""

    def __init__(self) -> None:
        self._state: State | None = None
        self._feeds: dict[str, tuple[Feed, float]] = {}
        self._lock = Lock()

    def find(self, area: str, state: State, at: float) -> Feed | None:
        """The feed of that area, if it was read from just this state; one of another state is let go."""
        with self._lock:
            self._turn_to(state)
            feed, until = self._feeds.get(area, (None, 0.0))
            return feed if at < until else None

    def put(self, feed: Feed, state: State, at: float) -> None:
        """Hold it until the state changes, unless it is empty: made-up areas must not push out real ones."""
        if not feed.appeals and not feed.tombstones:
            return
        with self._lock:
            self._turn_to(state)
            self._feeds.pop(feed.area, None)
            self._feeds[feed.area] = (feed, at + LONGEST)
            if len(self._feeds) > MOST:
                del self._feeds[next(iter(self._feeds))]

    def clear(self) -> None:
        """Let all go: a withdrawn person's words do not wait in memory for the next reader."""
        with self._lock:
            self._state = None
            self._feeds.clear()

    def _turn_to(self, state: State) -> None:
        if self._state != state:
            self._state = state
            self._feeds.clear()

"""The answers that this process keeps, within a number of bytes: the one that was not asked for longest goes first."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from searchhero.kept.answer import Answer
from searchhero.kept.site import Seen

MOST_BYTES = 64 * 1024 * 1024
LONGEST = 60.0
"""Seconds after which an answer is made anew although nothing changed: a tombstone's thirty days end by themselves."""


@dataclass(frozen=True, slots=True)
class _Kept:
    answer: Answer
    seen: Seen
    until: float


class Shelf:
    """Answers by address. The lock is held for a look-up or a move, never while anything is made."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    @property
    def bytes(self) -> int:
        return self._bytes

    def find(self, address: str, seen: Seen, at: float) -> Answer | None:
        """What was made from just this state of the site; ``at`` is of the monotonic clock."""
        with self._lock:
            kept = self._kept.get(address)
            if kept is None or kept.seen is not seen or at >= kept.until:
                return None
            self._kept.move_to_end(address)
            return kept.answer

    def put(self, address: str, answer: Answer, seen: Seen, at: float) -> None:
        """Keep it, unless it alone would take an eighth of the room."""
        if answer.size > self._most // 8:
            return
        with self._lock:
            self._drop(address)
            self._kept[address] = _Kept(answer, seen, at + LONGEST)
            self._bytes += answer.size
            while self._bytes > self._most:
                self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    def _drop(self, address: str) -> None:
        if old := self._kept.pop(address, None):
            self._bytes -= old.answer.size

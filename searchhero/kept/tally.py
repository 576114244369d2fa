"""Counts of the answers that were given from kept bytes, handed to the metrics once a second: counting each one there
would cost more than the answer does."""

from collections.abc import Callable
from threading import Lock

Count = Callable[[str, str, int, int], None]
"""Endpoint, method, status, how many."""


class Tally:
    """Endpoints, methods and statuses; never an address (rule S2)."""

    def __init__(self, count: Count) -> None:
        self._count = count
        self._found: dict[tuple[str, str, int], int] = {}
        self._lock = Lock()

    def add(self, endpoint: str, method: str, status: int) -> None:
        key = (endpoint, method, status)
        with self._lock:
            self._found[key] = self._found.get(key, 0) + 1

    def hand_over(self) -> None:
        with self._lock:
            found, self._found = self._found, {}
        for key, number in found.items():
            self._count(*key, number)

"""Costly work that a crowd asks for at once: made once for all who ask meanwhile, never by all threads of a process."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import BoundedSemaphore, Lock


class CrowdedError(Exception):
    """No turn came: ask again later."""


class Turns:
    """``at_once`` threads make, ``inside`` make or wait: a process with more threads than that has one for the rest.

    Who waits, waits for ``patience`` seconds. Who would be one too many inside is told so at once.
    """

    def __init__(self, *, at_once: int, inside: int, patience: float) -> None:
        self.inside = inside
        self._patience = patience
        self._places, self._making = BoundedSemaphore(inside), BoundedSemaphore(at_once)
        self._flying: dict[Hashable, Future[bytes]] = {}
        self._lock = Lock()

    def take(self, what: Hashable, make: Callable[[], bytes]) -> bytes:
        """The bytes of ``what``: of whoever makes it already, else by ``make``, whose fault is that of all who wait.

        Raises:
            CrowdedError: when no turn came.
        """
        if not self._places.acquire(blocking=False):
            raise CrowdedError
        try:
            return self._together(what, make)
        finally:
            self._places.release()

    def _together(self, what: Hashable, make: Callable[[], bytes]) -> bytes:
        with self._lock:
            flying = self._flying.get(what)
            if flying is None:
                mine = self._flying[what] = Future()
        if flying is not None:
            return self._of_another(flying)
        try:
            mine.set_result(self._in_turn(make))
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._flying[what]
        return mine.result()

    def _of_another(self, flying: Future[bytes]) -> bytes:
        try:
            return flying.result(self._patience)
        except TimeoutError:
            raise CrowdedError from None

    def _in_turn(self, make: Callable[[], bytes]) -> bytes:
        if not self._making.acquire(timeout=self._patience):
            raise CrowdedError
        try:
            return make()
        finally:
            self._making.release()

"""The loop that keeps the children alive. One thread, no locks: it reads, watches, restarts, and ends them in order.

Why not honcho: it ends everything when one child ends (docs/adr/0005).
"""

import os
import selectors
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TextIO

from searchhero.run import lineage
from searchhero.run.child import STEADY, Child, LogFile, Part, ending, pause_before

ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_TURN = 0.5
_LOOK = 0.15
_COLOURS = (36, 33, 32, 35, 34, 96, 93, 92, 95)


class StopAskedError(Exception):
    """Ctrl-C, SIGTERM or a closed terminal: end everything now."""


class ChildFailedError(Exception):
    """A step that must work did not; ``str()`` is one sentence."""


class Supervisor:
    """Starts parts, passes on what they say, starts them again when they end, ends them in order."""

    def __init__(self, log_dir: Path, terminal: TextIO = sys.stdout) -> None:
        self.children: dict[str, Child] = {}
        self._log_dir = log_dir
        self._terminal = terminal
        self._own_log = LogFile(log_dir / "run.log")
        self._selector = selectors.DefaultSelector()
        self._due: dict[str, float] = {}
        self._since: dict[str, float] = {}
        self._asked = False
        self._wake_read, self._wake_write = os.pipe()
        for end in (self._wake_read, self._wake_write):
            os.set_blocking(end, False)
        self._selector.register(self._wake_read, selectors.EVENT_READ)

    def __enter__(self) -> "Supervisor":
        self._not_ours = lineage.children()
        lineage.adopt_orphans()
        for number in ENDING_SIGNALS:
            signal.signal(number, self._ask)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        signal.set_wakeup_fd(-1)
        self._selector.close()
        os.close(self._wake_read)
        os.close(self._wake_write)
        self._own_log.close()

    def say(self, text: str) -> None:
        """A line of our own."""
        self._own_log.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S')} {text}\n".encode())
        self._print("run", text)

    def start(self, part: Part) -> None:
        """Start ``part``, and from now on whenever it ends."""
        self.children[part.name] = Child(part, self._log_dir, self._print)
        self._launch(part.name)

    def once(self, part: Part) -> None:
        """Run ``part`` to its end while the others go on.

        Raises:
            ChildFailedError: when it ends otherwise than by exit code 0.
        """
        child = Child(part, self._log_dir, self._print)
        self.children[part.name] = child
        self._selector.register(child.start(), selectors.EVENT_READ, child)
        try:
            while child.returncode is None:
                self._turn(keep=part.name)
        finally:
            self._end([child])
            del self.children[part.name]
            child.close()
        if code := child.returncode:
            raise ChildFailedError(child.last_line or f"{part.name} {ending(code)}.")

    def until(self, ready: Callable[[], bool], *, seconds: float, what: str, needs: str) -> None:
        """Go on until ``ready()``.

        Raises:
            ChildFailedError: after ``seconds``, or when the child ``needs`` has ended for the third time.
        """
        child, end = self.children[needs], time.monotonic() + seconds
        while not ready():
            if child.restarts >= 2 or time.monotonic() > end:
                reason = f": {child.last_line}" if child.last_line else ""
                raise ChildFailedError(f"{what} did not start (var/log/{needs}.log){reason}")
            # A line of output ends a turn early: without this pause each line would bring a question.
            next_look = time.monotonic() + _LOOK
            while time.monotonic() < next_look:
                self._turn(timeout=_LOOK)

    def watch(self) -> None:
        """Until somebody asks for the end.

        Raises:
            StopAskedError: then.
        """
        while True:
            self._turn()

    def stop(self) -> None:
        """End every child, those that lean on others first, and whatever they left behind."""
        self._due.clear()
        for tier in sorted({child.part.tier for child in self.children.values()}, reverse=True):
            self._end([child for child in self.children.values() if child.part.tier == tier])
        for child in self.children.values():
            child.close()
        self.children.clear()
        lineage.end_orphans(self._not_ours)

    def _turn(self, *, timeout: float = _TURN, keep: str = "") -> None:
        self._listen(timeout)
        if self._asked:
            raise StopAskedError
        now = time.monotonic()
        for name, child in list(self.children.items()):
            if name != keep and name not in self._due and child.returncode is not None:
                self._ended(name, child, now)
        for name in [name for name, due in self._due.items() if due <= now]:
            del self._due[name]
            self._launch(name)

    def _listen(self, timeout: float) -> None:
        for key, _ in self._selector.select(timeout):
            if key.data is None:
                with suppress(BlockingIOError):
                    os.read(self._wake_read, 4096)
            elif not key.data.read():
                self._selector.unregister(key.fd)

    def _launch(self, name: str) -> None:
        child = self.children[name]
        self._since[name] = time.monotonic()
        self._selector.register(child.start(), selectors.EVENT_READ, child)

    def _ended(self, name: str, child: Child, now: float) -> None:
        code = child.returncode or 0
        self._silence(child)
        child.kill_group()
        lineage.end_orphans(self._not_ours | self._pids())
        child.restarts = 1 if now - self._since[name] > STEADY else child.restarts + 1
        pause = pause_before(child.restarts)
        self._due[name] = now + pause
        self.say(f"{name} {ending(code)}; it is started again in {pause:g} s.")

    def _end(self, children: list[Child]) -> None:
        for child in children:
            child.signal(child.part.stop_signal)
        limit = time.monotonic() + max((child.part.stop_seconds for child in children), default=0)
        while any(child.returncode is None for child in children) and time.monotonic() < limit:
            self._listen(0.05)
        for child in children:
            if child.returncode is None:
                self.say(f"{child.part.name} did not end within {child.part.stop_seconds:g} s and is killed.")
            child.kill_group()
            if child.popen is not None:
                child.popen.wait()
            self._silence(child)

    def _silence(self, child: Child) -> None:
        if child.output >= 0:
            with suppress(KeyError):
                self._selector.unregister(child.output)
            child.forget()

    def _pids(self) -> set[int]:
        return {child.pid for child in self.children.values()}

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked = True

    def _print(self, name: str, text: str) -> None:
        label = f"{name:<11}|"
        if self._terminal.isatty():
            label = f"\x1b[{_COLOURS[sum(name.encode()) % len(_COLOURS)]}m{label}\x1b[0m"
        with suppress(OSError, ValueError):
            self._terminal.write(f"{label} {text}\n")
            self._terminal.flush()

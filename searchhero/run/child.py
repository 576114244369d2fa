"""One child of the supervisor: how it is started, what it says, how it ends."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from searchhero.run.lineage import die_with_parent

LOG_BYTES = 5_000_000
"""A log file that has grown past this becomes ``.1``, and the ``.1`` before it goes."""
LONGEST_PAUSE = 30.0
STEADY = 60.0
"""Seconds after which a child counts as well again, and its next start does not wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What to run. Parts of a higher ``tier`` lean on those of a lower one, and end before them."""

    name: str
    command: tuple[str, ...]
    tier: int
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0
    """How long it may take to end before it is killed."""


def pause_before(restart: int) -> float:
    """Seconds to wait before start number ``restart`` (the first is 1): none to speak of, then growing."""
    return min(LONGEST_PAUSE, 0.25 * 2.0 ** (restart - 1))


class LogFile:
    """A log that never takes more than twice ``LOG_BYTES``; a full disk costs its lines, not the service."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: IO[bytes] = path.open("ab", buffering=0)

    def write(self, line: bytes) -> None:
        try:
            self._file.write(line)
            if self._file.tell() > LOG_BYTES:
                self._file.close()
                self.path.replace(self.path.with_name(f"{self.path.name}.1"))
                self._file = self.path.open("ab", buffering=0)
        except (OSError, ValueError):
            return

    def close(self) -> None:
        self._file.close()


class Child:
    """A running part, and what becomes of it."""

    def __init__(self, part: Part, log_dir: Path, say: Callable[[str, str], None]) -> None:
        self.part = part
        self.restarts = 0
        self.last_line = ""
        self._say = say
        self._log = LogFile(log_dir / f"{part.name}.log")
        self._rest = b""
        self.popen: subprocess.Popen[bytes] | None = None

    def start(self) -> int:
        """Start it in a session of its own, so that Ctrl-C reaches only us; the descriptor of what it says."""
        parent = os.getpid()

        def before_exec() -> None:
            die_with_parent(self.part.stop_signal)
            if os.getppid() != parent:
                os._exit(1)

        self.popen = subprocess.Popen(
            self.part.command,
            cwd=self.part.folder,
            env={**os.environ, **self.part.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=before_exec,
        )
        self._rest = b""
        os.set_blocking(self.output, False)
        return self.output

    @property
    def output(self) -> int:
        """The descriptor of what it says; -1 when it says no more."""
        stream = self.popen.stdout if self.popen else None
        return stream.fileno() if stream and not stream.closed else -1

    @property
    def pid(self) -> int:
        return self.popen.pid if self.popen else 0

    @property
    def returncode(self) -> int | None:
        """None while it runs."""
        return self.popen.poll() if self.popen else 0

    def read(self) -> bool:
        """Pass on what it said; False at the end of its output."""
        try:
            chunk = os.read(self.output, 65536)
        except BlockingIOError:
            return True
        lines = (self._rest + chunk).split(b"\n")
        self._rest = lines.pop() if chunk else b""
        if len(self._rest) > 65536:
            lines, self._rest = [*lines, self._rest], b""
        for line in lines:
            self._tell(line)
        return bool(chunk)

    def signal(self, number: int) -> None:
        """To its main process only: Celery and PostgreSQL end their own children in order."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill_group(self) -> None:
        """End whatever is left of its session, at once."""
        if self.pid:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def forget(self) -> None:
        """It has ended: read its last words and close our end of the line."""
        while self.output >= 0 and select.select([self.output], [], [], 0)[0] and self.read():
            pass
        if self.popen and self.popen.stdout:
            self.popen.stdout.close()

    def close(self) -> None:
        self.forget()
        self._log.close()

    def _tell(self, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip()
        if text:
            self.last_line = text
            self._log.write(line + b"\n")
            self._say(self.part.name, text)


def ending(returncode: int) -> str:
    """How a process ended, in words."""
    if returncode >= 0:
        return f"ended with exit code {returncode}"
    try:
        return f"was ended by {signal.Signals(-returncode).name}"
    except ValueError:
        return f"was ended by signal {-returncode}"


def own_program(*arguments: str) -> tuple[str, ...]:
    """Our own command line, by the interpreter that runs us."""
    return (sys.executable, "-m", "searchhero", *arguments)

"""The whole service as real processes, each of which a test may kill: PostgreSQL, Valkey, web, workers and beat.

Nothing here is a stand-in: the processes are the ones that `searchhero run` starts, on free ports, over a folder of
their own. Mail goes to a real SMTP server of the test, which can be taken down and up.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar
from urllib.request import urlopen

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds that a journey waits for something that must come; a sweep comes at least every 30."""


def eventually(look: Callable[[], T], *, seconds: float = PATIENCE, what: str = "") -> T:
    """What ``look`` gives as soon as it is truthy.

    Raises:
        AssertionError: when it never is within ``seconds``.
    """
    end = time.monotonic() + seconds
    while True:
        if found := look():
            return found
        if time.monotonic() > end:
            raise AssertionError(f"it never came: {what or look}")
        time.sleep(0.1)


class System:
    """Children by name. ``environment`` are the settings they all read."""

    def __init__(self, environment: Mapping[str, str], folder: Path, port: int) -> None:
        self.environment = {**os.environ, **environment, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        self.folder = folder
        self.port = port
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.commands = {
            "web": ["web", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"],
            "worker": ["worker", "--queues", "urgent,default"],
            "bulk": ["worker", "--queues", "bulk"],
            "beat": ["beat"],
        }

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self, *names: str) -> None:
        """Start children, and wait for the web to answer when it is among them."""
        for name in names or tuple(self.commands):
            log = (self.folder / f"{name}.log").open("ab")
            self.children[name] = subprocess.Popen(
                [sys.executable, "-m", "searchhero", *self.commands[name]],
                env=self.environment, cwd=self.folder, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        if "web" in (names or self.commands):
            eventually(self._ready, what="the web answers")

    def _ready(self) -> bool:
        try:
            with urlopen(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self, name: str) -> None:
        """End a child and all of its processes at once, with SIGKILL, as a machine that loses power does."""
        child = self.children.pop(name)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait(10)

    def stop(self) -> None:
        for child in self.children.values():
            child.terminate()
        for name, child in self.children.items():
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                self.kill_group(child)
            self.log(name)
        self.children.clear()

    @staticmethod
    def kill_group(child: "subprocess.Popen[bytes]") -> None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait(10)

    def command(self, *arguments: str, expect: int = 0) -> str:
        """Run a command of the operator's and give what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "searchhero", *arguments],
            env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

"""Web processes as the service starts them, on loopback, for the benches."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from urllib.request import Request, urlopen

from searchhero.embedded import free_port

CODING = "br"


@contextmanager
def web(state: Path) -> Iterator[int]:
    """Two web processes on one port, as the service starts them."""
    port = free_port()
    state.mkdir(parents=True)
    child = subprocess.Popen(
        [sys.executable, "-m", "searchhero", "web", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"],
        env={**os.environ, "SEARCHHERO_STATE_DIR": str(state), "SEARCHHERO_PROXY_HOPS": "1"},
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                fetch(port, "/readyz").close()
                break
            except OSError:
                time.sleep(0.2)
        yield port
    finally:
        child.terminate()
        child.wait(20)


def fetch(port: int, path: str) -> HTTPResponse:
    asked = Request(f"http://127.0.0.1:{port}{path}", headers={"Host": "localhost", "Accept-Encoding": CODING})
    answer: HTTPResponse = urlopen(asked, timeout=10)
    return answer

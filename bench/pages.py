"""Public pages: their bytes from the web processes and behind nginx, over nginx with the same bytes and headers as
files; and a page made anew.

    python -m bench bench.pages            (needs nginx and wrk: apt-get install nginx-light wrk)

Everything is on loopback and takes a minute and a half. Ratios are of one run, the two sides one after the other.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from appeals.rules import PublicAppeal
from bench.served import CODING, fetch, web
from foundation import background, clock, kept
from searchhero import logs, schema
from searchhero.embedded import free_port
from searchhero.web import create_app
from tests import nginx
from tests.appeals.factories import make_desk, publish_appeal, published_with_photo

APPEALS = 30
SECONDS = 3
ROUNDS = 3
MADE = 300
NGINX_SAYS = {"content-type", "content-length", "date", "server", "etag", "connection", "x-accel-expires"}


def main() -> None:
    if not nginx.FOUND or not shutil.which("wrk"):
        sys.exit("apt-get install --yes nginx-light wrk")
    background.configure()
    schema.upgrade()
    now = clock.now()
    for number in range(APPEALS):
        publish_appeal(now=now, region=("Highland", "Fife", "Powys")[number % 3])
    appeal = published_with_photo(make_desk(), now, known_as="Peregrine Oddsworth")
    logs.configure()
    print(f"load before: {os.getloadavg()[0]:.1f}", flush=True)
    made_anew(appeal)
    folder = Path(tempfile.mkdtemp(prefix="searchhero-bench-pages-"))
    folder.chmod(0o755)
    try:
        with web(folder / "one") as port:
            throughput(folder, port, {"page": f"/appeals/{appeal.public_id}", "list": "/appeals"})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def throughput(folder: Path, port: int, pages: dict[str, str]) -> None:
    """Requests a second, ours direct and behind the shipped nginx, over nginx with the same bytes on the disk."""
    files, front, static = folder / "files", free_port(), free_port()
    files.mkdir()
    for name, path in pages.items():
        answer = fetch(port, path)
        (files / name).write_bytes(answer.read())
    headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in NGINX_SAYS]
    with (
        nginx.running(folder / "front", front, nginx.shipped(folder / "front", front, [port])),
        nginx.running(files, static, nginx.plain(files, static, headers)),
    ):
        for name, path in pages.items():
            size = (files / name).stat().st_size
            sides = {"files": (static, f"/{name}"), "direct": (port, path), "behind nginx": (front, path)}
            runs: dict[str, list[float]] = {side: [] for side in sides}
            for _ in range(ROUNDS):
                for side, (there, what) in sides.items():
                    runs[side].append(wrk(there, what))
            rates = {side: median(found) for side, found in runs.items()}
            told = ", ".join(f"{side} {rate:.0f}/s ({rate / rates['files']:.2f})" for side, rate in rates.items())
            print(f"{name}, {size} bytes of {CODING}: {told}; load {os.getloadavg()[0]:.1f}", flush=True)


def wrk(port: int, path: str) -> float:
    command = ["wrk", "-t", "1", "-c", "32", "-d", f"{SECONDS}s", "-H", "Host: localhost"]
    command += ["-H", f"Accept-Encoding: {CODING}", f"http://127.0.0.1:{port}{path}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        sys.exit(said)
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    return float(found[1]) if found else 0.0


def made_anew(appeal: PublicAppeal) -> None:
    """CPU of this process for one page that nobody has kept, all of Flask and the read of the database included."""
    client = create_app().test_client()
    page = f"/appeals/{appeal.public_id}"
    for name, path, accepted in (
        ("page", page, ""),
        ("page and its brotli", page, "br"),
        (f"list of {APPEALS + 1}", "/appeals", ""),
        ("neutral page", "/appeals/00000000000000000000", ""),
    ):
        spent = cpu(lambda path=path, accepted=accepted: client.get(path, headers={"Accept-Encoding": accepted}))
        print(f"{name} made anew: {spent:.2f} ms CPU of one thread (median of {MADE})", flush=True)


def cpu(call: Callable[[], object]) -> float:
    """Milliseconds of this thread, the test client's own share included."""
    took = []
    for number in range(MADE + 20):
        kept.forget()
        began = time.thread_time()
        call()
        if number >= 20:
            took.append(time.thread_time() - began)
    return median(took) * 1000


if __name__ == "__main__":
    main()

"""From the POST of a withdrawal to the last neutral channel, at full load; then the stale answers after that.

    python -m bench bench.withdrawal       (needs nginx and wrk: apt-get install nginx-light wrk)

Four web processes behind two nginx, each with a cache of its own: two machines' worth, all on loopback.
"""

import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread

from appeals import channels, workflow
from appeals.channels import Kind
from appeals.rules import EndReason, PublicAppeal
from bench.served import web
from foundation import background, clock
from searchhero import logs, schema
from searchhero.embedded import free_port
from searchhero.web import create_app
from tests import nginx
from tests.appeals.factories import Desk, make_desk, publish_appeal, published_with_photo

ANSWERS = 100_000
BOUND = 2.0
SCRIPT = """
local paths, name = {%s}, "%s"
local asked, threads = 0, {}
seen, stale = 0, 0
function setup(thread) table.insert(threads, thread) end
function request()
  asked = asked + 1
  return wrk.format("GET", paths[asked %% #paths + 1])
end
function response(status, headers, body)
  seen = seen + 1
  if string.find(body, name, 1, true) or string.find(headers["Content-Type"] or "", "image/", 1, true) then
    stale = stale + 1
  end
end
function done()
  local all, bad = 0, 0
  for _, thread in ipairs(threads) do all, bad = all + thread:get("seen"), bad + thread:get("stale") end
  print("SEEN " .. all .. " STALE " .. bad)
end
"""


def main() -> None:
    if not nginx.FOUND or not shutil.which("wrk"):
        sys.exit("apt-get install --yes nginx-light wrk")
    logs.configure()
    background.configure()
    schema.upgrade()
    create_app()  # its views name the channels
    desk, now = make_desk(), clock.now()
    for _ in range(30):
        publish_appeal(now=now)
    appeal = published_with_photo(desk, now, known_as="Peregrine Oddsworth")
    folder = Path(tempfile.mkdtemp(prefix="searchhero-bench-withdrawal-"))
    folder.chmod(0o755)
    try:
        with web(folder / "a") as first, web(folder / "b") as second, ExitStack() as stack:
            fronts = []
            for backend in (first, second):
                front = free_port()
                body = nginx.shipped(folder / str(front), front, [backend])
                stack.enter_context(nginx.running(folder / str(front), front, body))
                fronts.append(front)
            withdrawal(desk, appeal, fronts, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def withdrawal(desk: Desk, appeal: PublicAppeal, fronts: Sequence[int], folder: Path) -> None:
    """One appeal, every channel of it, through each of ``fronts``; the checks are seen to work while it is live."""
    own = [each.path for each in channels.addresses(appeal) if each.kind is Kind.OWN and "sighting" not in each.path]
    shared = [each.path for each in channels.addresses(appeal) if each.kind is Kind.SHARED]
    script = folder / "stale.lua"
    page = f"/appeals/{appeal.public_id}"
    picture = f"{page}/photos/{appeal.photos[0].key}-320.jpg"
    mixed = [page, picture, *(path for _ in range(6) for path in ("/", "/appeals", "/feeds/appeals.rss"))]
    paths = ", ".join(f'"{path}"' for path in mixed)
    script.write_text(SCRIPT % (paths, appeal.known_as))
    both(fronts, script, 4)  # until every process has its templates
    seen, stale = both(fronts, script, 2)
    print(f"while it is live: {stale} of {seen} checked answers show it", flush=True)
    watchers = [Watcher(port, [*own, *shared], appeal) for port in fronts]
    load = start(fronts, script, 8)
    for watcher in watchers:
        watcher.thread.start()
    time.sleep(3)
    posted = time.monotonic()
    workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.STAND_DOWN, now=clock.now())
    committed = time.monotonic()
    time.sleep(BOUND)
    seen, stale = 0, 0
    finish(load)
    for watcher in watchers:
        watcher.stopped.set()
        watcher.thread.join(10)
    last = max(watcher.last for watcher in watchers) - posted
    print(
        f"withdrawal: {len(own) + len(shared)} addresses behind {len(fronts)} nginx, {2 * len(fronts)} processes: "
        f"commit after {committed - posted:.3f} s, last answer that showed it was asked for {last:.3f} s after the "
        f"POST; {sum(watcher.count for watcher in watchers)} looks; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    end = time.monotonic() + 90
    while seen < ANSWERS and time.monotonic() < end:
        more, shown = both(fronts, script, 8)
        seen, stale = seen + more, stale + shown
    print(f"after the bound: {stale} stale of {seen} answers at full load", flush=True)


def start(fronts: Sequence[int], script: Path, seconds: int) -> "list[subprocess.Popen[str]]":
    return [
        subprocess.Popen(
            ["wrk", "-t", "1", "-c", "16", "-d", f"{seconds}s", "-s", str(script), "-H", "Host: localhost",
             f"http://127.0.0.1:{port}/"],
            stdout=subprocess.PIPE, text=True,
        )
        for port in fronts
    ]  # fmt: skip


def finish(load: "list[subprocess.Popen[str]]") -> tuple[int, int]:
    said = "".join(child.communicate(timeout=60)[0] for child in load)
    found = re.findall(r"SEEN (\d+) STALE (\d+)", said)
    return sum(int(seen) for seen, _ in found), sum(int(stale) for _, stale in found)


def both(fronts: Sequence[int], script: Path, seconds: int) -> tuple[int, int]:
    return finish(start(fronts, script, seconds))


class Watcher:
    """Asks for every address in turn, and notes when it last asked for one that was answered with the appeal."""

    def __init__(self, port: int, paths: Sequence[str], appeal: PublicAppeal) -> None:
        self.port, self.paths, self.name = port, paths, appeal.known_as.encode()
        self.last, self.count, self.stopped = 0.0, 0, Event()
        self.thread = Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        while not self.stopped.is_set():
            for path in self.paths:
                began = time.monotonic()
                connection.request("GET", path, headers={"Host": "localhost"})
                answer = connection.getresponse()
                content = answer.read()
                picture = answer.getheader("Content-Type", "").startswith("image/")
                self.count += 1
                if answer.status == 200 and (picture or self.name in content):
                    self.last = began


if __name__ == "__main__":
    main()

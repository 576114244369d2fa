"""The first view of an appeal in a real browser: bytes on the wire, and the largest paint on a slow line.

    python -m bench bench.page_weight            (needs chromium)

The line is Lighthouse's slow 4G: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back, and a processor
slowed fourfold.
"""

import os
import tempfile
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser

from appeals.rules import PublicAppeal
from bench.served import web
from foundation import background, clock
from searchhero import logs, schema
from tests.appeals.factories import make_desk, published_with_photo
from tests.browser import PHONE, chromium

ROUNDS = 5
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
SLOWER_BY = 4
LARGEST = """() => new Promise(told => new PerformanceObserver(list =>
    told(list.getEntries().at(-1).startTime)).observe({type: 'largest-contentful-paint', buffered: true}))"""


def main() -> None:
    background.configure()
    schema.upgrade()
    appeal = published_with_photo(make_desk(), clock.now(), known_as="Peregrine Oddsworth")
    logs.configure()
    with tempfile.TemporaryDirectory() as folder, web(Path(folder) / "web") as port, chromium() as browser:
        views = [first_view(browser, port, appeal) for _ in range(ROUNDS)]
    weight = views[-1][0]
    told = ", ".join(f"{kind.lower()} {size / 1000:.1f}" for kind, size in sorted(weight.items()))
    without = sum(size for kind, size in weight.items() if kind != "Image") / 1000
    print(f"first view without pictures: {without:.1f} kB on the wire ({told})", flush=True)
    paints = sorted(paint for _, paint in views)
    print(f"largest paint, slow 4G: {median(paints):.0f} ms ({paints[0]:.0f} to {paints[-1]:.0f})", flush=True)
    print(f"load: {os.getloadavg()[0]:.1f}", flush=True)


def first_view(browser: Browser, port: int, appeal: PublicAppeal) -> tuple[Counter[str], float]:
    """Bytes by kind with their headers, and milliseconds to the largest paint; nothing is in the cache."""
    weight: Counter[str] = Counter()
    kinds: dict[str, str] = {}

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, Any]) -> None:
        weight[kinds.get(event["requestId"], "Other")] += int(event["encodedDataLength"])

    context = browser.new_context(viewport={"width": PHONE, "height": 800})
    try:
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.on("Network.responseReceived", answered)
        line.on("Network.loadingFinished", finished)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", SLOW)
        line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_BY})
        page.goto(f"http://localhost:{port}/appeals/{appeal.public_id}", wait_until="networkidle")
        return weight, float(page.evaluate(LARGEST))
    finally:
        context.close()


if __name__ == "__main__":
    main()

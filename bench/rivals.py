"""A page made anew, beside Wagtail's like page: CPU of one thread, each in a process of its own, one after the other.

    python -m bench bench.rivals

Wagtail is fetched for this alone into a folder that is thrown away; nothing of the service uses it. Its page has the
same words of the appeal, one picture in three widths, and a menu; production settings, cached templates, SQLite in
memory (kinder to it than a database over a socket). WordPress is not measured: docs/performance.md says why.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.pages import MADE, cpu
from foundation import background, clock
from searchhero import logs, schema
from searchhero.web import create_app
from tests.appeals.factories import make_desk, published_with_photo

WAGTAIL = Path(__file__).parent / "rival_wagtail.py"


def main() -> None:
    background.configure()
    schema.upgrade()
    appeal = published_with_photo(make_desk(), clock.now(), known_as="Peregrine Oddsworth")
    logs.configure()
    client = create_app().test_client()
    page = f"/appeals/{appeal.public_id}"
    with tempfile.TemporaryDirectory(prefix="searchhero-bench-wagtail-") as folder:
        fetch = [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "wagtail"]
        subprocess.run(fetch, check=True, stderr=subprocess.DEVNULL)
        print(f"load before: {os.getloadavg()[0]:.1f}", flush=True)
        ours = cpu(lambda: client.get(page, headers={"Accept-Encoding": ""}))
        words = f"{appeal.description} {appeal.last_seen}"
        run = [sys.executable, "-I", str(WAGTAIL), folder, str(MADE), words]
        theirs = float(subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True, timeout=150).stdout)
    print(f"page made anew: ours {ours:.2f} ms, Wagtail {theirs:.2f} ms of CPU (medians of {MADE})")
    print(
        f"Wagtail over ours: {theirs / ours:.1f}; must be at least 6; load after {os.getloadavg()[0]:.1f}", flush=True
    )


if __name__ == "__main__":
    main()

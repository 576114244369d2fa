"""Two readers from Debian, as people run them, against the live service: newsboat and sfeed.

Both keep old items. newsboat writes over an item that comes again under its id; sfeed does so when it is told that
the id alone makes an item (its own default takes a changed title for a new one).
"""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from foundation import clock
from tests.appeals.factories import end_appeal, publish_appeal

NAME = "Morven Tulloch"
SFEED = """
sfeedpath="{folder}/items"
feeds() {{ feed "appeals" "{address}"; }}
merge() {{ sort -t '\t' -u -k6,6 "$3" "$2"; }}
"""


def run(folder: Path, *command: str) -> None:
    """Bounded: a reader that hangs must not hang the suite."""
    outcome = subprocess.run(
        command, cwd=folder, capture_output=True, timeout=60, check=False, env={**os.environ, "HOME": str(folder)}
    )
    assert outcome.returncode == 0, outcome.stderr.decode()[-500:]


@pytest.fixture
def newsboat(tmp_path):
    """Fetch with newsboat: title and text of every item that it keeps."""

    def fetch(address: str) -> list[tuple[str, str]]:
        assert shutil.which("newsboat"), "the tests need newsboat: apt-get install newsboat"
        (tmp_path / "urls").write_text(f"{address}\n")
        (tmp_path / "config").write_text("")
        run(tmp_path, "newsboat", "-u", "urls", "-C", "config", "-c", "cache.db", "-x", "reload")
        with sqlite3.connect(tmp_path / "cache.db") as kept:
            return kept.execute("select title, content from rss_item order by guid").fetchall()

    return fetch


@pytest.fixture
def sfeed(tmp_path):
    """As ``newsboat``, with sfeed."""

    def fetch(address: str) -> list[tuple[str, str]]:
        assert shutil.which("sfeed_update"), "the tests need sfeed: apt-get install sfeed"
        (tmp_path / "sfeedrc").write_text(SFEED.format(folder=tmp_path, address=address))
        run(tmp_path, "sfeed_update", "sfeedrc")
        lines = (tmp_path / "items" / "appeals").read_text().splitlines()
        return [(line.split("\t")[1], line.split("\t")[3]) for line in lines]

    return fetch


@pytest.mark.parametrize("form", ["rss", "atom"])
@pytest.mark.parametrize("reader", ["newsboat", "sfeed"])
def test_R2_a_reader_that_kept_an_appeal_writes_its_tombstone_over_it(request, live_server, reader, form):
    fetch = request.getfixturevalue(reader)
    address = f"{live_server}/feeds/appeals.{form}"
    ended = publish_appeal(known_as=NAME, now=clock.now())
    publish_appeal(known_as="Calum Reid", now=clock.now())
    before = fetch(address)
    assert sorted(title for title, _ in before) == [
        "Missing: Calum Reid, Inverness, Highland", f"Missing: {NAME}, Inverness, Highland"
    ]  # fmt: skip
    assert all("still live" in text for _, text in before)
    end_appeal(ended.appeal_id, now=clock.now())
    after = fetch(address)
    assert len(after) == 2, "the tombstone takes the place of the item"
    assert sorted(title for title, _ in after) == [
        "Missing: Calum Reid, Inverness, Highland", "This appeal has ended"
    ]  # fmt: skip
    assert not any(NAME in said for item in after for said in item)

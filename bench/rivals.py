"""A page made anew, beside a like page of Wagtail and of WordPress: CPU, each in a process of its own, in turn.

    python -m bench bench.rivals           (needs what `make rivals` installs)

Wagtail is fetched for this alone into a folder that is thrown away; nothing of the service uses it. Its page has the
same words of the appeal, one picture in three widths, a menu, and each sentence that ours looks up in a catalog, looked
up in one (but for those with values, which it is spared); production settings, cached templates, and a database of its
own in our PostgreSQL over a connection that stays. WordPress is Debian's, of ``bench.rival_wordpress``.

What is counted: for ours and Wagtail's the thread that makes the page, with the test client of each framework and its
side of the database's socket; for WordPress the php-fpm process alone. The CPU of a database server is in no figure;
MariaDB's is printed beside.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from html import unescape
from pathlib import Path

import psycopg
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from psycopg.conninfo import make_conninfo

from bench import rival_wordpress
from bench.pages import MADE, cpu
from foundation import background, clock
from foundation.settings import settings
from searchhero import logs, schema
from searchhero.languages import CATALOGS
from searchhero.web import create_app
from tests.appeals.factories import make_desk, published_with_photo

WAGTAIL = Path(__file__).parent / "rival_wagtail.py"


def main() -> None:
    if rival_wordpress.missing():
        sys.exit("make rivals")
    background.configure()
    schema.upgrade()
    appeal = published_with_photo(make_desk(), clock.now(), known_as="Peregrine Oddsworth")
    logs.configure()
    client = create_app().test_client()
    page = f"/appeals/{appeal.public_id}"
    words = f"{appeal.description} {appeal.last_seen}"
    with tempfile.TemporaryDirectory(prefix="searchhero-bench-rivals-") as folder:
        fetch = [sys.executable, "-m", "pip", "install", "--quiet", "--target", f"{folder}/wagtail", "wagtail"]
        subprocess.run(fetch, check=True, stderr=subprocess.DEVNULL)
        print(f"load before: {os.getloadavg()[0]:.1f}", flush=True)
        run = [sys.executable, "-I", str(WAGTAIL), f"{folder}/wagtail", str(MADE), database(), words]
        run.append(json.dumps(sentences(client.get(page).text)))
        ours = made_anew(client, page)
        wagtail = float(subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True, timeout=150).stdout)
        told("Wagtail", wagtail, ours, 6)
        for theme in rival_wordpress.THEMES:
            ours = made_anew(client, page)
            spent = rival_wordpress.measured(Path(folder) / theme, theme, words)
            told(f"WordPress with {theme} (and {spent.database:.1f} ms in MariaDB)", spent.php, ours, 25)
    print(f"load after: {os.getloadavg()[0]:.1f}", flush=True)


def database() -> str:
    """An empty one beside ours, and how to reach it."""
    ours = settings().database_owner_url
    with psycopg.connect(ours, autocommit=True) as connection:
        connection.execute("create database rival")
    return make_conninfo(ours, dbname="rival")


def sentences(page: str) -> list[str]:
    """What ``page`` says that stands in the catalogs, as often and in the order as it says it."""
    with (CATALOGS / "pl.po").open("rb") as catalog:
        known = {message.id for message in read_po(catalog) if message.id}
    said = (found.strip() for found in re.findall(r'(?<=[>"])[^<>"]+(?=[<"])', page))
    return [unescape(words) for words in said if unescape(words) in known]


def made_anew(client: FlaskClient, page: str) -> float:
    """Ours, taken right before each of theirs: what else the machine does moves the CPU of a page, too."""
    return cpu(lambda: client.get(page, headers={"Accept-Encoding": ""}))


def told(rival: str, theirs: float, ours: float, asked: int) -> None:
    print(f"page made anew: ours {ours:.2f} ms of CPU, {rival} {theirs:.1f} ms", flush=True)
    print(f"over ours: {theirs / ours:.1f}; must be at least {asked}", flush=True)


if __name__ == "__main__":
    main()

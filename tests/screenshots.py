"""`make screenshots`: the pictures of the README, taken from a demo that is started for it, so that they stay true."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from searchhero.demo.cast import PASSWORD
from searchhero.embedded import free_port
from tests.browser import DESKTOP, PHONE, chromium, open_context

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "screenshots"


@contextmanager
def demo() -> Iterator[tuple[str, Path]]:
    """A whole service with the demo in it, in a folder of its own; yields its address and the folder."""
    folder = Path(tempfile.mkdtemp(prefix="searchhero-screenshots-"))
    folder.chmod(0o755)  # PostgreSQL runs as nobody where we are root
    ports = {name: str(free_port()) for name in ("PORT", "INBOX_PORT", "SEARCHHERO_METRICS_PORT")}
    child = subprocess.Popen(
        [sys.executable, "-m", "searchhero", "run"],
        env={**os.environ, **ports, "PYTHONPATH": str(ROOT)}, cwd=folder, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        for line in child.stdout:
            print(line, end="", flush=True)
            if line.strip() == "ready":
                break
        else:
            raise SystemExit("The demo did not start.")
        yield f"http://localhost:{ports['PORT']}", folder
    finally:
        child.send_signal(signal.SIGTERM)
        child.communicate(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def sign_in(page: Page, folder: Path, email: str) -> None:
    page.goto("/staff/sign-in")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    command = [sys.executable, "-m", "searchhero", "demo", "code", email]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    code = subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, check=True).stdout
    page.locator("[name=code]").fill(code.strip().splitlines()[-1])
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/staff/")


def shoot(page: Page, name: str, *, full: bool = False) -> None:
    page.wait_for_load_state("networkidle")
    width = page.viewport_size["width"]
    page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=full)
    print(f"docs/screenshots/{name}-{width}.png", flush=True)


def of_the_public(page: Page) -> None:
    page.goto("/")
    shoot(page, "home")
    page.goto("/appeals")
    shoot(page, "appeals")
    page.locator("main a[href^='/appeals/']").first.click()
    shoot(page, "appeal")
    page.goto(f"{page.url}/sighting")
    shoot(page, "sighting-start")
    page.goto(f"{page.url}?step=form")
    shoot(page, "sighting-form")
    page.locator("[name=what]").fill("I think I saw her on the footbridge, walking north.")
    page.locator("[name=place_words]").fill("The footbridge by the weir")
    page.locator("[name=send]").click()
    code = page.locator(".sh-code").inner_text()
    page.goto("/sightings/receipt")
    page.locator("[name=code]").fill(code)
    page.locator("main button[type=submit]").first.click()
    shoot(page, "receipt")


def of_the_staff(page: Page, folder: Path) -> None:
    sign_in(page, folder, "editor@demo.example.org")
    page.goto("/staff/appeals")
    page.get_by_role("link", name=re.compile("Fergus")).first.click()
    shoot(page, "desk")
    page.context.clear_cookies()
    sign_in(page, folder, "duty@demo.example.org")
    shoot(page, "wall")
    page.goto("/staff/sightings")
    shoot(page, "queue")


def of_the_team(page: Page, folder: Path) -> None:
    for mail in sorted((folder / "var" / "inbox").rglob("*.eml")):
        if found := re.search(r"http://\S+?/team/[\w.=\r\n-]+", mail.read_text(errors="replace")):
            page.goto(re.sub(r"=\r?\n|[\r\n].*", "", found[0]))
            if page.get_by_role("button", name="Acknowledge").count():
                shoot(page, "team")
                return
    raise SystemExit("No mail to a team has come.")


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo() as (address, folder), chromium() as browser:
        with open_context(browser, address, width=PHONE, height=812) as phone:
            of_the_public(phone.new_page())
        with open_context(browser, address, width=DESKTOP, height=900) as desktop:
            page = desktop.new_page()
            of_the_public(page)
            of_the_staff(page, folder)
            of_the_team(page, folder)


if __name__ == "__main__":
    main()

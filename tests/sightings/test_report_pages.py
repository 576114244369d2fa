"""The public pages of a report in a real browser: phone and desk, light and dark, with and without a script."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import DESKTOP, PHONE, axe, nu, open_context, overflow, watch
from tests.sightings.factories import jpeg, live_appeal, path_of, sightings

HARBOUR = {"latitude": 56.4501, "longitude": -2.9701, "accuracy": 24.6}


def screens(page: Page, path: str) -> Iterator[str]:
    """Each screen of the way in turn, by its name; the page shows it."""
    page.goto(path)
    yield "first"
    page.get_by_role("button", name="Continue to the form").click()
    yield "form"
    page.get_by_role("button", name="Send the report").click()
    page.get_by_text("There is a problem").wait_for()
    yield "problem"
    page.get_by_label("What did you see?").fill("A green coat, by the harbour. I’m not sure it was them.")
    page.get_by_label("Your name").fill("Ines Marr")
    page.get_by_label("I am under 18").check()
    page.get_by_role("button", name="Send the report").click()
    page.get_by_text("Your receipt code").wait_for()
    yield "taken"
    code = page.locator(".sh-code").inner_text()
    assert page.locator(".sh-code").evaluate("code => code.getClientRects().length") == 1
    page.goto("/sightings/receipt")
    yield "code"
    page.get_by_label("Your receipt code").fill("0000")
    page.get_by_role("button", name="Show where it is").click()
    yield "unknown"
    page.get_by_label("Your receipt code").fill(code.lower())
    page.get_by_role("button", name="Show where it is").click()
    page.get_by_role("heading", name="Where your report is").wait_for()
    yield "steps"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_every_screen_is_accessible_and_fits(browser: Browser, live_server: str, width: int, dark: bool) -> None:
    with open_context(browser, live_server, width=width, dark=dark) as context:
        page = context.new_page()
        faults = watch(page)
        for name in screens(page, path_of(live_appeal())):
            assert axe(page) == [], name
            assert overflow(page) == 0, name
        assert faults == []
    if width == PHONE and not dark:
        assert nu(plain_documents(browser, live_server)) == []


def plain_documents(browser: Browser, live_server: str) -> dict[str, str]:
    """The same way without a script: the pages as we wrote them."""
    with open_context(browser, live_server, width=320, script=False) as context:
        page = context.new_page()
        return {name: page.content() for name in screens(page, path_of(live_appeal()))}


def test_without_a_script_the_aids_are_not_shown_and_the_date_is(browser: Browser, live_server: str) -> None:
    with open_context(browser, live_server, width=320, script=False) as context:
        page = context.new_page()
        page.goto(path_of(live_appeal()) + "?step=form")
        assert not page.get_by_role("button", name="Point to it on a map").is_visible()
        assert not page.get_by_role("button", name="I am there now: use my location").is_visible()
        assert page.get_by_label("Month").is_visible()


def test_a_pin_is_put_by_keyboard_and_the_location_is_sent_only_on_request(browser: Browser, live_server: str) -> None:
    with open_context(browser, live_server, width=PHONE) as context:
        context.grant_permissions(["geolocation"])
        context.set_geolocation(HARBOUR)
        page = context.new_page()
        faults = watch(page)
        page.goto(path_of(live_appeal()) + "?step=form")
        page.get_by_label("What did you see?").fill("A green coat by the harbour.")
        page.get_by_role("button", name="Point to it on a map").press("Enter")
        page.locator(".leaflet-container").wait_for()
        page.locator(".sh-map__land").first.wait_for(state="attached")
        assert axe(page) == []
        page.keyboard.press("ArrowUp")
        page.get_by_role("button", name="Put the pin at the cross").press("Enter")
        assert "The pin is at" in page.locator("[data-map-said]").inner_text()
        page.get_by_role("button", name="I am there now: use my location").click()
        page.get_by_text("within about 25 metres").wait_for()
        page.locator("#photo").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
        page.get_by_role("button", name="Send the report").click()
        page.get_by_text("Your receipt code").wait_for()
        assert faults == []
    pin, device = json.loads(sightings()[0].places)
    assert (pin["source"], device["source"]) == ("pin", "device")
    assert 49 < pin["latitude"] < 61
    assert (device["latitude"], device["longitude"], device["accuracy_m"]) == (56.4501, -2.9701, 25)


def test_a_photo_that_is_too_large_is_told_before_it_is_sent(page: Page, tmp_path: Path) -> None:
    page.goto(path_of(live_appeal()) + "?step=form")
    large = tmp_path / "a.jpg"
    large.write_bytes(b"\xff\xd8\xff" + bytes(20 * 1024 * 1024))
    page.locator("#photo").set_input_files(large)
    page.get_by_text("larger than 20 MB").wait_for()
    assert page.evaluate("document.querySelector('[name=photo]').files.length") == 0

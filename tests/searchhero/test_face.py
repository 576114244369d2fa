"""The frame around every page, in a real browser."""

import re
from pathlib import Path

import pytest
from flask import Flask, jsonify, render_template_string
from playwright.sync_api import Browser, Page, expect

from searchhero.web import create_app
from staff.access import public
from tests.browser import DESKTOP, PHONE, axe, nu, open_context, overflow, serving, watch

PAGES = ["/about", "/how-to-help", "/privacy", "/accessibility", "/is-this-you", "/no-such-page"]
NEUTRAL = re.compile("https://www.bbc.co.uk/.*")
WEATHER = "<!DOCTYPE html><title>Weather</title><h1>Sunny</h1>"
FORM = """{% extends 'layout/public.html' %}{% block content %}
<h1>Where?</h1>
<form method="post" action="/trial/sent" data-unsaved>
  <label for="place">Place</label>
  <input id="place" name="place" data-typeahead-url="/trial/places" data-typeahead-into="place_id">
  <input type="hidden" name="place_id">
  <button class="govuk-button">Send</button>
</form>
{% endblock %}"""
FOUND = [{"id": 1, "name": "Pitlochry", "area": "Perth"}, {"id": 2, "name": "Pittenweem", "area": "Fife"}]


@pytest.fixture(scope="module")
def sent() -> list[dict[str, str]]:
    return []


@pytest.fixture(scope="module")
def trial(assets: None, app: Flask, sent: list[dict[str, str]]):
    """The app with a form to try the scripts on."""
    from flask import request

    trial = create_app()
    trial.add_url_rule("/trial", "trial", public(lambda: render_template_string(FORM)))
    trial.add_url_rule("/trial/places", "trial_places", public(lambda: jsonify(FOUND)))

    def take() -> tuple[str, int]:
        sent.append(dict(request.form))
        return "", 204

    trial.add_url_rule("/trial/sent", "trial_sent", public(take), methods=["POST"])
    with serving(trial) as address:
        yield address


@pytest.fixture
def form(browser: Browser, trial: str, sent: list[dict[str, str]]):
    sent.clear()
    with open_context(browser, trial) as context:
        page = context.new_page()
        faults = watch(page)
        page.goto("/trial")
        yield page
        assert faults == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, PHONE, DESKTOP])
def test_the_pages_have_no_barrier(browser: Browser, live_server: str, width: int, dark: bool) -> None:
    with open_context(browser, live_server, width=width, dark=dark) as context:
        page = context.new_page()
        faults = watch(page)
        for path in PAGES:
            page.goto(path)
            assert axe(page) == [], path
            assert overflow(page) <= 0, path
        assert faults == []


def test_the_pages_are_sound_html(client, assets: None) -> None:
    assert nu({path: client.get(path).text for path in PAGES}) == []


def test_the_colours_hold_in_the_dark(browser: Browser, live_server: str) -> None:
    def ground(dark: bool) -> str:
        with open_context(browser, live_server, dark=dark) as context:
            page = context.new_page()
            page.goto("/about")
            return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert (ground(False), ground(True)) == ("rgb(251, 248, 242)", "rgb(19, 31, 33)")


def test_the_emergency_line_stays_in_reach_on_a_phone(browser: Browser, live_server: str) -> None:
    with open_context(browser, live_server, width=PHONE, height=667) as context:
        page = context.new_page()
        page.goto("/about")
        page.mouse.wheel(0, 900)
        expect(page.get_by_role("link", name="Call 999")).to_be_in_viewport()
        expect(page.get_by_role("link", name="Leave this page")).to_be_in_viewport()
        height = page.locator(".sh-bar").bounding_box()["height"]
        assert height < 667 * 0.15


def test_the_bar_makes_way_where_the_window_is_low(browser: Browser, live_server: str) -> None:
    with open_context(browser, live_server, width=320, height=256) as context:
        page = context.new_page()
        page.goto("/about")
        page.mouse.wheel(0, 600)
        expect(page.get_by_role("link", name="Call 999")).not_to_be_in_viewport()


def test_the_first_tab_stop_leads_past_the_frame(page: Page) -> None:
    page.goto("/about")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()


def test_the_way_out_works_without_script(browser: Browser, live_server: str) -> None:
    with open_context(browser, live_server, script=False) as context:
        context.route(NEUTRAL, lambda route: route.fulfill(body=WEATHER, content_type="text/html"))
        page = context.new_page()
        page.goto("/about")
        page.get_by_role("link", name="Leave this page").click()
        expect(page).to_have_url(NEUTRAL)


@pytest.mark.parametrize("way", ["click", "keys"])
def test_the_way_out_leaves_the_page_out_of_the_history(page: Page, way: str) -> None:
    page.context.route(NEUTRAL, lambda route: route.fulfill(body=WEATHER, content_type="text/html"))
    page.goto("/privacy")
    page.goto("/about")
    if way == "click":
        page.get_by_role("link", name="Leave this page").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    expect(page).to_have_url(NEUTRAL)
    page.go_back()
    expect(page).to_have_url(re.compile("/privacy$"))


def test_shift_while_typing_does_not_leave(form: Page) -> None:
    form.locator("#place").press_sequentially("AbCdEf")
    for key in ("Shift", "Shift", "x", "Shift"):
        form.keyboard.press(key)
    expect(form).to_have_url(re.compile("/trial$"))


def test_a_place_is_chosen_by_keyboard(form: Page, sent: list[dict[str, str]]) -> None:
    place = form.get_by_role("combobox", name="Place")
    place.press_sequentially("pit")
    expect(form.get_by_role("option")).to_have_count(2)
    expect(place).to_have_attribute("aria-expanded", "true")
    assert axe(form) == []
    place.press("ArrowDown")
    place.press("ArrowDown")
    expect(form.get_by_role("option", name="Pittenweem, Fife")).to_have_attribute("aria-selected", "true")
    place.press("Enter")
    expect(place).to_have_value("Pittenweem, Fife")
    expect(form.get_by_role("listbox")).to_be_hidden()
    with form.expect_response("**/trial/sent"):
        form.get_by_role("button", name="Send").click()
    assert sent == [{"place": "Pittenweem, Fife", "place_id": "2"}]


def test_a_place_that_is_changed_after_the_choice_is_words_again(form: Page, sent: list[dict[str, str]]) -> None:
    place = form.get_by_role("combobox", name="Place")
    place.press_sequentially("pit")
    form.get_by_role("option", name="Pitlochry").click()
    place.press_sequentially("!")
    with form.expect_response("**/trial/sent"):
        form.get_by_role("button", name="Send").click()
    assert sent == [{"place": "Pitlochry, Perth!", "place_id": ""}]


def test_escape_closes_the_list_and_keeps_the_words(form: Page) -> None:
    place = form.get_by_role("combobox", name="Place")
    place.press_sequentially("pit")
    expect(form.get_by_role("listbox")).to_be_visible()
    place.press("Escape")
    expect(form.get_by_role("listbox")).to_be_hidden()
    expect(place).to_have_value("pit")


def test_two_taps_send_a_form_once(form: Page, sent: list[dict[str, str]]) -> None:
    form.locator("#place").fill("By the harbour")
    with form.expect_response("**/trial/sent"):
        form.get_by_role("button", name="Send").dblclick()
    form.wait_for_timeout(300)
    assert len(sent) == 1


def test_every_template_of_the_frame_names_nobody_in_the_title() -> None:
    frame = (Path(__file__).parents[2] / "templates" / "layout" / "base.html").read_text()
    assert "{{ _('Search Hero') }}" in re.search(r"<title>.*</title>", frame)[0]


def test_a_staff_page_is_set_tight_and_found_by_no_search(client) -> None:
    answer = client.get("/staff/sign-in")
    assert 'class="govuk-template sh-desk"' in answer.text
    assert '<meta name="robots" content="noindex, nofollow, noarchive">' in answer.text
    assert 'class="govuk-template"' in client.get("/about").text

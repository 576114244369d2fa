"""The pages and mails for heroes in a real browser: phone and desk, light and dark, with and without a script."""

import os
import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from foundation.database import reading
from heroes.composers import links
from heroes.composers.letters import confirm_mail, link_mail
from heroes.queries import facts
from heroes.rules import HeroState
from tests.appeals.factories import publish_appeal
from tests.browser import DESKTOP, PHONE, axe, nu, open_context, overflow
from tests.heroes.factories import digest, follow, hero_row, place_named

SHOTS = os.environ.get("HEROES_SHOTS", "")


def shot(page, name):
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


@pytest.fixture
def paths():
    hero, new = follow("Kirkcaldy"), follow("Perth", state=HeroState.UNCONFIRMED)
    return {
        "join": "/heroes/join",
        "link": "/heroes/link",
        "sent": "/heroes/check-your-mail",
        "confirm": links.confirm_path(new.id, 0),
        "choices": links.choices_path(hero.id, 0),
        "saved": links.choices_path(hero.id, 0) + "?saved=yes",
        "leave": links.leave_path(hero.id, 0),
        "ended": "/heroes/leave/nothing",
    }


@pytest.fixture
def mail_pages(app):
    """The HTML of each mail."""
    for number in range(8):
        publish_appeal(known_as=f"Person {number}", last_seen="Near the bus station, on Sunday evening.")
    hero = follow("Inverness")
    with app.test_request_context():
        with reading() as session:
            known = facts(session, hero.id)
        [mail] = digest().taken
        pages = {"confirm": confirm_mail(known).html, "link": link_mail(known).html}
    message = message_from_bytes(mail.content, policy=policy.default)
    pages["digest"] = message.get_body(("html",)).get_content()
    return pages


@pytest.mark.parametrize(("width", "dark"), [(PHONE, False), (PHONE, True), (DESKTOP, False), (DESKTOP, True)])
def test_every_page_is_fit_for_everybody(browser, live_server, paths, width, dark):
    with open_context(browser, live_server, width=width, dark=dark) as context:
        page = context.new_page()
        for name, path in paths.items():
            page.goto(path)
            shot(page, f"{name}-{width}-{'dark' if dark else 'light'}")
            assert axe(page) == [], name
            assert overflow(page) == 0, name


def test_every_page_is_valid_html(client, paths):
    pages = {name: client.get(path).text for name, path in paths.items()}
    pages["slips"] = client.post("/heroes/join", data={}).text
    pages["which"] = client.post(
        "/heroes/join", data={"address": "a@example.org", "place": "newport", "radius": "10000", "frequency": "daily"}
    ).text
    assert nu(pages) == []


def test_no_page_is_wider_than_a_small_phone(browser, live_server, paths):
    with open_context(browser, live_server, width=320) as context:
        page = context.new_page()
        for name, path in paths.items():
            page.goto(path)
            assert overflow(page) == 0, name


def test_slips_and_choices_are_shown_so_that_everybody_finds_them(browser, live_server):
    with open_context(browser, live_server, width=PHONE, script=False) as context:
        page = context.new_page()
        page.goto("/heroes/join")
        page.get_by_label("Town, village or postcode").fill("newport")
        page.get_by_role("button", name="Send me the confirm e-mail").click()
        assert page.title().startswith("Error:")
        shot(page, "slips")
        page.get_by_label("E-mail address").fill("robin@example.org")
        page.get_by_role("button", name="Send me the confirm e-mail").click()
        shot(page, "which")
        page.get_by_label("Newport, Isle of Wight").check()
        page.get_by_role("button", name="Send me the confirm e-mail").click()
        page.get_by_role("heading", name="Now look into your e-mail").wait_for()


def test_with_a_script_the_place_is_chosen_by_keyboard_while_typing(page):
    page.goto("/heroes/join")
    page.get_by_label("E-mail address").fill("robin@example.org")
    box = page.get_by_role("combobox", name="Town, village or postcode")
    box.press_sequentially("newport, is")
    page.get_by_role("option", name="Newport, Isle of Wight").wait_for()
    shot(page, "typing")
    assert axe(page) == []
    box.press("ArrowDown")
    box.press("Enter")
    assert box.input_value() == "Newport, Isle of Wight"
    assert page.locator("[name=place_id]").input_value() == str(place_named("Newport, Isle of Wight").id)
    page.get_by_role("button", name="Send me the confirm e-mail").click()
    page.get_by_role("heading", name="Now look into your e-mail").wait_for()


def test_confirming_and_leaving_in_a_browser(page):
    hero = follow("Perth", state=HeroState.UNCONFIRMED)
    page.goto(links.confirm_path(hero.id, 0))
    page.get_by_role("button", name="Yes, send me appeals").click()
    page.get_by_role("heading", name="You are a Search Hero").wait_for()
    shot(page, "confirmed")
    assert axe(page) == []
    page.get_by_role("link", name="change what you get").click()
    page.get_by_label("Once a week").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your next e-mail follows these choices").wait_for()
    page.get_by_role("link", name="Stop all e-mails").click()
    page.get_by_role("button", name="Stop all e-mails").click()
    page.get_by_role("heading", name="Your e-mails have stopped").wait_for()
    shot(page, "left")
    assert axe(page) == []
    assert (hero_row(hero.id).state, hero_row(hero.id).frequency) == ("left", "weekly")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_mails_are_fit_for_everybody(browser, live_server, mail_pages, width, dark):
    with open_context(browser, live_server, width=width, dark=dark) as context:
        page = context.new_page()
        for name, html in mail_pages.items():
            page.set_content(html)
            shot(page, f"mail-{name}-{width}-{'dark' if dark else 'light'}")
            assert axe(page) == [], name
            assert overflow(page) == 0, name


def test_the_mails_are_valid_html_and_their_titles_name_nobody(mail_pages):
    assert nu(mail_pages) == []
    for html in mail_pages.values():
        assert "Person" not in re.search("<title>(.*?)</title>", html)[1]

"""Fields of the desk that help while they are typed in, in a real browser."""

import pytest
from playwright.sync_api import expect

from appeals import workflow
from appeals.models import Appeal
from foundation import clock
from foundation.database import reading
from staff.rules import Role
from tests.appeals.factories import complete, make_desk
from tests.appeals.test_desk_in_a_browser import enter

URDU = "جمعے کی شام بندرگاہ کے قریب۔"


@pytest.fixture
def draft():
    desk, now = make_desk(), clock.now()
    return workflow.start_draft(desk.editor, complete(desk, now), now=now)


def test_a_town_is_chosen_from_a_list_by_keyboard_and_saved(page, live_server, signed_in, draft):
    enter(page.context, live_server, signed_in(Role.EDITOR))
    page.goto(f"{live_server}/staff/appeals/{draft}")
    town, list_of_towns = page.locator("#place"), page.get_by_role("listbox")
    town.fill("")
    town.press_sequentially("Aberde")
    expect(list_of_towns).to_be_visible()
    page.keyboard.press("Escape")
    expect(list_of_towns).to_be_hidden()
    expect(page.locator("[data-saved]")).to_contain_text("but for: Town", timeout=15_000)
    town.press_sequentially("en")
    expect(list_of_towns).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[data-saved]")).not_to_contain_text("but for", timeout=15_000)
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(town).to_have_value("Aberdeen")
    with reading() as session:
        assert session.get_one(Appeal, draft).place_id > 0


def test_P11_who_approves_urdu_has_a_face_for_its_letters(page, live_server, signed_in, draft):
    enter(page.context, live_server, signed_in(Role.EDITOR))
    page.goto(f"{live_server}/staff/appeals/{draft}/translations/ur")
    words = page.locator("#last_seen")
    words.fill(URDU)
    page.evaluate("document.fonts.ready")
    assert "Noto Naskh Arabic" in words.evaluate("field => getComputedStyle(field).fontFamily")
    loaded = "[...document.fonts].filter(({family, status}) => family.includes('Naskh') && status === 'loaded').length"
    assert page.evaluate(loaded) > 0

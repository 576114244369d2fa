"""Fields of the desk that help while they are typed in, in a real browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from appeals import workflow
from appeals.models import Appeal
from foundation import clock
from foundation.database import reading, transaction
from staff.models import StaffSession
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
    expect(list_of_towns).to_be_visible(timeout=15_000)
    page.keyboard.press("Escape")
    expect(list_of_towns).to_be_hidden()
    expect(page.locator("[data-saved]")).to_contain_text("but for: Town", timeout=15_000)
    town.press_sequentially("en")
    expect(list_of_towns).to_be_visible(timeout=15_000)
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


def sign_out_behind(page):
    with transaction() as session:
        session.execute(update(StaffSession).values(started_at=clock.now() - timedelta(days=3)))
    return page.locator("[data-saved]")


def test_a_button_pressed_while_signed_out_keeps_the_page_and_is_done_once_signed_in_again(
    page, live_server, signed_in, draft
):
    editor = signed_in(Role.EDITOR)
    enter(page.context, live_server, editor)
    here = f"{live_server}/staff/appeals/{draft}"
    page.goto(here)
    status = sign_out_behind(page)
    page.get_by_label("Description").fill("Typed too late.")
    expect(status).to_contain_text("you were signed out", timeout=15_000)
    page.get_by_label("Description").fill("Typed too late, and more.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(status.get_by_role("link")).to_be_focused(timeout=15_000)
    expect(status).to_contain_text("you were signed out")
    assert page.url == here
    assert page.get_by_label("Description").input_value() == "Typed too late, and more."
    enter(page.context, live_server, editor.sign_in(editor.person))
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible(timeout=15_000)
    with reading() as session:
        assert session.get_one(Appeal, draft).description == "Typed too late, and more."


def test_a_file_that_is_too_large_is_said_at_once_and_not_sent(page, live_server, signed_in, draft, tmp_path):
    enter(page.context, live_server, signed_in(Role.EDITOR))
    page.goto(f"{live_server}/staff/appeals/{draft}")
    large, small = tmp_path / "large.jpg", tmp_path / "small.jpg"
    large.write_bytes(bytes(25 * 1024 * 1024 + 1))
    small.write_bytes(b"no picture")
    field = page.locator("#photo_file")
    field.set_input_files(large)
    expect(page.get_by_role("alert").filter(has_text="larger than 25 MB")).to_be_visible()
    assert field.evaluate("field => field.files.length") == 0
    page.get_by_label("What the photo shows").fill("A woman in a blue coat")
    field.set_input_files(small)
    expect(page.get_by_text("larger than 25 MB")).to_have_count(0)
    page.get_by_role("button", name="Save and add the photo").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("not a picture that we can read")
    expect(summary).to_be_focused(timeout=15_000)
    summary.get_by_role("link").click()
    expect(field).to_be_focused()
    assert page.get_by_label("What the photo shows").input_value() == "A woman in a blue coat"


def test_after_a_button_in_the_middle_the_page_opens_there_and_says_what_came_of_it(
    page, live_server, signed_in, draft
):
    enter(page.context, live_server, signed_in(Role.EDITOR))
    page.goto(f"{live_server}/staff/appeals/{draft}")
    page.get_by_label("Description").fill("A green coat. Has epilepsy. Has asthma.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_label("Why “epilepsy” may stand").fill("The police ask for it")
    page.get_by_role("button", name="Save and clear “epilepsy”").click()
    expect(page.locator("[data-saved]")).to_have_text("Saved. The words may stand.")
    expect(page.locator("#wording")).to_be_in_viewport()
    page.get_by_role("button", name="Save and clear “asthma”").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused(timeout=15_000)  # its links lead into fields once its script is there
    summary.get_by_role("link").click()
    expect(page.get_by_label("Why “asthma” may stand")).to_be_focused()

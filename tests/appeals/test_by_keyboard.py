"""Journeys with a keyboard and nothing else: the desk, the preview, the gate, a photo, the list, the door, sharing."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from appeals import workflow
from appeals.models import Appeal, DoorRequest
from appeals.rules import PhotoWords
from foundation import clock
from foundation.database import reading
from staff.rules import Role
from tests.appeals.factories import complete, publish_appeal, publish_through_the_gate, published_with_photo
from tests.appeals.test_desk_in_a_browser import enter
from tests.appeals.test_photo_screens import on_desk, portrait
from tests.keyboard import focus_is_visible, tab_to
from tests.staff.factories import code_at


@pytest.fixture
def draft(desk):
    now = clock.now()
    return workflow.start_draft(desk.editor, complete(desk, now), now=now)


def state(appeal_id):
    with reading() as session:
        return session.get_one(Appeal, appeal_id).state


def test_Y3_an_appeal_is_written_saved_and_handed_in_by_keyboard(page, live_server, signed_in, draft):
    enter(page.context, live_server, signed_in(Role.EDITOR))
    page.goto(f"{live_server}/staff/appeals/{draft}")
    tab_to(page, page.locator("#known_as"))
    page.keyboard.type("Ines Marr")
    tab_to(page, page.locator(".sh-savebar button"))
    page.keyboard.press("Enter")
    expect(page.locator("#known_as")).to_have_value("Ines Marr")
    page.wait_for_load_state("load")
    hand_in = page.get_by_role("button", name=re.compile("Save and hand in"))
    tab_to(page, hand_in)
    page.keyboard.press("Space")
    page.wait_for_url("**/review**")
    with reading() as session:
        row = session.get_one(Appeal, draft)
    assert (row.known_as, row.state, row.submitted_at is None) == ("Ines Marr", "review", False)


def test_Y3_what_was_previewed_is_published_by_keyboard(page, live_server, signed_in, desk, draft):
    assert workflow.submit_for_review(draft, desk.editor, material=True, now=clock.now()) == []
    enter(page.context, live_server, signed_in(Role.APPROVER))
    page.goto(f"{live_server}/staff/appeals/{draft}/preview")
    tab_to(page, page.get_by_role("navigation", name="Channels").get_by_role("link", name="Publish"))
    page.keyboard.press("Enter")
    publish = page.get_by_role("button", name="Publish it now")
    tab_to(page, publish)
    tab_to(page, page.locator("#code"), back=True)
    page.keyboard.type(code_at(clock.now()))
    page.keyboard.press("Enter")
    page.wait_for_load_state("load")
    expect(publish).to_have_count(0)
    assert state(draft) == "published"


def test_P11_an_appeal_is_withdrawn_at_the_gate_by_keyboard(page, live_server, signed_in, desk):
    live = publish_through_the_gate(desk, clock.now())
    enter(page.context, live_server, signed_in(Role.EDITOR))
    page.goto(f"{live_server}/staff/appeals/{live}/review")
    tab_to(page, page.locator("summary", has_text="Withdraw this appeal"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Order of a court"))
    page.keyboard.press("Space")
    page.get_by_text("Withdrawn. Page, pictures and feeds are neutral now.").wait_for()
    assert state(live) == "withdrawn"


def test_Y3_a_photo_is_cropped_by_keyboard(page, live_server, signed_in, desk, draft):
    words = PhotoWords(alt="A woman with red hair", source="Her family", permission="Her sister, by phone")
    workflow.add_photo(draft, desk.editor, portrait(), words, now=clock.now())
    enter(page.context, live_server, signed_in(Role.EDITOR))
    page.goto(f"{live_server}/staff/appeals/{draft}/photos/{on_desk(draft)[0].name}")
    tab_to(page, page.get_by_role("button", name="Change the size of the cut"))
    for key in ("Shift+ArrowLeft", "Shift+ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
    tab_to(page, page.get_by_role("button", name="Move the cut"), back=True)
    page.keyboard.press("ArrowRight")
    tab_to(page, page.get_by_label("Blurred until somebody asks to see it"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Save the photo"))
    page.keyboard.press("Enter")
    page.get_by_text("The photo shows so once the appeal is published").first.wait_for()
    photo = on_desk(draft)[0]
    assert (photo.edits.left, photo.edits.width, photo.edits.height, photo.blurred) == (1, 90, 99, True)


@pytest.mark.parametrize("colours", ["none", "active"])
def test_Y3_the_list_is_narrowed_by_its_map_and_its_links_by_keyboard(page, live_server, colours):
    page.emulate_media(forced_colors=colours)
    for region in ("Fife", "Highland"):
        publish_appeal(now=clock.now(), region=region)
    page.goto(f"{live_server}/appeals")
    tab_to(page, page.locator(".sh-area-map summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator(".sh-area-map__area[href$='Highland']"))
    tab_to(page, page.locator(".sh-areas__list a[href$='Fife']"), back=True)
    page.keyboard.press("Enter")
    page.wait_for_url("**/appeals?area=Fife")
    tab_to(page, page.locator("main a[href^='/appeals/']").first)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/appeals/\w{10,}$"))


def test_R6_the_door_is_gone_through_by_keyboard(page, live_server, desk):
    appeal = published_with_photo(desk, clock.now())
    page.goto(f"{live_server}/appeals/{appeal.public_id}")
    tab_to(page, page.locator(f"main a[href='/appeals/{appeal.public_id}/is-this-you']").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/is-this-you")
    tab_to(page, page.locator("[name=words]"))
    page.keyboard.type("Please take it down.")
    tab_to(page, page.locator("[name=may_contact]"))
    page.keyboard.press("Space")
    tab_to(page, page.locator("[name=reach]"))
    page.keyboard.type("07700 900123, mornings")
    tab_to(page, page.get_by_role("button", name="Ask for this to come down"))
    page.keyboard.press("Enter")
    page.wait_for_load_state("load")
    expect(page.locator("[name=words]")).to_have_count(0)
    with reading() as session:
        asked = session.scalars(select(DoorRequest)).one()
    assert (asked.words, asked.reach) == ("Please take it down.", "07700 900123, mornings")


def test_Y3_an_appeal_is_passed_on_by_keyboard(page, live_server, desk):
    appeal = published_with_photo(desk, clock.now())
    page.goto(f"{live_server}/appeals/{appeal.public_id}/share")
    copy = page.get_by_role("button", name=re.compile("Copy"))
    tab_to(page, copy.first)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Copied").first).to_be_visible()
    tab_to(page, copy.last)
    tab_to(page, page.get_by_role("button", name="Poster, A4 (PDF)"), back=True)
    page.route("**/poster.pdf", lambda route: route.fulfill(status=204))  # chromium's viewer of PDF never ends at times
    with page.expect_request("**/poster.pdf") as asked:
        page.keyboard.press("Enter")
    assert page.request.get(asked.value.url).body().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("style", "fault"),
    [
        ("", ""),
        ("a { outline: none }", "looks no different"),
        ("a { outline: 3px solid transparent }", "looks no different"),
        ("a { outline: none } a:focus { box-shadow: 0 0 0 4px gold }", ""),
        ("a { position: fixed; top: -99px; left: 0 }", "is above or below"),
        ("a { position: fixed; top: 0; left: -9999px }", "is beside"),
        ("b { position: fixed; inset: 0; background: white }", "is covered by"),
    ],
)
def test_Y3_a_focus_that_cannot_be_seen_is_found(page, style, fault):
    page.set_content(f"<style>{style}</style><a href='#here'>A link</a><b></b>")
    page.keyboard.press("Tab")
    said = focus_is_visible(page)
    assert said.startswith(fault) and bool(said) is bool(fault), said

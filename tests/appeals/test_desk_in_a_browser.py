"""Writing on the desk in a real browser: it saves itself, says so, and loses nothing."""

import os
import re
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
from tests.browser import DESKTOP, PHONE, axe, open_context, overflow

SHOTS = os.environ.get("SCREENSHOTS")


def enter(context, address, client):
    cookie = client.get_cookie("staff", path="/staff")
    context.clear_cookies()
    context.add_cookies([{"name": "staff", "value": cookie.value, "url": f"{address}/staff"}])


def look(page, name):
    """Axe, sideways scrolling, and pictures where they are asked for."""
    faults = []
    for width in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": 900})
        faults += axe(page)
        assert overflow(page) <= 0
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True, caret="initial")
    assert faults == []


@pytest.fixture
def draft():
    desk, now = make_desk(), clock.now()
    return desk, workflow.start_draft(desk.editor, complete(desk, now), now=now)


def description(appeal_id):
    with reading() as session:
        return session.get_one(Appeal, appeal_id).description


def test_what_is_typed_is_saved_without_a_button_and_said_so(page, live_server, signed_in, draft):
    _, appeal_id = draft
    enter(page.context, live_server, signed_in(Role.EDITOR))
    page.goto(f"{live_server}/staff/appeals/{appeal_id}")
    page.get_by_label("Description").fill("Typed and left alone.")
    status = page.locator("[data-saved]")
    expect(status).to_have_text(re.compile(r"Saved at \d\d:\d\d"), timeout=15_000)
    assert description(appeal_id) == "Typed and left alone."
    page.get_by_label("Description").fill("Typed, then away at once.")
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    expect(status).to_have_text(re.compile(r"Saved at"))
    page.wait_for_timeout(500)
    assert description(appeal_id) == "Typed, then away at once."


def test_what_is_typed_after_the_session_ended_is_saved_once_signed_in_again(page, live_server, signed_in, draft):
    _, appeal_id = draft
    editor = signed_in(Role.EDITOR)
    enter(page.context, live_server, editor)
    page.goto(f"{live_server}/staff/appeals/{appeal_id}")
    with transaction() as session:
        session.execute(update(StaffSession).values(started_at=clock.now() - timedelta(days=3)))
    page.get_by_label("Description").fill("Typed too late.")
    status = page.locator("[data-saved]")
    expect(status).to_contain_text("you were signed out", timeout=15_000)
    look(page, "desk-signed-out")
    assert page.get_by_label("Description").input_value() == "Typed too late."
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    enter(page.context, live_server, editor.sign_in(editor.person))
    expect(status).to_have_text(re.compile(r"Saved at"), timeout=30_000)
    assert description(appeal_id) == "Typed too late."


@pytest.mark.parametrize("script", [True, False])
def test_both_versions_are_shown_and_chosen_field_by_field(browser, live_server, signed_in, draft, script):
    desk, appeal_id = draft
    with open_context(browser, live_server, script=script) as context:
        enter(context, live_server, signed_in(Role.EDITOR))
        page = context.new_page()
        page.goto(f"{live_server}/staff/appeals/{appeal_id}")
        theirs = complete(desk, clock.now(), description="As Una wrote it.", last_seen="By the harbour.")
        workflow.save_draft(appeal_id, desk.other_editor, theirs, edition=1, now=clock.now())
        page.get_by_label("Description").fill("As I wrote it.")
        page.get_by_role("button", name="Save", exact=True).last.click()
        assert page.get_by_role("heading", name="saved while you were writing").is_visible()
        if script:
            look(page, "desk-both")
        page.get_by_label("Written anew").check()
        page.get_by_label("What should stand instead").fill("As we both mean it.")
        page.get_by_role("button", name="Save what you chose").click()
        page.get_by_role("heading", name="Write an appeal").wait_for()
        with reading() as session:
            row = session.get_one(Appeal, appeal_id)
        assert (row.description, row.last_seen) == ("As we both mean it.", "By the harbour.")

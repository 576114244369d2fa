"""Writing on the desk in a real browser: it saves itself, says so, and loses nothing."""

import io
import os
import re
from datetime import timedelta

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import update

from appeals import workflow
from appeals.models import Appeal
from appeals.rules import Fields, PhotoWords
from appeals.workflow import Writing
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
        expect(page.get_by_role("heading", name="saved while you were writing")).to_be_visible()
        if script:
            look(page, "desk-both")
        page.get_by_label("Written anew").check()
        page.get_by_label("What should stand instead").fill("As we both mean it.")
        page.get_by_role("button", name="Save what you chose").click()
        expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
        with reading() as session:
            row = session.get_one(Appeal, appeal_id)
        assert (row.description, row.last_seen) == ("As we both mean it.", "By the harbour.")


def test_P7_words_to_look_at_are_named_beside_their_field_while_they_are_typed(page, live_server, signed_in, draft):
    _, appeal_id = draft
    enter(page.context, live_server, signed_in(Role.EDITOR))
    page.goto(f"{live_server}/staff/appeals/{appeal_id}")
    heard, field = page.locator("[data-warned]"), page.get_by_label("Description")
    field.fill("A green coat. She lives at PH1 5AA and is a runaway. Seen at 56.39510, -3.43700.")
    beside = page.locator("#warnings-description li")
    expect(beside).to_have_count(3, timeout=10_000)
    expect(beside.filter(has_text="PH1 5AA")).to_contain_text("clear it with a reason")
    expect(beside.filter(has_text="runaway")).to_contain_text("You decide")
    expect(beside.filter(has_text="56.39510")).to_contain_text("has to come out")
    expect(heard).to_contain_text("PH1 5AA")
    assert "warnings-description" in field.get_attribute("aria-describedby").split()
    assert field.evaluate("field => field === document.activeElement")
    look(page, "desk-warnings")
    field.press_sequentially(" She has dementia.")
    expect(beside).to_have_count(4, timeout=10_000)
    expect(heard).to_have_text("Description: Health, “dementia”")
    field.fill("A green coat.")
    expect(beside).to_have_count(0, timeout=10_000)
    expect(heard).to_have_text("")
    assert "warnings-description" not in (field.get_attribute("aria-describedby") or "").split()
    page.get_by_label("What the photo shows").fill("Her wedding, on 3 May 1991")
    expect(page.locator("#warnings-photo_alt li")).to_have_count(1, timeout=10_000)


def test_P4_the_stricter_rules_stand_beside_the_fields_once_the_age_is_a_childs(page, live_server, signed_in, draft):
    _, appeal_id = draft
    enter(page.context, live_server, signed_in(Role.EDITOR))
    page.goto(f"{live_server}/staff/appeals/{appeal_id}")
    rules = page.locator("[data-child-rule]:visible")
    expect(rules).to_have_count(0)
    page.get_by_label("Age in years").fill("15")
    expect(rules).to_have_count(5)
    basis = page.get_by_role("group", name="Legal basis")
    expect(basis).to_have_accessible_description(re.compile("only the request of the police"))
    page.get_by_label("Description").fill("She is in foster care.")
    expect(page.locator("#warnings-description li").first).to_contain_text("has to come out", timeout=10_000)
    look(page, "desk-child")
    page.get_by_label("Age in years").fill("51")
    expect(rules).to_have_count(0)


def test_every_obstacle_leads_to_what_it_is_about(page, live_server, signed_in, draft):
    desk, _ = draft
    now = clock.now()
    bare = Writing(fields=Fields(description="Call 0131 496 0000.", last_seen="At 56.39510, -3.43700."))
    appeal_id = workflow.start_draft(desk.editor, bare, now=now)
    content = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(content, "PNG")
    workflow.add_photo(appeal_id, desk.editor, content.getvalue(), PhotoWords(), now=now)
    enter(page.context, live_server, signed_in(Role.EDITOR))
    page.goto(f"{live_server}/staff/appeals/{appeal_id}")
    links = page.locator(".sh-obstacles a")
    assert links.count() >= 20
    for link in links.all():
        link.click()
        target = link.get_attribute("href")
        assert f"#{page.evaluate('document.activeElement.id')}" == target, link.inner_text()

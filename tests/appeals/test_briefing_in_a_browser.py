"""A partner briefing in a real browser, from the desk to the partner's phone and back; and its desk pages over HTTP."""

import os
import re
from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import select

from appeals import workflow
from appeals.briefing import link_path
from appeals.rules import PhotoWords
from appeals.workflow import recall
from foundation import clock
from foundation.database import reading, transaction
from outbox import workflow as outbox
from outbox.rules import Lane
from staff.models import Partner
from staff.rules import Role
from tests.appeals.factories import complete, make_desk
from tests.appeals.test_briefing import LIBRARY, NAME, SHELTER, link_to, links, picture
from tests.browser import DESKTOP, PHONE, axe, open_context, overflow
from tests.staff.factories import code_at, make_partner

SHOTS = os.environ.get("SCREENSHOTS")


@pytest.fixture(autouse=True)
def context(app):
    with app.app_context():
        yield


@pytest.fixture
def desk_page():
    """The briefing page of an appeal for partners alone; two partners have an approved address, one has none."""
    now, desk = clock.now(), make_desk()
    form = complete(desk, now)
    fields = replace(
        form.fields, reach="partner", risk_answers=dict(form.fields.risk_answers) | {"stalking": "unknown"}
    )
    appeal_id = workflow.start_draft(desk.editor, replace(form, fields=fields), now=now)
    words = PhotoWords(alt="A woman in a green jacket", source="Family", permission="Sister")
    assert workflow.add_photo(appeal_id, desk.editor, picture(), words, now=now)
    with transaction() as session:
        make_partner(session, name="Northshire Libraries", emails=(LIBRARY,))
        make_partner(session, name="Quiet Harbour Shelter", kind="shelter", emails=(SHELTER,))
        make_partner(session, name="No Address Buses", kind="transport")
    return f"/staff/appeals/{appeal_id}/briefing"


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


def enter(context, address, client):
    cookie = client.get_cookie("staff", path="/staff")
    context.clear_cookies()
    context.add_cookies([{"name": "staff", "value": cookie.value, "url": f"{address}/staff"}])


def link_in(mail, path):
    outbox.deliver_due(Lane.DEFAULT, now=clock.now, chance=Random(1))
    return re.search(rf"http://localhost({path}/\S+)", mail().text)[1]


@pytest.mark.timeout(180)
def test_a_briefing_goes_out_is_read_called_back_and_acknowledged(
    browser, page, live_server, signed_in, desk_page, relay
):
    enter(page.context, live_server, signed_in(Role.EDITOR, name="Ailsa Drummond"))
    page.goto(desk_page)
    assert page.get_by_label("No Address Buses").is_disabled()
    look(page, "briefing-propose")
    page.get_by_role("button", name="Put it forward").click()
    page.get_by_text("Another person reads it and sends it.").wait_for()

    enter(page.context, live_server, signed_in(Role.APPROVER, name="Bashir Malik"))
    page.goto(desk_page)
    page.locator("[name=code]").fill("000000")
    page.get_by_role("button", name="Send it now").click()
    assert links() == []
    page.locator("[name=code]").fill(code_at(clock.now()))
    look(page, "briefing-send")
    page.get_by_role("button", name="Send it now").click()
    page.get_by_text("Each partner has a link of its own").wait_for()

    with open_context(browser, live_server, width=PHONE, script=False) as phone:
        partner = phone.new_page()
        partner.goto(link_in(lambda: relay.to(LIBRARY)[0], "/briefings"))
        assert NAME in partner.locator("h1").inner_text()
        partner.get_by_label("Your name").fill("Sam at the desk")
        partner.get_by_role("button", name="We have read this").click()
        partner.get_by_text("Thank you. You told us so").wait_for()
    page.goto(link_path_of("Northshire Libraries"))
    look(page, "briefing-partner")

    page.goto(desk_page)
    assert "Sam at the desk" in page.locator("main").inner_text()
    look(page, "briefing-sent")
    page.get_by_text("Recall this briefing").click()
    page.get_by_role("button", name="Recall it now").click()
    page.get_by_text("2 partner addresses have not answered").wait_for()
    look(page, "briefing-recalled")
    recall.sweep_recalls(clock.now())

    with open_context(browser, live_server, width=PHONE, script=False) as phone:
        partner = phone.new_page()
        partner.goto(link_in(lambda: relay.to(LIBRARY)[-1], "/briefings/recalled"))
        assert NAME not in partner.content()
        partner.get_by_role("button", name="All our copies are down").click()
        partner.get_by_text("There is nothing more to do").wait_for()
        taken_down = partner.url
    page.goto(taken_down)
    look(page, "briefing-taken-down")

    page.goto("/staff/briefings")
    look(page, "briefings")
    silent = page.locator("main").inner_text()
    assert "Quiet Harbour Shelter" in silent
    assert "Northshire Libraries" not in silent


def link_path_of(name):
    held = link_to(name)
    return link_path(held.link.id, held.link.link_version)


def proposed(signed_in, desk_page):
    """Put forward by an editor for the library alone; an approver who is signed in."""
    with reading() as session:
        library = session.scalars(select(Partner.id).where(Partner.name == "Northshire Libraries")).one()
    editor = signed_in(Role.EDITOR)
    answer = editor.post_form(f"{desk_page}/propose", {"partners": str(library)}, page=desk_page, follow_redirects=True)
    assert "Put forward" in answer.text
    return signed_in(Role.APPROVER)


def test_nothing_is_put_forward_for_nobody_and_the_page_says_so(signed_in, desk_page):
    for chosen in ({}, {"partners": "not-an-id"}):
        answer = signed_in(Role.EDITOR).post_form(f"{desk_page}/propose", chosen, page=desk_page, follow_redirects=True)
        assert answer.status_code == 200
        assert "Put forward." not in answer.text
    assert links() == []


@pytest.mark.parametrize("code", ["", "000000", "abc"])
def test_without_the_right_code_nothing_is_sent(signed_in, desk_page, code):
    approver = proposed(signed_in, desk_page)
    seen = re.search(r'name="seen" value="([^"]+)"', approver.get(desk_page).text)[1]
    approver.post_form(f"{desk_page}/send", {"seen": seen, "code": code}, page=desk_page)
    assert links() == []
    approver.post_form(f"{desk_page}/send", {"seen": seen, "code": code_at(clock.now())}, page=desk_page)
    assert [each.partner.name for each in links()] == ["Northshire Libraries"]


def test_what_was_put_forward_can_be_dropped(signed_in, desk_page):
    approver = proposed(signed_in, desk_page)
    answer = approver.post_form(f"{desk_page}/drop", page=desk_page, follow_redirects=True)
    assert "It does not go out." in answer.text
    assert "Send it now" not in approver.get(desk_page).text


def test_a_recall_that_nobody_answers_is_closed_with_a_reason_by_name(signed_in, desk_page):
    approver = proposed(signed_in, desk_page)
    seen = re.search(r'name="seen" value="([^"]+)"', approver.get(desk_page).text)[1]
    approver.post_form(f"{desk_page}/send", {"seen": seen, "code": code_at(clock.now())}, page=desk_page)
    approver.post_form(f"{desk_page}/recall", page=desk_page)
    close = f"{desk_page}/links/{links()[0].link.id}/close"
    for reason in ("", "made-up"):
        answer = approver.post_form(close, {"reason": reason}, page=desk_page, follow_redirects=True)
        assert "Not closed: choose the reason." in answer.text
    reason = re.search(r'<option value="([^"]+)">', answer.text)[1]
    assert "Closed." in approver.post_form(close, {"reason": reason}, page=desk_page, follow_redirects=True).text
    assert "Everybody has answered, or is closed by name." in approver.get(desk_page).text
    assert "Northshire Libraries" not in approver.get("/staff/briefings").text


def test_a_recall_of_what_was_never_sent_is_not_found(signed_in, desk_page):
    assert signed_in(Role.APPROVER).post_form(f"{desk_page}/recall", page=desk_page).status_code == 404


def test_who_may_not_is_told_so(signed_in, desk_page):
    assert signed_in(Role.APPROVER).post_form(f"{desk_page}/propose", page=desk_page).status_code == 403
    assert signed_in(Role.EDITOR).post_form(f"{desk_page}/send", page=desk_page).status_code == 403
    for path in (desk_page, "/staff/briefings"):
        assert signed_in(Role.AUDITOR).get(path).status_code == 403

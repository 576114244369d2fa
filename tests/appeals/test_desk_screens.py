"""The desk's screens of what will go out and of what was, in a browser: by eye, axe, Nu and keyboard."""

import io
import os

import pytest
from PIL import Image

from appeals import workflow
from appeals.models import Briefing
from appeals.rules import PhotoWords
from foundation import clock
from foundation.database import transaction
from staff import rescue
from staff.rules import Role
from tests.appeals.factories import complete, make_desk, publish_through_the_gate
from tests.browser import DESKTOP, PHONE, axe, nu, overflow

SHOTS = os.environ.get("SCREENSHOTS")
"""A folder, to look at what was seen."""
EVERYTHING = (Role.EDITOR, Role.APPROVER, Role.DUTY_MANAGER, Role.ADMINISTRATOR, Role.AUDITOR, Role.TRIAGER)


@pytest.fixture
def screens():
    """An appeal in review with a photo and a Welsh translation that waits, one revised, one that partners have."""
    now, desk = clock.now(), make_desk()
    review = workflow.start_draft(desk.editor, complete(desk, now), now=now)
    content = io.BytesIO()
    Image.linear_gradient("L").resize((900, 1100)).convert("RGB").save(content, "JPEG")
    words = PhotoWords(alt="A woman in a green jacket", source="Family", permission="Sister")
    workflow.add_photo(review, desk.editor, content.getvalue(), words, now=now)
    welsh = workflow.TranslationWords(description="Gwallt byr.", last_seen="Ger y pier.", alts={})
    workflow.save_translation(review, "cy", desk.editor, welsh, now=now)
    assert workflow.submit_for_review(review, desk.editor, material=True, now=now) == []
    live = publish_through_the_gate(desk, now)
    changed = complete(desk, now, last_seen="Near the harbour.", change_reason="The police know more")
    workflow.save_draft(live, desk.other_editor, changed, edition=1, now=now)
    briefed = workflow.start_draft(desk.editor, complete(desk, now, reach="partner"), now=now)
    with transaction() as session:
        session.add(Briefing(appeal_id=briefed, state="sent", current_version=1, live_until=now))
    return {
        "preview": f"/staff/appeals/{review}/preview", "preview-cy": f"/staff/appeals/{review}/preview?language=cy",
        "gate": f"/staff/appeals/{review}/review", "revisions": f"/staff/appeals/{live}/revisions",
        "list": "/staff/appeals", "new-rescued": "/staff/appeals/new", "unsaved": "/staff/unsaved",
        "wall": "/staff/", "audit": "/staff/audit",
    }  # fmt: skip


@pytest.fixture
def at_work(page, live_server, signed_in):
    """A browser of somebody who may do everything, with a form that came after its session."""
    person = signed_in(*EVERYTHING)
    rescue.keep(person.person.id, "/staff/appeals/new", [("known_as", "Typed Too Late")], clock.now())
    cookie = person.get_cookie("staff", path="/staff")
    page.context.add_cookies([{"name": "staff", "value": cookie.value, "url": f"{live_server}/staff"}])
    return page


@pytest.mark.parametrize(
    "name", ["preview", "preview-cy", "gate", "revisions", "list", "new-rescued", "unsaved", "wall", "audit"]
)
def test_the_desks_newer_screens_hold_in_a_browser(at_work, live_server, screens, name):
    faults = []
    for width in (PHONE, DESKTOP):
        at_work.set_viewport_size({"width": width, "height": 900})
        assert at_work.goto(live_server + screens[name]).status == 200
        at_work.locator("details.govuk-details").evaluate_all("all => all.forEach((each) => { each.open = true; })")
        at_work.locator("main [loading=lazy]").evaluate_all("all => all.forEach((each) => { each.loading = 'eager'; })")
        at_work.wait_for_load_state("networkidle")
        faults += [f"at {width}: {fault}" for fault in axe(at_work)]
        if over := overflow(at_work):
            faults.append(f"at {width}: {over} px wider than the window")
        broken = "all => all.filter((each) => !each.naturalWidth).map((each) => each.src)"
        faults += [f"no picture at {src}" for src in at_work.locator("main img").evaluate_all(broken)]
        if SHOTS:
            at_work.screenshot(path=f"{SHOTS}/desk-{name}-{width}.png", full_page=True)
    assert faults == [], "\n".join(faults)
    assert nu({name: at_work.context.request.get(at_work.url).text()}) == []


def test_Y3_the_folded_menu_closes_on_escape_and_a_revision_opens_by_keyboard(at_work, live_server, screens):
    at_work.goto(live_server + screens["revisions"])
    menu, button = at_work.locator(".sh-nav__more"), at_work.locator(".sh-nav__more summary")
    button.press("Enter")
    assert menu.get_attribute("open") is not None
    at_work.keyboard.press("Tab")
    at_work.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert button.evaluate("each => each === document.activeElement")
    summary = at_work.locator("main summary").first
    summary.press("Enter")
    assert at_work.get_by_text("harbour").first.is_visible()

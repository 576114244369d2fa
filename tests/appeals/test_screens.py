"""Every screen of the room in a real browser: axe, the Nu checker, and no sideways scrolling at phone width."""

import io
import os

import pytest
from PIL import Image

from appeals import workflow
from appeals.models import Appeal
from appeals.rules import EndReason, PhotoWords
from appeals.workflow import Writing
from foundation import clock
from foundation.database import reading
from staff.rules import Role
from tests.appeals.factories import complete, make_desk, publish_appeal, publish_through_the_gate, seen, yes
from tests.browser import DESKTOP, PHONE, axe, nu, overflow

LONG_NAME = "Wilhelmina-Alexandrina Featherstonehaugh-Cholmondeley"
SHOTS = os.environ.get("SCREENSHOTS")
"""A folder, to look at what was seen."""


def photo():
    content = io.BytesIO()
    Image.linear_gradient("L").resize((900, 1100)).convert("RGB").save(content, "JPEG")
    return content.getvalue()


@pytest.fixture
def public():
    """Paths of the public pages, with live appeals: with a photo, without one, with a long name."""
    now, desk = clock.now(), make_desk()
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now), now=now)
    words = PhotoWords(alt="A woman in a green jacket", source="Family", permission="Sister")
    workflow.add_photo(appeal_id, desk.editor, photo(), words, now=now)
    workflow.submit_for_review(appeal_id, desk.editor, material=True, now=now)
    assert workflow.publish_appeal(appeal_id, desk.approver, seen=seen(appeal_id, now), factor=yes, now=now) == []
    long_name = publish_appeal(now=now, known_as=LONG_NAME, region="Fife", area="Kirkcaldy, Fife", national=True)
    with reading() as session:
        with_photo = session.get_one(Appeal, appeal_id).public_id
    return {
        "home": "/", "list": "/appeals", "list-area": "/appeals?area=Fife", "list-empty": "/appeals?area=Nowhere",
        "page": f"/appeals/{with_photo}", "page-long": f"/appeals/{long_name.public_id}",
    }  # fmt: skip


@pytest.fixture
def staff_screens():
    """Paths of the desk, with appeals in every state, one of them full of obstacles and hits."""
    now, desk = clock.now(), make_desk()
    text = "He was born 12/03/2011, ran away from a foster home, call 01632 960123."
    bad = complete(desk, now, age=15, description=text, force="", risk_answers={"stalking": "unknown"})
    draft = workflow.start_draft(desk.editor, Writing(fields=bad.fields), now=now)
    words = PhotoWords(alt="A boy in a red hat")
    workflow.add_photo(draft, desk.editor, photo(), words, now=now)
    review = workflow.start_draft(desk.editor, complete(desk, now, known_as=LONG_NAME), now=now)
    assert workflow.submit_for_review(review, desk.editor, material=True, now=now) == []
    live = publish_through_the_gate(desk, now)
    ended = publish_through_the_gate(desk, now)
    workflow.withdraw_appeal(ended, desk.editor, EndReason.COURT_ORDER, now=now)
    root = "/staff/appeals"
    return {
        "desk-list": root, "desk-ended": f"{root}?show=ended", "desk-new": f"{root}/new",
        "desk-form": f"{root}/{draft}",
        "desk-live": f"{root}/{live}", "gate-draft": f"{root}/{draft}/review", "gate": f"{root}/{review}/review",
        "gate-live": f"{root}/{live}/review", "gate-ended": f"{root}/{ended}/review",
        "revisions": f"{root}/{live}/revisions",
    }  # fmt: skip


def look(page, address, paths):
    """What axe and the Nu checker find, and the pages that scroll sideways."""
    faults, documents = [], {}
    for name, path in paths.items():
        for width in (PHONE, DESKTOP):
            page.set_viewport_size({"width": width, "height": 900})
            answer = page.goto(address + path)
            assert answer.status == 200, path
            faults += [f"{name} at {width}: {fault}" for fault in axe(page)]
            if overflow(page) > 0:
                faults.append(f"{name} at {width} scrolls sideways")
            if SHOTS:
                page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True, caret="initial")
        documents[name] = answer.text()
    return faults + nu(documents)


def test_the_public_pages_hold_in_a_browser(page, live_server, public):
    faults = look(page, live_server, public)
    assert faults == [], "\n".join(faults)


def test_the_desk_holds_in_a_browser(page, live_server, staff_screens, signed_in):
    person = signed_in(Role.EDITOR, Role.APPROVER, Role.DUTY_MANAGER)
    cookie = person.get_cookie("staff", path="/staff")
    page.context.add_cookies([{"name": "staff", "value": cookie.value, "url": f"{live_server}/staff"}])
    faults = look(page, live_server, staff_screens)
    assert faults == [], "\n".join(faults)
    page.goto(live_server + staff_screens["gate"])
    page.get_by_text("Withdraw this appeal").click()
    page.get_by_role("button", name="Order of a court").click()
    assert page.get_by_text("Withdrawn. Page, pictures and feeds are neutral now.").is_visible()

"""The desk, the team's page and the mails in a real browser: phone and desk, light and dark, and the Nu checker."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select

from foundation import clock, tokens
from foundation.database import reading, transaction
from foundation.images import store
from outbox.models import OutboxMessage
from sightings.models import Sighting, SightingPhoto
from sightings.rules.places import GivenPlace, Source, to_json
from sightings.rules.states import Verdict
from sightings.workflow import answer, ladder
from staff.rules import Role
from tests.browser import DESKTOP, PHONE, axe, nu, open_context, overflow
from tests.sightings import cases
from tests.sightings.cases import link, make_case
from tests.staff.browser import StaffClient

SHOTS = os.environ.get("SCREENSHOTS")
"""A folder, to look at what was seen."""
LONG = "A woman in a teal coat sat on the harbour wall.\n\nShe was talking to nobody, and \u202eturned " + "round" * 40
PLACES = [
    GivenPlace(source=Source.WORDS, text="The harbour wall at the far end, by the lifebelt"),
    GivenPlace(source=Source.PIN, latitude=57.50321, longitude=-1.77654, accuracy_m=40),
    GivenPlace(source=Source.PHOTO, latitude=57.1, longitude=-2.1),
]
FLAGS = ["urgent", "self", "minor", "seeker", "photo_fault"]
Look = Callable[[str], None]


@pytest.fixture(autouse=True)
def context(app: Flask):
    with app.app_context():
        yield


@pytest.fixture
def triager(signed_in) -> StaffClient:
    return signed_in(Role.TRIAGER, Role.DUTY_MANAGER, name="Wilhelmina Featherstonehaugh-Cholmondeley")


@pytest.fixture
def visit(browser: Browser, live_server: str, triager: StaffClient) -> Iterator[Callable[..., Page]]:
    """``visit(dark=)``: a page of the triager's browser."""
    opened: list[BrowserContext] = []

    def enter(*, dark: bool = False, script: bool = True) -> Page:
        context = open_context(browser, live_server, dark=dark, script=script)
        opened.append(context)
        value = triager.get_cookie("staff", path="/staff").value
        context.add_cookies([{"name": "staff", "value": value, "domain": "localhost", "path": "/staff"}])
        return context.new_page()

    yield enter
    for context in opened:
        context.close()


def look(page: Page, name: str) -> list[str]:
    faults = []
    for width in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": 800})
        faults += [f"{name} at {width}: {fault}" for fault in axe(page)]
        if over := overflow(page):
            faults.append(f"{name} at {width}: {over} px wider than the window")
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
    return faults


def rich_report(case: cases.Case) -> Sighting:
    """With every flag, three places and a photo."""
    picture = BytesIO()
    Image.new("RGB", (640, 480), (90, 140, 150)).save(picture, "JPEG")
    with transaction() as session:
        sighting = cases.make_report(
            session, case, what=LONG, places=to_json(PLACES), flags=FLAGS, lane="urgent", under_18=True,
            received_at=clock.now() - timedelta(minutes=7), charity_may_contact=True, contact_email="sam@example.org",
        )  # fmt: skip
        photo = SightingPhoto(
            sighting_id=sighting.id, received_at=clock.now(), key=tokens.opaque(), state="clean", width=640, height=480
        )
        session.add(photo)
    store.put_sealed(photo.key, picture.getvalue())
    store.put_sealed(photo.key, picture.getvalue(), "clean")
    return sighting


def fill_the_desk() -> tuple[cases.Case, Sighting]:
    now = clock.now()
    case, other = make_case(risk="high", now=now), make_case(risk="low", now=now, emails=())
    for columns in (
        {"lane": "slow", "flags": ["over_limit"]},
        {"under_18": True, "flags": ["minor"]},
        {"flags": ["seeker"]},
    ):
        cases.report(case, received_at=now - timedelta(hours=3), **columns)
    cases.forwarded_unreviewed(case, now=now, received_at=now - timedelta(seconds=40))
    cases.forwarded(case, now=now - timedelta(hours=2), received_at=now - timedelta(hours=3))
    cases.forwarded(other, now=now, received_at=now - timedelta(days=2))
    cases.judge(cases.report(other, received_at=now), other, Verdict.SET_ASIDE, "Seen ten years ago", now=now)
    for _ in range(5):
        ladder.sweep(now + timedelta(seconds=1))
    return case, rich_report(case)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_screen_of_the_desk_is_accessible_and_fits(visit: Callable[..., Page], dark: bool) -> None:
    _, sighting = fill_the_desk()
    page, name, faults = visit(dark=dark), "dark" if dark else "light", []
    for show in ("", "?show=police", "?show=set_aside"):
        page.goto(f"/staff/sightings{show}")
        faults += look(page, f"desk{show.replace('?show=', '-')}-{name}")
    page.goto(f"/staff/sightings/{sighting.id}")
    faults += look(page, f"report-closed-{name}")
    page.get_by_role("button", name="Open this report").click()
    page.get_by_role("heading", name="Your decision").wait_for()
    faults += look(page, f"report-{name}")
    page.get_by_role("button", name="Set aside").click()
    page.get_by_text("There is a problem").wait_for()
    faults += look(page, f"report-problem-{name}")
    page.get_by_label("Note for the police").fill("It fits the place.")
    page.get_by_role("button", name="Credible: send to the police").click()
    page.get_by_text("you are the person responsible", exact=False).wait_for()
    page.goto(f"/staff/sightings/{sighting.id}")
    faults += look(page, f"report-forwarded-{name}")
    assert faults == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_screen_of_the_team_is_accessible_and_fits(browser: Browser, live_server: str, dark: bool) -> None:
    case, name = make_case(risk="high", now=clock.now()), "dark" if dark else "light"
    sighting = rich_report(case)
    cases.judge(sighting, case, words="The tide was out then: it fits.", now=clock.now())
    item = cases.forwarding_of(sighting.id)
    early = cases.forwarded_unreviewed(case, now=clock.now(), received_at=clock.now())
    with open_context(browser, live_server, dark=dark) as context:
        page, faults = context.new_page(), []
        page.goto(link(early))
        faults += look(page, f"team-unreviewed-{name}")
        with reading() as session:
            cases.judge(session.get_one(Sighting, early.sighting_id), case, words="I asked them.", now=clock.now())
        page.goto(link(early))
        faults += look(page, f"team-supplement-{name}")
        page.goto(link(item))
        page.get_by_label("Your name or number").fill("DC Kerrigan, 4417")
        page.get_by_role("button", name="Acknowledge").click()
        page.get_by_role("heading", name="What came of it?").wait_for()
        faults += look(page, f"team-acknowledged-{name}")
        page.get_by_label("Anything to add").fill("Spoke to the harbour master.")
        page.get_by_role("button", name="Send the outcome").click()
        page.get_by_text("There is a problem").wait_for()
        faults += look(page, f"team-problem-{name}")
        page.get_by_label("Enquiries made").check()
        page.get_by_role("button", name="Send the outcome").click()
        page.get_by_text("You told us:").wait_for()
        faults += look(page, f"team-answered-{name}")
    assert faults == []


def test_the_pages_and_the_mails_are_sound_html(app: Flask, client, triager: StaffClient) -> None:
    case, sighting = fill_the_desk()
    documents = {show: triager.get(f"/staff/sightings{show}").text for show in ("", "?show=police", "?show=set_aside")}
    path = f"/staff/sightings/{sighting.id}"
    documents["closed"] = triager.get(path).text
    triager.post_form(f"{path}/open", page=path)
    documents["report"] = triager.get(path).text
    documents["refused"] = triager.post_form(f"{path}/judge", {"verdict": "set_aside", "reason": ""}, page=path).text
    cases.judge(sighting, case, now=clock.now())
    documents["forwarded"] = triager.get(path).text
    item = cases.forwarding_of(sighting.id)
    documents["team"] = client.get(link(item)).text
    answer.acknowledge(item.id, 1, "DC Kerrigan", clock.now())
    documents["team acknowledged"] = client.get(link(item)).text
    documents["team refused"] = client.post(f"{link(item)}/outcome", data={"outcome": ""}).text
    with reading() as session:
        mails = session.scalars(select(OutboxMessage)).all()
    assert {mail.kind for mail in mails} >= {"forwarding", "duty-urgent-report", "duty-no-address"}
    documents |= {f"mail {mail.kind} {number}": mail.html for number, mail in enumerate(mails)}
    assert nu(documents) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_mails_read_well_on_a_phone(browser: Browser, live_server: str, dark: bool) -> None:
    now = clock.now()
    cases.forwarded(make_case(risk="high", now=now), now=now)
    cases.forwarded_unreviewed(make_case(risk="high", now=now), now=now)
    with reading() as session:
        mails = session.scalars(select(OutboxMessage)).all()
    faults = []
    with open_context(browser, live_server, width=PHONE, dark=dark) as context:
        page = context.new_page()
        for number, mail in enumerate(mails):
            page.set_content(mail.html)
            faults += look(page, f"mail-{mail.kind}-{number}-{'dark' if dark else 'light'}")
            if SHOTS:
                with open(f"{SHOTS}/mail-{mail.kind}-{number}.txt", "w") as file:
                    file.write(f"{mail.subject}\n\n{mail.text}")
    assert faults == []

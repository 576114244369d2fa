"""The whole loop with everything real: browser, PostgreSQL, Valkey, SMTP, worker, beat."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from foundation import clock
from foundation.database import transaction
from staff.rules import Role
from tests.browser import PHONE, open_context
from tests.journeys.system import System, eventually
from tests.journeys.visitor import Visitor
from tests.outbox.relay import Relay
from tests.staff.factories import PASSWORD, code_at, make_person, make_team

NAME = "Morven Sinclare"
SAW = "A woman with long red hair sat on the bench below the Old Ropeworks and fed the ducks."
HERO = "hero@people.example.org"
TEAM = "mpu.north@northshire.example.org"
GPS = 0x8825
pytestmark = pytest.mark.timeout(300)


def picture(*, gps: bool) -> bytes:
    image, out = Image.effect_mandelbrot((900, 1100), (-3, -2.5, 2, 2.5), 60).convert("RGB"), BytesIO()
    exif = Image.Exif()
    if gps:
        exif[GPS] = {1: "N", 2: (57.0, 28.0, 30.0), 3: "W", 4: (4.0, 13.0, 48.0)}
        exif[0x010F] = "SightersPhone"
    image.save(out, "JPEG", exif=exif, comment=b"taken by the sighter")
    return out.getvalue()


class Stage:
    """The browsers of everybody in the journey."""

    def __init__(self, browser: Browser, system: System) -> None:
        self.browser, self.system = browser, system
        self.contexts: list[BrowserContext] = []

    def enter(self, *, width: int = 1280, script: bool = True) -> Page:
        context = open_context(self.browser, self.system.url, width=width, script=script)
        self.contexts.append(context)
        return context.new_page()

    def sign_in(self, role: Role, name: str) -> Page:
        with transaction() as session:
            person = make_person(session, role, name=name)
        page = self.enter()
        page.goto("/staff/sign-in")
        page.locator("[name=email]").fill(person.email)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        page.locator("[name=code]").fill(code_at(clock.now()))
        page.locator("main button[type=submit]").click()
        page.wait_for_url("**/staff/")
        return page


@pytest.fixture
def stage(browser: Browser, system: System) -> Stage:
    stage = Stage(browser, system)
    yield stage
    for context in stage.contexts:
        context.close()


def draft(page: Page, team: str) -> str:
    """The editor writes the appeal; its path on the desk."""
    page.goto("/staff/appeals/new")
    page.locator("[name=known_as]").fill(NAME)
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_url(re.compile(r"/staff/appeals/[0-9a-f-]{36}"))
    fields = {
        "age": "34", "description": "About 170 cm tall, long red hair, a teal coat and walking boots.",
        "last_seen": "On Friday evening, by the river below the Old Ropeworks.", "place": "Inverness, Highland",
        "force": "Northshire Police", "reference": "MP-2026-1041", "officer": "Sgt Rhona Pell",
        "legal_reason": "The police asked for the public's help.",
        "review_on": (clock.now() + timedelta(days=10)).strftime("%Y-%m-%d"),
    }  # fmt: skip
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=team_id]").select_option(label=team)
    page.locator("[name=reach_reason]").select_option(index=1)
    for name, value in {
        "legal_basis": "police_request", "family_consent": "given", "risk": "high", "reach": "area",
    }.items():  # fmt: skip
        page.locator(f"[name={name}][value={value}]").check()
    for question in page.locator("input[type=radio][value=no]:not([name=material])").all():
        question.check()
    page.locator("[name=risk_checked]").check()
    page.locator("[name=photo_file]").set_input_files(
        files={"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": picture(gps=True)}
    )
    page.locator("[name=photo_alt]").fill("Morven, smiling, with long red hair")
    page.locator("[name=photo_source]").fill("The family")
    page.locator("[name=photo_permission]").fill("The family, in writing")
    page.get_by_role("button", name="Save and add the photo").click()
    page.wait_for_load_state()
    page.get_by_role("button", name="Save and hand in for review").click()
    page.wait_for_load_state()
    return page.url.split("?")[0].removesuffix("/review")


def publish(page: Page, desk: str) -> str:
    """The second person reads it and publishes; the public id."""
    page.goto(f"{desk}/preview")
    page.locator("[name=code]").first.fill(code_at(clock.now(), 1))
    page.get_by_role("button", name="Publish it now").click()
    page.wait_for_load_state()
    page.goto("/appeals")
    path = page.locator("main a[href^='/appeals/']").first.get_attribute("href")
    return path.rpartition("/")[2]


def join(page: Page, relay: Relay) -> None:
    """A visitor on a phone joins and confirms from the mail."""
    page.goto("/heroes/join")
    page.locator("[name=address]").fill(HERO)
    page.locator("[name=place]").fill("Inverness, Highland")
    page.locator("[name=radius]").first.check()
    page.locator("[name=frequency][value=daily]").check()
    page.get_by_role("button", name="Send me the confirm e-mail").click()
    mail = eventually(lambda: relay.to(HERO), what="the confirm mail")[0]
    page.goto(re.search(r"http://\S+/heroes/confirm/\S+", mail.text)[0])
    page.locator("main button[type=submit]").click()
    page.wait_for_load_state()


def report(page: Page, public_id: str) -> str:
    """A visitor reports what they saw, with a photo that says where it was taken; the receipt code."""
    page.goto(f"/appeals/{public_id}")
    page.get_by_role("button", name=re.compile("what you saw")).first.click()
    page.get_by_role("button", name="Continue to the form").click()
    page.locator("[name=what]").fill(SAW)
    page.locator("[name=place_words]").fill("The bench below the Old Ropeworks")
    page.locator("[name=photo]").set_input_files(
        files={"name": "IMG_4711.jpg", "mimeType": "image/jpeg", "buffer": picture(gps=True)}
    )
    page.locator("[name=send]").click()
    return page.locator(".sh-code").inner_text()


def triage(page: Page) -> bytes:
    """The triager opens the report, looks at the photo, and finds it credible; the photo's bytes as staff get them."""
    page.goto("/staff/sightings")
    page.get_by_role("button", name=re.compile("^Open")).first.click()
    page.wait_for_load_state()
    assert SAW in page.content()
    photo = eventually(lambda: (page.reload(), page.locator("main img").all())[1], what="the cleaned photo")[0]
    served = page.request.get(photo.get_attribute("src")).body()
    page.get_by_role("button", name=re.compile("^Credible")).click()
    page.wait_for_load_state()
    return served


def metadata_of(jpeg: bytes) -> list[object]:
    image = Image.open(BytesIO(jpeg))
    found = [key for key in image.info if key in {"exif", "comment", "xmp", "icc_profile", "photoshop"}]
    return [*image.getexif().items(), *found, *(word for word in (b"SightersPhone", b"sighter") if word in jpeg)]


def steps_done(visitor: Visitor, code: str) -> int:
    """How many of the four steps the receipt page shows as done."""
    return visitor.post("/sightings/receipt", code=code).text.count("sh-progress__step--done")


def test_the_whole_loop(stage: Stage, system: System, relay: Relay, visitor: Visitor) -> None:
    with transaction() as session:
        team = make_team(session, force="Northshire Police", name="North", emails=(TEAM,))
    label = f"{team.force}: {team.name}"
    editor = stage.sign_in(Role.EDITOR, "Ailsa Drummond")
    approver = stage.sign_in(Role.APPROVER, "Bashir Malik")

    desk = draft(editor, label)
    public_id = publish(approver, desk)
    page = visitor.get(f"/appeals/{public_id}")
    assert page.status == 200 and NAME in page.text
    pictures = re.findall(rf"/appeals/{public_id}/photos/[\w.-]+", page.text)
    assert pictures and all(visitor_get_bytes(system, path)[0] == 200 for path in pictures)
    assert NAME in visitor.get("/feeds/appeals.rss").text and NAME in visitor.get("/feeds/appeals.atom").text

    join(stage.enter(width=PHONE), relay)
    system.command("digest", "run", "daily")
    digest = eventually(lambda: relay.to(HERO)[1:], what="the digest")[0]
    assert NAME in digest.text and f"/appeals/{public_id}" in digest.text
    assert digest.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    code = report(stage.enter(width=PHONE, script=False), public_id)
    assert steps_done(visitor, code) == 1
    served = triage(stage.sign_in(Role.TRIAGER, "Catriona Bell"))
    assert metadata_of(served) == []

    mail = eventually(lambda: relay.to(TEAM), what="the team's mail")[0]
    for private in (NAME, "Morven", SAW, "Ropeworks"):
        assert private not in mail.text and private not in mail.html and private not in str(mail.message["Subject"])
    assert eventually(lambda: steps_done(visitor, code) == 3, what="three steps on the receipt page")
    team_page = stage.enter(width=PHONE, script=False)
    team_page.goto(re.search(r"http://\S+/team/\S+", mail.text)[0])
    assert SAW in team_page.content()
    assert steps_done(visitor, code) == 3
    team_page.get_by_role("button", name="Acknowledge").click()
    assert steps_done(visitor, code) == 4

    withdraw(editor, desk)
    unknown = visitor.get("/appeals/00000000000000000000")
    gone = visitor.get(f"/appeals/{public_id}")
    assert (gone.status, gone.text) == (unknown.status, unknown.text) and gone.status == 410
    assert all(visitor_get_bytes(system, path)[0] == 410 for path in pictures)
    for feed in ("/feeds/appeals.rss", "/feeds/appeals.atom"):
        told = visitor.get(feed).text
        assert NAME not in told and public_id in told
    assert system.command("audit", "verify")


def withdraw(page: Page, desk: str) -> None:
    page.goto(desk)
    page.locator("summary", has_text=re.compile("Withdraw|Take")).first.click()
    page.locator("button[name=reason][value=safe_and_well]").click()
    page.wait_for_load_state()


def visitor_get_bytes(system: System, path: str) -> tuple[int, bytes]:
    from urllib.error import HTTPError
    from urllib.request import urlopen

    try:
        with urlopen(system.url + path, timeout=10) as answer:
            return answer.status, answer.read()
    except HTTPError as refused:
        return refused.code, refused.read()

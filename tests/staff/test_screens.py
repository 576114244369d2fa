"""Every screen of the room in a real browser: axe, the Nu checker, and no sideways scrolling at phone width."""

import os

import pyotp
import pytest

from foundation import clock
from foundation.database import transaction
from staff.rules import Role
from staff.workflow import people, teams
from staff.workflow.people import Newcomer
from tests.browser import DESKTOP, PHONE, axe, nu, overflow
from tests.staff.factories import LONG_AGO, PASSWORD, RECOVERY, code_at, make_person, make_team

LONG_NAME = "Wilhelmina-Alexandrina Featherstonehaugh-Cholmondeley"
SHOTS = os.environ.get("SCREENSHOTS")
"""A folder, to look at what was seen."""


class Look:
    """Looks at the page at both widths and keeps its source for the Nu checker."""

    def __init__(self, page):
        self.page, self.faults, self.sources = page, [], {}

    def __call__(self, name):
        for width in (PHONE, DESKTOP):
            self.page.set_viewport_size({"width": width, "height": 800})
            found = axe(self.page)
            if over := overflow(self.page):
                found.append(f"{over} px wider than the window")
            self.faults += [f"{name} at {width}: {fault}" for fault in found]
            if SHOTS:
                self.page.screenshot(path=f"{SHOTS}/staff-{name}-{width}.png", full_page=True)
        self.sources[name] = self.page.context.request.get(self.page.url).text()


@pytest.fixture
def look(page):
    look = Look(page)
    yield look
    assert look.faults == []
    assert nu(look.sources) == []


def press(page, words):
    page.get_by_role("button", name=words, exact=True).click()


def test_the_way_in_by_hand(app, page, look):
    now = clock.now()
    newcomer = Newcomer(email="ben@charity.example.org", name="Ben", roles=frozenset({Role.TRIAGER}))
    with app.app_context():
        start = people.add(newcomer, None, now).start_password
    page.goto("/staff/account")
    assert page.url.endswith("/staff/sign-in?next=/staff/account")
    look("sign-in")
    page.get_by_label("E-mail address").fill("ben@charity.example.org")
    page.get_by_label("Password", exact=True).fill("not the password")
    press(page, "Continue")
    assert page.title().startswith("Error:")
    look("sign-in-refused")
    page.get_by_label("Password", exact=True).fill(start)
    press(page, "Continue")
    look("enrol")
    secret = page.locator(".staff-secret").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(pyotp.TOTP(secret).at(clock.now()))
    press(page, "Continue")
    assert page.locator(".staff-codes li").count() == 10
    look("recovery-codes")
    page.get_by_role("button", name="I have kept them, go on").click()
    look("password")
    page.get_by_label("The password you have now").fill(start)
    page.get_by_label("New password").fill("four words of my own")
    press(page, "Change password")
    assert page.get_by_text("Your password is changed").is_visible()
    page.goto("/staff/account")
    look("account")
    press(page, "Go on duty")
    assert page.get_by_text("You are on duty: urgent reports alert you.").is_visible()
    look("account-on-duty")
    press(page, "Sign out")
    assert page.url.endswith("/staff/sign-in")


def fill_the_room():
    """A team with every kind of address, people in every state."""
    now = clock.now()
    with transaction() as session:
        everything = make_person(session, *Role, name="Morag Sinclair", email="morag@charity.example.org")
        other = make_person(session, Role.DUTY_MANAGER, name="Idris Vaughan", on_duty=True)
        newcomer = make_person(session, Role.AUDITOR, name=LONG_NAME, enrolled=False)
        make_person(session, name="Left Long-Ago", suspended_at=LONG_AGO)
        team = make_team(session, name=f"{LONG_NAME} Unit", emails=("first@northshire.example.org",))
        make_team(session, force="Strathmore Police", emails=())
    proposer = person_of(other)
    teams.propose_address(
        proposer, team.id, f"{'a-very-long-mailbox-name' * 2}@missing.persons.northshire.example.org", 2, now
    )
    teams.propose_address(person_of(everything), team.id, "mine@northshire.example.org", 3, now)
    return everything, newcomer, team


def person_of(account):
    from staff.access import Person

    return Person(id=account.id, name=account.name, email=account.email, roles=frozenset(map(Role, account.roles)))


def test_the_rooms_behind_the_door(page, look):
    everything, newcomer, team = fill_the_room()
    page.goto("/staff/sign-in")
    page.get_by_label("E-mail address").fill(everything.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Continue")
    look("second-factor")
    page.get_by_label("Code").fill(code_at(clock.now()))
    press(page, "Continue")
    look("wall")
    for name, path in {
        "people": "/staff/people", "person": f"/staff/people/{newcomer.id}",
        "person-mine": f"/staff/people/{everything.id}",
        "person-add": "/staff/people/add", "teams": "/staff/teams", "team": f"/staff/teams/{team.id}",
        "team-add": "/staff/teams/add", "audit": "/staff/audit", "audit-checked": "/staff/audit?check=yes",
        "renew-codes": "/staff/account/recovery-codes", "forbidden": "/staff/nothing-here",
    }.items():  # fmt: skip
        page.goto(path)
        look(name)
    page.goto("/staff/people/add")
    press(page, "Add this person")
    look("person-add-errors")
    page.goto(f"/staff/people/{newcomer.id}")
    press(page, "Let them start again")
    assert page.locator(".staff-secret").count() == 1
    look("start-password")
    page.goto("/staff/account/recovery-codes")
    page.get_by_label("Code").fill(RECOVERY[0])
    press(page, "Continue")
    assert page.locator(".staff-codes li").count() == 10


def test_the_way_in_works_without_scripts(browser, live_server):
    from tests.browser import open_context

    with transaction() as session:
        person = make_person(session, Role.EDITOR)
    with open_context(browser, live_server, script=False, width=320) as context:
        page = context.new_page()
        page.goto("/staff/")
        page.get_by_label("E-mail address").fill(person.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        press(page, "Continue")
        page.get_by_label("Code").fill(code_at(clock.now()))
        press(page, "Continue")
        assert page.get_by_role("heading", name="What needs doing").is_visible()

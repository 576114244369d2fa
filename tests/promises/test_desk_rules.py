"""The desk and the team's page: rules Y1, Y2, S4, S7, F3, F5, F6 and R1."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from appeals.queries import case_of, published
from foundation.audit import AuditEntry
from foundation.database import reading, transaction
from outbox.models import OutboxMessage
from sightings.models import Forwarding, Sighting, SightingReading
from sightings.queries import ages
from sightings.rules.states import Outcome
from sightings.workflow import answer, ladder
from staff.rules import Role
from tests.sightings import cases
from tests.sightings.cases import NOW, WORDS, counted, fresh, link, make_case, open_for, posted, trail, with_photo
from tests.staff.browser import StaffClient
from tests.staff.factories import make_person

SignedIn = Callable[..., StaffClient]


@pytest.fixture(autouse=True)
def context(app: Flask):
    with app.app_context():
        yield


@pytest.fixture
def duty() -> str:
    with transaction() as session:
        make_person(session, Role.DUTY_MANAGER, email="duty@charity.example.org", on_duty=True)
    return "duty@charity.example.org"


def is_public(session: Session, case: cases.Case) -> bool:
    found = case_of(session, case.appeal_id, NOW)
    return bool(found and found.live and published(session, found.public_id, NOW))


def test_Y1_a_report_shows_nothing_until_it_is_opened_and_opening_is_noted(signed_in: SignedIn) -> None:
    sighting = cases.report(make_case())
    triager = signed_in(Role.TRIAGER)
    closed = triager.get(f"/staff/sightings/{sighting.id}")
    assert closed.status_code == 200
    assert "Open this report" in closed.text
    assert not any(secret in closed.text for secret in (WORDS, cases.WHERE, cases.PHONE, cases.NAME))
    assert trail("sightings.open") == []
    assert open_for(triager, sighting).status_code == 303
    assert WORDS in triager.get(f"/staff/sightings/{sighting.id}").text
    assert [(row.actor, row.subject_id) for row in trail("sightings.open")] == [
        (f"staff:{triager.person.id}", str(sighting.id))
    ]


def test_Y1_what_somebody_else_opened_is_not_open_to_me(signed_in: SignedIn) -> None:
    sighting, photo = with_photo(make_case())
    open_for(signed_in(Role.TRIAGER), sighting)
    mine = signed_in(Role.TRIAGER)
    assert WORDS not in mine.get(f"/staff/sightings/{sighting.id}").text
    assert mine.get(f"/staff/sightings/{sighting.id}/photos/{photo.key}").status_code == 404
    original = mine.post_form(f"/staff/sightings/{sighting.id}/photos/{photo.key}/original")
    assert original.status_code == 404
    judged = mine.post_form(f"/staff/sightings/{sighting.id}/judge", {"verdict": "credible"})
    assert judged.status_code == 422
    with reading() as session:
        assert session.get_one(Sighting, sighting.id).verdict is None


def test_Y1_a_report_closes_by_itself_after_two_hours(signed_in: SignedIn) -> None:
    sighting = cases.report(make_case())
    triager = signed_in(Role.TRIAGER)
    open_for(triager, sighting)
    with transaction() as session:
        row = session.scalars(select(SightingReading)).one()
        row.opened_at -= timedelta(hours=2, seconds=1)
    assert WORDS not in triager.get(f"/staff/sightings/{sighting.id}").text


@pytest.mark.parametrize("role", [Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_Y2_only_triagers_and_duty_managers_read_reports(signed_in: SignedIn, role: Role) -> None:
    sighting = cases.report(make_case())
    other = signed_in(role)
    for path in ("", f"/{sighting.id}", f"/{sighting.id}/photos/{'a' * 20}"):
        assert other.get(f"/staff/sightings{path}").status_code == 403
    for path in ("open", "judge", f"photos/{'a' * 20}/original"):
        assert other.post_form(f"/staff/sightings/{sighting.id}/{path}").status_code == 403
    assert trail("sightings.open") == []


def test_S4_the_charity_sees_contact_details_only_where_it_may_use_them(signed_in: SignedIn) -> None:
    case = make_case()
    for_police = cases.report(case, police_may_contact=True, charity_may_contact=False)
    for_both = cases.report(case, police_may_contact=True, charity_may_contact=True)
    triager = signed_in(Role.TRIAGER)
    for sighting, seen in ((for_police, False), (for_both, True)):
        open_for(triager, sighting)
        assert (cases.PHONE in triager.get(f"/staff/sightings/{sighting.id}").text) is seen


def test_F5_scanners_that_follow_links_change_nothing(client: FlaskClient) -> None:
    forwarding = cases.forwarded(make_case())
    before = counted(AuditEntry)
    for url in (link(forwarding), f"{link(forwarding)}/acknowledge", f"{link(forwarding)}/outcome"):
        client.get(url)
        client.head(url)
        client.options(url)
    assert fresh(forwarding).acknowledged_at is None
    assert counted(AuditEntry) == before


def test_F5_acknowledging_is_a_post_and_the_first_one_stays(client: FlaskClient) -> None:
    forwarding = cases.forwarded(make_case())
    url = f"{link(forwarding)}/acknowledge"
    assert client.post(url, data={"who": "DC Pell 4417", "upto": "1"}).status_code == 303
    first = fresh(forwarding)
    assert client.post(url, data={"who": "Somebody else", "upto": "1"}).status_code == 303
    second = fresh(forwarding)
    assert (second.acknowledged_at, second.acknowledged_by_words) == (first.acknowledged_at, "DC Pell 4417")
    assert (second.state, second.next_step_at) == ("acknowledged", None)
    page = client.get(link(forwarding)).text
    assert "DC Pell 4417" in page
    with reading() as session:
        assert session.get_one(Sighting, forwarding.sighting_id).state == "acknowledged"
        rows = session.scalars(select(AuditEntry).where(AuditEntry.action == "sightings.acknowledge")).all()
    assert [row.actor for row in rows] == [f"team:{forwarding.team_id}"]


def test_F3_one_acknowledgement_is_for_what_was_on_the_page_and_not_for_what_came_meanwhile(
    client: FlaskClient,
) -> None:
    case = make_case()
    item = cases.forwarded_unreviewed(case)
    page = client.get(link(item)).text
    assert "Not yet reviewed" in page
    with reading() as session:
        sighting = session.get_one(Sighting, item.sighting_id)
    cases.judge(sighting, case, words="It fits.")
    shown = client.get(link(item)).text
    assert "Supplement 1" in shown
    assert "It fits." in shown
    assert "Nobody at the charity has read it yet" not in shown
    client.post(f"{link(item)}/acknowledge", data={"upto": "1"})
    with reading() as session:
        states = list(session.scalars(select(Forwarding.state).order_by(Forwarding.number)))
    assert states == ["acknowledged", "waiting"]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_F6_the_team_answers_with_an_outcome_and_may_correct_it(client: FlaskClient, outcome: Outcome) -> None:
    forwarding = cases.forwarded(make_case())
    client.post(f"{link(forwarding)}/acknowledge")
    url = f"{link(forwarding)}/outcome"
    assert client.post(url, data={"outcome": "enquiries_made", "words": "Asked around"}).status_code == 303
    assert client.post(url, data={"outcome": outcome, "words": "<b>Done</b>"}).status_code == 303
    row = fresh(forwarding)
    assert (row.state, row.outcome, row.outcome_words) == ("answered", outcome, "<b>Done</b>")
    assert "<b>Done" not in client.get(link(forwarding)).text
    with reading() as session:
        assert session.get_one(Sighting, row.sighting_id).state == "closed"


def test_R1_located_changes_nothing_public_and_tells_a_person(client: FlaskClient) -> None:
    case = make_case()
    with transaction() as session:
        make_person(session, Role.DUTY_MANAGER, email="duty@charity.example.org", on_duty=True)
    forwarding = cases.forwarded(case)
    cases.forwarded(make_case())
    answer.acknowledge(forwarding.id, 1, "", NOW)
    for _ in range(2):
        answer.answer(forwarding.id, Outcome.LOCATED, "Safe and well", NOW)
    with reading() as session:
        mails = list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "duty-located")))
        assert ages.located_but_public(session, NOW) == (1, NOW)
        appeal = is_public(session, case)
    assert [mail.recipient for mail in mails] == ["duty@charity.example.org"]
    assert appeal


def test_F6_sharing_without_action_shows_as_overdue() -> None:
    forwarding = cases.forwarded(make_case())
    answer.acknowledge(forwarding.id, 1, "", NOW)
    with reading() as session:
        assert ages.without_outcome(session, NOW + timedelta(days=6))[0] == 0
        assert ages.without_outcome(session, NOW + timedelta(days=7)) == (1, NOW)


@pytest.mark.parametrize(
    ("received", "told"),
    [
        (datetime(2026, 5, 4, 8, tzinfo=UTC), datetime(2026, 5, 4, 11, tzinfo=UTC)),
        (datetime(2026, 5, 4, 14, tzinfo=UTC), datetime(2026, 5, 4, 16, tzinfo=UTC)),
    ],
)
def test_S7_a_sender_under_18_gets_a_human_the_same_day(duty: str, received: datetime, told: datetime) -> None:
    case = make_case(now=datetime(2026, 5, 1, tzinfo=UTC))
    young = cases.report(case, under_18=True, flags=["minor"], lane="slow", received_at=received)
    cases.report(case, received_at=received)
    ladder.sweep(told - timedelta(minutes=1))
    assert posted("duty-same-day") == []
    ladder.sweep(told)
    ladder.sweep(told + timedelta(minutes=1))
    assert [(mail.recipient, mail.subject_id) for mail in posted("duty-same-day")] == [(duty, str(young.id))]

"""Silence climbs, step by step, with the clock in our hand."""

import json
from datetime import datetime, timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from foundation.audit import AuditEntry
from foundation.database import reading, transaction
from outbox import workflow as outbox
from outbox.rules import Lane
from sightings.models import Forwarding, ForwardingDispatch
from sightings.queries import ages
from sightings.rules.ladder import Rung, due_at
from sightings.workflow import answer, ladder
from staff.rules import Role
from tests.outbox.relay import Relay
from tests.sightings import cases
from tests.sightings.cases import FIRST, NOW, SECOND, fresh, make_case, posted
from tests.staff.factories import make_person


@pytest.fixture(autouse=True)
def context(app: Flask):
    with app.app_context():
        yield


@pytest.fixture
def duty() -> str:
    with transaction() as session:
        make_person(session, Role.DUTY_MANAGER, email="duty@charity.example.org", on_duty=True)
    return "duty@charity.example.org"


def after(minutes: float, **more) -> datetime:
    return NOW + timedelta(minutes=minutes, **more)


def deliver(now: datetime) -> int:
    return outbox.deliver_due(Lane.URGENT, now=lambda: now, chance=Random(1))


def red() -> int:
    with reading() as session:
        return ages.red(session)[0]


@pytest.mark.parametrize(("risk", "minutes"), [("high", 15), ("medium", 120), ("low", 24 * 60)])
def test_acknowledgement_is_due_by_the_risk_of_the_case(risk: str, minutes: int) -> None:
    assert due_at(risk, NOW) == after(minutes)
    assert cases.forwarded(make_case(risk=risk)).due_at == after(minutes)


def test_silence_is_sent_again_then_elsewhere_then_to_a_person_then_red(duty: str) -> None:
    forwarding = cases.forwarded(make_case(risk="high"))
    other = cases.forwarded(make_case(risk="low"))

    ladder.sweep(after(14, seconds=59))
    assert [mail.recipient for mail in posted()] == [FIRST, FIRST]
    assert fresh(forwarding).state == "waiting"

    ladder.sweep(after(15))
    mine = [mail for mail in posted() if mail.message_id == forwarding.message_id]
    assert [mail.recipient for mail in mine] == [FIRST, FIRST]
    assert {mail.subject for mail in mine} == {mine[0].subject}
    assert fresh(forwarding).state == "overdue"

    ladder.sweep(after(19, seconds=59))
    assert len([mail for mail in posted() if mail.message_id == forwarding.message_id]) == 2
    ladder.sweep(after(20))
    mine = [mail for mail in posted() if mail.message_id == forwarding.message_id]
    assert [mail.recipient for mail in mine] == [FIRST, FIRST, SECOND]

    assert posted("duty-silence") == []
    ladder.sweep(after(25))
    assert [mail.recipient for mail in posted("duty-silence")] == [duty]
    assert forwarding.reference in posted("duty-silence")[0].text
    assert red() == 0

    ladder.sweep(after(30))
    assert red() == 1
    assert fresh(forwarding).next_step_at is None
    for minutes in (31, 60, 600):
        ladder.sweep(after(minutes))
    assert len(posted("duty-silence")) == 1
    assert fresh(other).ladder_step == Rung.FIRST

    answer.acknowledge(forwarding.id, 1, "", after(700))
    assert red() == 0


def test_a_sweep_that_was_late_by_hours_still_takes_one_step_at_a_time(duty: str) -> None:
    forwarding = cases.forwarded(make_case(risk="high"))
    ladder.sweep(after(600))
    assert fresh(forwarding).ladder_step == Rung.AGAIN
    ladder.sweep(after(600, seconds=20))
    assert fresh(forwarding).ladder_step == Rung.AGAIN
    ladder.sweep(after(605))
    assert fresh(forwarding).ladder_step == Rung.OTHERS


def test_a_team_with_one_address_goes_from_sending_again_straight_to_the_duty_officers(duty: str) -> None:
    forwarding = cases.forwarded(make_case(risk="high", emails=(FIRST,)))
    ladder.sweep(after(15))
    ladder.sweep(after(20))
    assert fresh(forwarding).ladder_step == Rung.DUTY
    assert len(posted("duty-silence")) == 1


def test_an_acknowledgement_ends_the_ladder_on_every_rung(duty: str) -> None:
    for minutes in (0, 15, 20, 25):
        forwarding = cases.forwarded(make_case(risk="high"))
        for step in (15, 20, 25):
            if step <= minutes:
                ladder.sweep(after(step))
        answer.acknowledge(forwarding.id, 1, "", after(minutes))
        before = len(posted())
        ladder.sweep(after(600))
        assert len(posted()) == before
        assert fresh(forwarding).state == "acknowledged"


def test_a_refused_mail_climbs_at_once_and_the_next_address_has_all_of_its_time(duty: str, relay: Relay) -> None:
    forwarding = cases.forwarded(make_case(risk="high"))
    relay.fail("rcpt", "550 no such mailbox", only=FIRST)
    deliver(NOW)
    ladder.sweep(after(1))
    assert [mail.recipient for mail in posted()] == [FIRST, SECOND]
    assert fresh(forwarding).ladder_step == Rung.OTHERS
    assert fresh(forwarding).next_step_at == forwarding.due_at
    assert fresh(forwarding).state == "waiting"
    deliver(after(2))
    assert [mail.recipient for mail in relay.inbox if mail.recipient in (FIRST, SECOND)] == [SECOND]
    assert relay.to(SECOND)[0].message["Message-ID"] == forwarding.message_id


def test_when_every_address_refuses_a_person_is_told_at_once(duty: str, relay: Relay) -> None:
    forwarding = cases.forwarded(make_case(risk="low"))
    relay.fail("rcpt", "550 no such mailbox", only=FIRST)
    relay.fail("rcpt", "550 no such mailbox", only=SECOND)
    deliver(NOW)
    ladder.sweep(after(1))
    deliver(after(1))
    ladder.sweep(after(2))
    assert fresh(forwarding).ladder_step == Rung.DUTY
    assert [mail.recipient for mail in posted("duty-silence")] == [duty]


def test_every_sending_reaches_the_team_as_one_item(duty: str, relay: Relay) -> None:
    forwarding = cases.forwarded(make_case(risk="high"))
    deliver(NOW)
    ladder.sweep(after(0.5))
    assert fresh(forwarding).state == "sent"
    for minutes in (15, 20):
        ladder.sweep(after(minutes))
        deliver(after(minutes))
    team = [mail for mail in relay.inbox if mail.recipient in (FIRST, SECOND)]
    assert [mail.recipient for mail in team] == [FIRST, FIRST, SECOND]
    assert {mail.message["Message-ID"] for mail in team} == {forwarding.message_id}
    assert {mail.message["Subject"] for mail in team} == {team[0].message["Subject"]}


def test_a_worker_that_died_between_commit_and_sending_costs_a_minute_and_no_mail(duty: str, relay: Relay) -> None:
    """The nudge is gone (no worker listens in this test): the row is the promise, and the sweep keeps it."""
    cases.forwarded(make_case())
    assert relay.inbox == []
    deliver(after(1))
    assert [mail.recipient for mail in relay.inbox] == [FIRST]


def test_two_sweeps_at_once_take_one_step(duty: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from flask import current_app

    app = current_app._get_current_object()
    forwarding = cases.forwarded(make_case(risk="high"))

    def step(_: int) -> None:
        with app.app_context():
            ladder.step(forwarding.id, after(15))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(step, range(4)))
    with reading() as session:
        steps = list(session.scalars(select(ForwardingDispatch.step).order_by(ForwardingDispatch.step)))
    assert steps == [Rung.FIRST, Rung.AGAIN]


def test_a_fault_of_one_forwarding_holds_up_no_other(duty: str) -> None:
    broken, whole = cases.forwarded(make_case(risk="high")), cases.forwarded(make_case(risk="high"))
    with transaction() as session:
        session.get_one(Forwarding, broken.id).ladder_step = 7
    ladder.sweep(after(16))
    assert fresh(whole).ladder_step == Rung.AGAIN


def test_an_address_that_was_retired_meanwhile_gets_nothing_more(duty: str) -> None:
    case = make_case(risk="high")
    cases.forwarded(case)
    with transaction() as session:
        from staff.models import TeamAddress

        for address in session.scalars(select(TeamAddress).where(TeamAddress.email == FIRST)):
            address.retired_at = after(5)
    ladder.sweep(after(15))
    assert [mail.recipient for mail in posted()] == [FIRST, SECOND]


def test_every_step_is_in_the_trail(duty: str) -> None:
    forwarding = cases.forwarded(make_case(risk="high"))
    for minutes in (15, 20, 25, 30):
        ladder.sweep(after(minutes))
    with reading() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.action == "sightings.climb")).all()
    assert {row.subject_id for row in rows} == {str(forwarding.id)}
    assert [json.loads(row.detail)["rung"] for row in rows] == ["again", "others", "duty", "wall"]

"""Forwarding to the police: rules F1 to F6, and the parts of S and Y that the desk keeps. For all, not by example."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from foundation.audit import AuditEntry
from foundation.background import SWEEPS, WAITING
from foundation.database import reading, transaction
from outbox.models import OutboxMessage
from sightings import package
from sightings.models import Forwarding, Sighting
from sightings.package import About, Contact, Photo, Report
from sightings.rules.alerts import Alert
from sightings.rules.ladder import DUE, Clocks, Rung, climb
from sightings.rules.places import GivenPlace, Source, to_json
from sightings.rules.states import Outcome, Verdict
from sightings.workflow import answer, ladder
from sightings.workflow.dispatch import alert_duty
from staff.rules import Role
from tests.sightings import cases
from tests.sightings.cases import FIRST, NOW, SECOND, make_case
from tests.staff.factories import make_person

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200)
POINTS = st.builds(
    GivenPlace,
    source=st.sampled_from(Source),
    text=TEXT,
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    accuracy_m=st.none() | st.floats(0, 1e6),
)


@pytest.fixture(autouse=True)
def context(app: Flask):
    with app.app_context():
        yield


@given(
    risk=st.sampled_from(sorted(DUE)),
    refused=st.lists(st.booleans(), min_size=4, max_size=4),
    late=st.integers(0, 100_000),
)
def test_F1_silence_always_ends_at_a_person_and_in_red(risk: str, refused: list[bool], late: int) -> None:
    due, now, rung, seen = NOW + DUE[risk], NOW + timedelta(seconds=late), Rung.FIRST, []
    for no in refused:
        upper = climb(rung, Clocks(created_at=NOW, due_at=due, now=now), refused=no)
        assert upper.rung > rung or rung is Rung.WALL
        assert upper.next_at is None or upper.next_at > now
        rung, now = upper.rung, upper.next_at or now
        seen.append(rung)
    assert rung is Rung.WALL
    assert Rung.DUTY in seen


def test_F1_every_credible_report_has_a_team_and_one_person_responsible() -> None:
    for risk in DUE:
        case = make_case(risk=risk)
        forwarding = cases.forwarded(case)
        with reading() as session:
            sighting = session.get_one(Sighting, forwarding.sighting_id)
        assert forwarding.team_id == case.team.id
        assert sighting.responsible_id == case.triager.id
        assert forwarding.due_at - forwarding.created_at == DUE[risk]


@given(what=TEXT, place=POINTS, name=TEXT, note=TEXT)
def test_F2_the_same_report_gives_the_same_bytes_and_they_read_back_whole(what, place, name, note) -> None:
    report = Report(
        reference="SH-0000-0000", made_at=NOW, about=About(reference="r", force="f", known_as="k", public_id="p"),
        reviewed=True, urgent=False, received_at=NOW, language="cy", what=what, seen_when="", seen_at=None,
        places=(place,),
        photos=(Photo(key="a" * 20, sha256="00"),), contact=Contact(name=name, email="", phone="", basis="consent"),
        contact_told="consent", under_18=False, flags=(), responsible="x", note=note,
    )  # fmt: skip
    one, other = package.pack(report), package.pack(report)
    assert one == other
    assert hashlib.sha256(one.content).digest() == one.sha256
    fields = package.unpack(one.content)
    assert (fields["what"], fields["note"], fields["contact"]["name"]) == (what, note, name)
    assert fields["received_at"] == NOW
    assert GivenPlace(**fields["places"][0]) == place


SECRETS = st.text(st.sampled_from("qwxzéøß漢<&"), min_size=9, max_size=30)


@settings(max_examples=8, phases=[Phase.generate])
@given(secret=SECRETS, lane=st.sampled_from(["normal", "urgent"]), under_18=st.booleans())
def test_F2_no_mail_carries_a_name_a_word_a_place_or_a_number_of_the_report(secret, lane, under_18) -> None:
    case = make_case(risk="high")
    columns = {
        "what": f"w{secret}", "seen_when": f"t{secret}", "contact_name": f"n{secret}", "contact_phone": "07700 900987",
        "contact_email": f"{secret}@sender.example.org", "under_18": under_18, "lane": lane,
        "places": to_json([GivenPlace(source=Source.WORDS, text=f"p{secret}", latitude=57.12345, longitude=-4.54321)]),
    }  # fmt: skip
    send = cases.forwarded_unreviewed if lane == "urgent" else cases.forwarded
    forwarding = send(case, **columns)
    with reading() as session:
        sighting = session.get_one(Sighting, forwarding.sighting_id)
    cases.judge(sighting, case, words=f"note {secret}")
    for minutes in (15, 20, 25, 30):
        ladder.sweep(NOW + timedelta(minutes=minutes))
    answer.acknowledge(forwarding.id, 1, f"officer {secret}", NOW)
    answer.answer(forwarding.id, Outcome.LOCATED, f"found {secret}", NOW)
    with transaction() as session:
        for alert in Alert:
            alert_duty(session, alert, sighting, now=NOW, reference=forwarding.reference)
        mails = list(session.scalars(select(OutboxMessage)))
        entries = list(session.scalars(select(AuditEntry)))
    assert len(mails) > 5
    secrets = (
        secret,
        secret.replace("&", "&amp;").replace("<", "&lt;"),
        "900987",
        "57.12",
        "4.543",
        cases.NAME,
        "SP-2026",
    )
    said = [field for mail in mails for field in (mail.subject, mail.text, mail.html)]
    said += [entry.detail for entry in entries]
    assert [found for found in secrets if any(found in field for field in said)] == []


def test_F2_the_bytes_are_sealed_at_rest(environment: dict[str, str]) -> None:
    import psycopg

    cases.forwarded(make_case())
    with psycopg.connect(environment["SEARCHHERO_DATABASE_OWNER_URL"]) as connection:
        (stored,) = connection.execute("select package from forwarding").fetchone()
    assert cases.WORDS.encode() not in bytes(stored)
    assert b"sender" not in bytes(stored)


def test_F2_only_addresses_that_a_second_person_approved_are_written_to() -> None:
    from staff.models import TeamAddress

    case = make_case(emails=(FIRST,))
    with transaction() as session:
        proposer = make_person(session, Role.DUTY_MANAGER)
        session.add(
            TeamAddress(
                team_id=case.team.id, email="mine@evil.example.org", rank=1, proposed_by=proposer.id, proposed_at=NOW
            )
        )
    cases.forwarded(case)
    for minutes in (120, 150, 180, 210):
        ladder.sweep(NOW + timedelta(minutes=minutes))
    with reading() as session:
        mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "forwarding"))
        assert {mail.recipient for mail in mails} == {FIRST}


def test_F3_sending_again_never_makes_a_second_item() -> None:
    forwarding = cases.forwarded(make_case(risk="high", emails=(FIRST, SECOND)))
    for minutes in (15, 20, 25, 30):
        ladder.sweep(NOW + timedelta(minutes=minutes))
    with reading() as session:
        mails = list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "forwarding")))
        assert len(session.scalars(select(Forwarding)).all()) == 1
    assert len(mails) == 3
    assert {(mail.message_id, mail.subject) for mail in mails} == {(forwarding.message_id, mails[0].subject)}


@given(what=TEXT, note=TEXT)
def test_F4_a_note_stands_beside_the_words_and_never_instead_of_them(what: str, note: str) -> None:
    fields = json.loads(
        package.pack(
            Report(
                reference="r", made_at=NOW, about=About(reference="", force="", known_as="", public_id=""),
                reviewed=True, urgent=False, received_at=NOW, language="cy", what=what, seen_when="", seen_at=None,
                places=(),
                photos=(), contact=None, contact_told="none_given", under_18=False, flags=(), responsible="", note=note,
            )
        ).content
    )  # fmt: skip
    assert (fields["what"], fields["note"]) == (what, note)


@pytest.mark.parametrize("consent", [True, False])
@pytest.mark.parametrize("given_contact", [True, False])
def test_S8_consent_never_delays_an_immediate_concern(consent: bool, given_contact: bool) -> None:
    contact = {} if given_contact else {"contact_name": None, "contact_phone": None}
    forwarding = cases.forwarded_unreviewed(make_case(), police_may_contact=consent, **contact)
    assert not forwarding.reviewed
    with reading() as session:
        assert session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "forwarding")).one().created_at == NOW
        assert session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "duty-urgent-report")).first()
    assert (package.unpack(forwarding.package)["contact"] is not None) == given_contact


@pytest.mark.parametrize("verdict", list(Verdict))
def test_S10_nothing_of_a_report_is_lost_whatever_is_said_of_it(verdict: Verdict) -> None:
    case = make_case()
    sighting = cases.report(case)
    cases.judge(sighting, case, verdict, "A reason")
    with reading() as session:
        kept = session.get_one(Sighting, sighting.id)
    assert (kept.what, kept.places, kept.contact_phone) == (sighting.what, sighting.places, sighting.contact_phone)


def test_Y6_every_wait_of_the_desk_has_an_age_and_an_alarm() -> None:
    import sightings.tasks  # noqa: F401

    assert {
        "sightings.unopened_urgent", "sightings.needs_a_human", "sightings.untriaged_normal",
        "sightings.untriaged_slow", "sightings.unsendable", "sightings.past_due",
    } <= set(WAITING)  # fmt: skip
    assert SWEEPS["sightings.ladder"].every <= timedelta(seconds=30)
    case = make_case(now=datetime(2026, 5, 1, tzinfo=UTC))
    cases.report(case, lane="urgent", under_18=True)
    cases.report(case)
    cases.report(case, lane="slow")
    cases.forwarded(make_case(emails=()))
    with reading() as session:
        ages = {kind: waiting.oldest(session) for kind, waiting in WAITING.items() if kind.startswith("sightings.")}
    for kind in ("unopened_urgent", "needs_a_human", "untriaged_normal", "untriaged_slow", "unsendable", "past_due"):
        assert ages[f"sightings.{kind}"], kind

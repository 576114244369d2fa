"""A credible report goes to the team of its case: package, hash and mail."""

import hashlib
import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from foundation import tokens
from foundation.audit import AuditEntry
from foundation.database import reading, transaction
from foundation.images import store
from outbox.models import OutboxMessage
from sightings.models import Forwarding, Sighting, SightingPhoto
from sightings.rules.places import GivenPlace, Source, to_json
from sightings.rules.states import Verdict
from staff.rules import Role
from tests.sightings import cases
from tests.sightings.cases import FIRST, NOW, SECOND, make_case, person_of
from tests.staff.factories import make_person


@pytest.fixture(autouse=True)
def context(app: Flask):
    with app.app_context():
        yield


def mails(kind: str = "forwarding") -> list[OutboxMessage]:
    with reading() as session:
        found = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.created_at)
        return list(session.scalars(found))


def packed(forwarding: Forwarding) -> dict:
    return json.loads(forwarding.package)


def test_a_credible_report_is_on_its_way_in_the_same_commit() -> None:
    case = make_case()
    other = cases.report(make_case())
    forwarding = cases.forwarded(case)
    with reading() as session:
        sighting = session.get_one(Sighting, forwarding.sighting_id)
        assert session.get_one(Sighting, other.id).state == "submitted"
    assert (sighting.state, sighting.verdict, sighting.responsible_id) == ("forwarded", "credible", case.triager.id)
    assert (forwarding.team_id, forwarding.number, forwarding.reviewed) == (case.team.id, 1, True)
    assert [mail.recipient for mail in mails()] == [FIRST]
    assert mails()[0].message_id == forwarding.message_id


def test_the_hash_is_of_the_very_bytes_that_are_kept() -> None:
    forwarding = cases.forwarded(make_case())
    assert hashlib.sha256(forwarding.package).digest() == forwarding.package_sha256
    canonical = json.dumps(packed(forwarding), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical.encode() == forwarding.package


def test_the_words_and_every_place_go_on_verbatim() -> None:
    words = "Zażółć \u202e<script>alert(1)</script>\n\n" + "and again " * 900
    places = [
        GivenPlace(source=Source.PHOTO, latitude=57.1, longitude=-4.1),
        GivenPlace(source=Source.WORDS, text="Pier"),
    ]
    forwarding = cases.forwarded(make_case(), what=words, places=to_json(places))
    assert packed(forwarding)["what"] == words
    assert [place["source"] for place in packed(forwarding)["places"]] == ["words", "photo"]


def test_the_hash_of_each_original_goes_on_and_a_photo_that_was_not_kept_does_not() -> None:
    case = make_case()
    with transaction() as session:
        sighting = cases.make_report(session, case)
        whole = SightingPhoto(sighting_id=sighting.id, received_at=NOW, key=tokens.opaque())
        lost = SightingPhoto(
            sighting_id=sighting.id, received_at=NOW, key=tokens.opaque(), state="broken", fault="too_large"
        )
        session.add_all([whole, lost])
        store.put_sealed(whole.key, b"original bytes")
    cases.judge(sighting, case)
    photos = packed(cases.forwarding_of(sighting.id))["photos"]
    assert photos == [{"key": whole.key, "sha256": hashlib.sha256(b"original bytes").hexdigest()}]


@pytest.mark.parametrize(
    ("police", "charity", "lane", "told", "goes"),
    [
        (True, False, "normal", "consent", True),
        (False, True, "normal", "no_consent", False),
        (False, True, "urgent", "safeguarding", True),
        (True, False, "urgent", "consent", True),
    ],
)
def test_contact_goes_on_only_by_consent_or_where_somebody_may_be_in_danger(police, charity, lane, told, goes) -> None:
    consents = {"police_may_contact": police, "charity_may_contact": charity}
    package = packed(cases.forwarded(make_case(), lane=lane, **consents))
    assert package["contact_told"] == told
    assert (package["contact"] is not None) == goes
    assert (cases.PHONE in json.dumps(package)) == goes


def test_an_anonymous_report_says_so() -> None:
    nothing = {"contact_name": None, "contact_phone": None, "police_may_contact": False}
    package = packed(cases.forwarded(make_case(), **nothing))
    assert (package["contact"], package["contact_told"]) == (None, "none_given")


def test_urgent_words_go_at_once_marked_and_whoever_is_on_duty_is_told_in_the_same_commit() -> None:
    case = make_case(risk="high")
    with transaction() as session:
        make_person(session, Role.TRIAGER, email="on@charity.example.org", on_duty=True)
        make_person(session, Role.TRIAGER, email="off@charity.example.org")
    forwarding = cases.forwarded_unreviewed(case)
    assert not forwarding.reviewed
    assert not packed(forwarding)["reviewed"]
    assert [mail.recipient for mail in mails("duty-urgent-report")] == ["on@charity.example.org"]
    assert {mail.lane for mail in [*mails(), *mails("duty-urgent-report")]} == {"urgent"}
    assert "NOT YET REVIEWED" in mails()[0].text
    with reading() as session:
        assert session.get_one(Sighting, forwarding.sighting_id).state == "forwarded"


def test_a_later_look_sends_a_numbered_supplement_under_the_same_reference_and_no_second_item() -> None:
    case = make_case()
    item = cases.forwarded_unreviewed(case)
    with reading() as session:
        sighting = session.get_one(Sighting, item.sighting_id)
    assert cases.judge(sighting, case, words="I know the place: it fits.") is None
    with reading() as session:
        rows = list(session.scalars(select(Forwarding).order_by(Forwarding.number)))
    assert [row.number for row in rows] == [1, 2]
    assert rows[0].reviewed
    assert rows[0].package == item.package
    assert packed(rows[1])["reference"] == item.reference
    assert packed(rows[1])["words"] == "I know the place: it fits."
    assert rows[1].next_step_at is None
    titles = [mail.subject for mail in mails()]
    assert [item.reference in title for title in titles] == [True, True]
    assert sorted("supplement 1" in title for title in titles) == [False, True]


def test_setting_aside_what_the_police_have_tells_them_and_keeps_it_with_them() -> None:
    case = make_case()
    item = cases.forwarded_unreviewed(case)
    with reading() as session:
        sighting = session.get_one(Sighting, item.sighting_id)
    cases.judge(sighting, case, Verdict.SET_ASIDE, "A film was being shot there.")
    with reading() as session:
        kept = session.get_one(Sighting, item.sighting_id)
        supplement = session.scalars(select(Forwarding).where(Forwarding.number == 2)).one()
    assert (kept.state, kept.verdict) == ("forwarded", "set_aside")
    assert packed(supplement)["verdict"] == "set_aside"


def test_nobody_to_write_to_alerts_at_once_and_goes_by_itself_once_an_address_is_approved() -> None:
    from sightings.queries import ages
    from sightings.workflow import ladder

    case = make_case(emails=())
    with transaction() as session:
        manager = person_of(make_person(session, Role.DUTY_MANAGER, email="manager@charity.example.org"))
    forwarding = cases.forwarded(case)
    assert mails() == []
    assert "manager@charity.example.org" in [mail.recipient for mail in mails("duty-no-address")]
    with reading() as session:
        assert ages.unsendable(session)[0] == ages.red(session)[0] == 1
        assert session.get_one(Sighting, forwarding.sighting_id).state == "credible"
    ladder.sweep(NOW + timedelta(seconds=20))
    assert len(mails("duty-no-address")) == len({mail.recipient for mail in mails("duty-no-address")})
    cases.approve_address(case, FIRST)
    ladder.sweep(NOW + timedelta(seconds=40))
    assert [mail.recipient for mail in mails()] == [FIRST]
    with reading() as session:
        assert ages.unsendable(session)[0] == ages.red(session)[0] == 0
        assert session.get_one(Sighting, forwarding.sighting_id).state == "forwarded"
    assert manager


def test_what_was_sent_and_by_whom_is_in_the_trail() -> None:
    case = make_case()
    forwarding = cases.forwarded(case)
    with reading() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == str(forwarding.id))).all()
    assert [(row.actor, row.action) for row in rows] == [
        (case.triager.actor, "sightings.forward"),
        ("system", "sightings.dispatch"),
    ]
    assert forwarding.package_sha256.hex() in rows[0].detail
    assert SECOND not in "".join(row.detail for row in rows)

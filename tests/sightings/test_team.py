"""The page behind a team's link."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from foundation import clock, tokens
from foundation.audit import AuditEntry
from foundation.database import reading, transaction
from foundation.images import store
from foundation.tokens import Purpose
from outbox.models import OutboxMessage
from sightings.composers import team_link
from sightings.models import Forwarding, Sighting, SightingPhoto
from sightings.rules.states import Outcome
from sightings.workflow.answer import answer
from tests.sightings import cases
from tests.sightings.cases import NOW, WORDS, fresh, link, make_case


@pytest.fixture(autouse=True)
def context(app: Flask):
    with app.app_context():
        yield


def test_the_link_in_the_mail_opens_the_package_and_sets_no_cookie(client: FlaskClient) -> None:
    forwarding = cases.forwarded(make_case())
    with reading() as session:
        mail = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "forwarding")).one()
    url = re.search(r"http://localhost(/team/\S+)", mail.text)[1]
    assert url == link(forwarding)
    page = client.get(url)
    assert page.status_code == 200
    for part in (WORDS, cases.WHERE, cases.PHONE, forwarding.reference, forwarding.package_sha256.hex()):
        assert part in page.text
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert cases.NAME not in re.search(r"<title>(.*?)</title>", page.text, re.DOTALL)[1]


def test_nothing_of_another_report_is_on_the_page(client: FlaskClient) -> None:
    case = make_case()
    cases.forwarded(case, what="Quite another story")
    forwarding = cases.forwarded(case)
    assert "Quite another story" not in client.get(link(forwarding)).text


def test_the_page_is_made_of_the_kept_bytes_whatever_became_of_the_row(client: FlaskClient) -> None:
    forwarding = cases.forwarded(make_case())
    with transaction() as session:
        session.get_one(Sighting, forwarding.sighting_id).what = "changed afterwards"
    page = client.get(link(forwarding)).text
    assert WORDS in page
    assert "changed afterwards" not in page


def test_a_forged_an_ended_and_a_foreign_link_get_the_same_neutral_answer(client: FlaskClient) -> None:
    forwarding = cases.forwarded(make_case())
    good = link(forwarding)
    at = good.rindex(".") + 5  # within the signature; the last letter of base 64 has bits that say nothing
    forged = good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :]
    other = f"/team/{tokens.sign_for_ever(Purpose.HERO_LEAVE, str(forwarding.id), 1)}"
    ended = team_link(forwarding.id, 2)
    unknown = team_link(cases.report(make_case()).id, 1)
    odd = f"/team/{tokens.sign_for_ever(Purpose.TEAM_LINK, 'x')}"
    answers = [client.get(url) for url in (forged, "/team/x", other, ended, unknown, odd)]
    assert {page.status_code for page in answers} == {410}
    assert len({page.data for page in answers}) == 1
    for url in (ended, other, "/team/x"):
        assert client.post(f"{url}/acknowledge").status_code == 410
        assert client.post(f"{url}/outcome", data={"outcome": "located"}).status_code == 410
        assert client.get(f"{url}/photos/{'a' * 20}").status_code == 410
        assert client.post(f"{url}/photos/{'a' * 20}/original").status_code == 410
    assert fresh(forwarding).acknowledged_at is None


def test_the_link_ends_thirty_days_after_the_outcome(client: FlaskClient) -> None:
    lately, long_ago = cases.forwarded(make_case()), cases.forwarded(make_case())
    for forwarding, days in ((lately, 29), (long_ago, 31)):
        answer(forwarding.id, Outcome.ELIMINATED, "", clock.now() - timedelta(days=days))
    assert client.get(link(lately)).status_code == 200
    assert client.get(link(long_ago)).status_code == 410


def test_a_raised_version_ends_the_link(client: FlaskClient) -> None:
    forwarding = cases.forwarded(make_case())
    with transaction() as session:
        session.get_one(Forwarding, forwarding.id).link_version = 2
    assert client.get(link(forwarding)).status_code == 410
    assert client.get(team_link(forwarding.id, 2)).status_code == 200


@pytest.mark.parametrize(
    "form", [{}, {"upto": "-4"}, {"upto": "²"}, {"upto": "9" * 400}, {"upto": "x", "who": "\x00\u202e"}]
)
def test_whatever_comes_with_it_the_acknowledgement_counts(client: FlaskClient, form: dict) -> None:
    forwarding = cases.forwarded(make_case())
    assert client.post(f"{link(forwarding)}/acknowledge", data=form).status_code == 303
    assert fresh(forwarding).acknowledged_at is not None


def test_a_supplement_has_no_link_of_its_own(client: FlaskClient) -> None:
    case = make_case()
    item = cases.forwarded_unreviewed(case)
    with reading() as session:
        sighting = session.get_one(Sighting, item.sighting_id)
    cases.judge(sighting, case)
    with reading() as session:
        supplement = session.scalars(select(Forwarding).where(Forwarding.number == 2)).one()
        mails = list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "forwarding")))
    assert client.get(link(supplement)).status_code == 410
    assert all(link(item) in mail.text for mail in mails)


def test_an_outcome_that_is_none_keeps_what_was_typed(client: FlaskClient) -> None:
    forwarding = cases.forwarded(make_case())
    client.post(f"{link(forwarding)}/acknowledge")
    page = client.post(f"{link(forwarding)}/outcome", data={"outcome": "found!", "words": "We went there"})
    assert page.status_code == 422
    assert "We went there" in page.text
    assert fresh(forwarding).outcome is None


def test_photos_are_of_this_report_alone_and_the_original_is_an_audited_download(client: FlaskClient) -> None:
    case = make_case()
    photos = []
    forwardings = []
    for name in (b"one", b"two"):
        with transaction() as session:
            sighting = cases.make_report(session, case)
            photo = SightingPhoto(
                sighting_id=sighting.id, received_at=NOW, key=tokens.opaque(), state="clean", width=1, height=1
            )
            session.add(photo)
        store.put_sealed(photo.key, b"original " + name)
        store.put_sealed(photo.key, b"clean " + name, "clean")
        cases.judge(sighting, case)
        photos.append(photo)
        forwardings.append(cases.forwarding_of(sighting.id))
    mine, other = f"{link(forwardings[0])}/photos/{photos[0].key}", f"{link(forwardings[0])}/photos/{photos[1].key}"
    assert client.get(mine).data == b"clean one"
    assert client.get(other).status_code == 404
    assert client.get(f"{mine}/original").status_code == 405
    assert client.post(f"{other}/original").status_code == 404
    taken = client.post(f"{mine}/original")
    assert taken.data == b"original one"
    assert taken.headers["Content-Disposition"].startswith("attachment")
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
    with reading() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.action == "sightings.take_original")).all()
    assert [(row.actor, row.subject_id) for row in rows] == [(f"team:{case.team.id}", str(forwardings[0].id))]


def test_what_was_typed_is_text_on_the_page_too(client: FlaskClient) -> None:
    forwarding = cases.forwarded(make_case(), what="<script>alert(1)</script>\u202eabc", contact_name="<i>Sam")
    page = client.get(link(forwarding)).text
    assert "<script>alert" not in page
    assert "[U+202E]abc" in page
    assert "<i>Sam" not in page

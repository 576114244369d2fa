"""The desk: opening is a deed, nothing is thrown away, and one person decides."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from foundation.database import reading
from sightings.models import Forwarding, Sighting
from sightings.queries import desk
from sightings.rules.states import Verdict
from sightings.rules.triage import Refusal
from sightings.workflow import triage
from sightings.workflow.forward import Judgement
from staff.rules import Role
from staff.wall import tiles_for
from tests.sightings import cases
from tests.sightings.cases import NOW, WORDS, make_case, open_for, trail, with_photo
from tests.staff.browser import StaffClient

SignedIn = Callable[..., StaffClient]


@pytest.fixture(autouse=True)
def context(app: Flask):
    with app.app_context():
        yield


def test_the_queue_puts_danger_first_then_a_sender_in_need_then_risk_then_age_and_the_slow_lane_last() -> None:
    high, low = make_case(risk="high"), make_case(risk="low")
    at = [NOW + timedelta(minutes=minutes) for minutes in range(10)]
    expected = [
        cases.report(low, lane="urgent", flags=["urgent"], received_at=at[9]),
        cases.report(low, lane="slow", under_18=True, received_at=at[8]),
        cases.report(high, received_at=at[3]),
        cases.report(high, received_at=at[4]),
        cases.report(low, received_at=at[1]),
        cases.report(high, lane="slow", received_at=at[0]),
    ]
    gone = cases.report(high)
    cases.judge(gone, high)
    with reading() as session:
        assert [line.id for line in desk.waiting(session)] == [sighting.id for sighting in expected]
        assert [line.id for line in desk.with_police(session)] == [gone.id]
        assert desk.counts(session) == {"waiting": 6, "police": 1, "set_aside": 0}


def test_without_a_csrf_token_nothing_happens(signed_in: SignedIn) -> None:
    sighting = cases.report(make_case())
    triager = signed_in(Role.TRIAGER)
    assert triager.post(f"/staff/sightings/{sighting.id}/open").status_code == 400
    assert trail("sightings.open") == []


def test_an_unknown_report_is_not_there(signed_in: SignedIn) -> None:
    triager = signed_in(Role.TRIAGER)
    assert triager.get(f"/staff/sightings/{uuid4()}").status_code == 404
    assert triager.post_form(f"/staff/sightings/{uuid4()}/open").status_code == 404
    assert triager.post_form(f"/staff/sightings/{uuid4()}/judge", {"verdict": "credible"}).status_code == 404


def test_the_photo_is_the_clean_copy_and_only_of_the_report_that_is_open(signed_in: SignedIn) -> None:
    case = make_case()
    sighting, photo = with_photo(case)
    _, other_photo = with_photo(case)
    triager = signed_in(Role.TRIAGER)
    open_for(triager, sighting)
    shown = triager.get(f"/staff/sightings/{sighting.id}/photos/{photo.key}")
    assert shown.data == b"\xff\xd8clean pixels"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Cache-Control"] == "no-store"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert triager.get(f"/staff/sightings/{sighting.id}/photos/{other_photo.key}").status_code == 404


def test_the_original_is_an_audited_post_and_never_shown(signed_in: SignedIn) -> None:
    sighting, photo = with_photo(make_case())
    triager = signed_in(Role.TRIAGER)
    open_for(triager, sighting)
    url = f"/staff/sightings/{sighting.id}/photos/{photo.key}/original"
    assert triager.get(url).status_code == 405
    taken = triager.post_form(url)
    assert taken.data == b"the original, with its GPS"
    assert taken.headers["Content-Disposition"].startswith("attachment")
    assert taken.mimetype == "application/octet-stream"
    assert len(trail("sightings.take_original")) == 1


def test_what_was_typed_is_shown_as_text_and_turns_nothing_around(signed_in: SignedIn) -> None:
    words = '<script>alert("x")</script>\u202eevil\u2066 <img src=x onerror=1>'
    sighting = cases.report(
        make_case(), what=words, seen_when="\u202enow", contact_name="<b>Sam</b>", charity_may_contact=True
    )
    triager = signed_in(Role.TRIAGER)
    open_for(triager, sighting)
    page = triager.get(f"/staff/sightings/{sighting.id}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "[U+202E]evil[U+2066]" in page
    assert "\u202e" not in page
    assert "<b>Sam</b>" not in page


def test_setting_aside_needs_a_reason_that_is_kept_and_can_be_taken_back(signed_in: SignedIn) -> None:
    case = make_case()
    sighting = cases.report(case)
    triager = signed_in(Role.TRIAGER)
    open_for(triager, sighting)
    url, page = f"/staff/sightings/{sighting.id}/judge", f"/staff/sightings/{sighting.id}"
    refused = triager.post_form(url, {"verdict": "set_aside", "reason": " \n "}, page=page)
    assert refused.status_code == 422
    assert "Say why" in refused.text
    assert triager.post_form(url, {"verdict": "set_aside", "reason": "Ten years ago"}, page=page).status_code == 303
    assert "Ten years ago" in triager.get(page).text
    with reading() as session:
        kept = session.get_one(Sighting, sighting.id)
        assert (kept.state, kept.set_aside_reason, kept.what) == ("set_aside", "Ten years ago", WORDS)
        assert [line.id for line in desk.set_aside(session)] == [sighting.id]
        assert session.scalars(select(Forwarding)).all() == []
    assert triager.post_form(url, {"verdict": "credible", "note": ""}, page=page).status_code == 303
    with reading() as session:
        back = session.get_one(Sighting, sighting.id)
        assert (back.state, back.verdict, back.set_aside_reason) == ("forwarded", "credible", "Ten years ago")


def test_a_note_that_is_too_long_comes_back_whole(signed_in: SignedIn) -> None:
    sighting = cases.report(make_case())
    triager = signed_in(Role.TRIAGER)
    open_for(triager, sighting)
    long = "x" * 2001
    page = f"/staff/sightings/{sighting.id}"
    refused = triager.post_form(f"{page}/judge", {"verdict": "credible", "note": long}, page=page)
    assert refused.status_code == 422
    assert long in refused.text


def test_whoever_judges_is_responsible_and_two_at_once_send_one_report() -> None:
    from concurrent.futures import ThreadPoolExecutor

    from flask import current_app

    app = current_app._get_current_object()
    case = make_case()
    sighting = cases.report(case)
    triage.open_report(sighting.id, case.triager, NOW)
    judgement = Judgement(verdict=Verdict.CREDIBLE, words="", by=case.triager)

    def judge(_: int) -> Refusal | None:
        with app.app_context():
            return triage.judge(sighting.id, judgement, NOW)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(judge, range(4))) == [None] * 4
    with reading() as session:
        assert len(session.scalars(select(Forwarding)).all()) == 1
        assert session.get_one(Sighting, sighting.id).responsible_id == case.triager.id


def test_the_wall_shows_what_waits_to_those_who_can_do_something(app: Flask) -> None:
    case = make_case(risk="high")
    cases.report(case, lane="urgent")
    cases.report(case, under_18=True)
    cases.forwarded(case)
    with app.test_request_context(), reading() as session:
        later = NOW + timedelta(minutes=20)
        titles = {tile.title: tile for tile in tiles_for(session, case.triager, later)}
    assert titles["Urgent reports that nobody has opened"].urgent
    assert titles["Senders who need a person today"].count == 1
    assert titles["Not acknowledged by the police in time"].since == later - timedelta(minutes=5)


def test_other_reports_of_the_case_show_their_age_and_nothing_else(signed_in: SignedIn) -> None:
    case = make_case()
    sighting, other = cases.report(case), cases.report(case, what="Something quite different")
    elsewhere = cases.report(make_case())
    triager = signed_in(Role.TRIAGER)
    open_for(triager, sighting)
    page = triager.get(f"/staff/sightings/{sighting.id}").text
    assert str(other.id) in page
    assert str(elsewhere.id) not in page
    assert "Something quite different" not in page


@pytest.mark.parametrize("show", ["", "?show=police", "?show=set_aside"])
def test_the_lists_show_no_word_of_a_report(signed_in: SignedIn, show: str) -> None:
    case = make_case()
    cases.report(case, flags=["seeker", "urgent"], lane="urgent", under_18=True)
    cases.forwarded(case)
    cases.judge(cases.report(case), case, Verdict.SET_ASIDE, "No")
    page = signed_in(Role.DUTY_MANAGER).get(f"/staff/sightings{show}")
    assert page.status_code == 200
    assert not any(secret in page.text for secret in (WORDS, cases.WHERE, cases.PHONE, "Sam Ferrie"))

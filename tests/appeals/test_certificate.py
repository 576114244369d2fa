"""The service proves its publications and its withdrawals by visiting itself as a stranger."""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from appeals import channels, workflow
from appeals.queries import certificate as queries
from appeals.rules import EndReason, PublicAppeal
from appeals.rules.certificate import BOUND, DUE, OF_A_PHOTO
from appeals.workflow import certificate
from appeals.workflow.api_keys import check_key
from foundation import clock
from foundation.audit import AuditEntry
from foundation.background import SweepRun
from foundation.database import reading, transaction
from foundation.stranger import Answer, Stranger, UnreachableError
from tests.appeals.factories import published_with_photo
from tests.browser import serving


@pytest.fixture
def appeal(desk) -> PublicAppeal:
    return published_with_photo(desk, clock.now())


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[Stranger]:
    """Real requests over a real socket."""
    with serving(app) as address:
        yield Stranger(key=lambda: check_key(clock.now()), origin=address.replace("localhost", "127.0.0.1"))


class Later:
    """The clock, moved on."""

    def __init__(self, by: timedelta = timedelta()) -> None:
        self.by = by

    def __call__(self):
        return clock.now() + self.by


def newest(appeal: PublicAppeal):
    with reading() as session:
        row = queries.certificates(session, appeal.appeal_id)[0]
        return row, queries.channels_of(session, row.id), queries.leftovers_of(session, row.id)


def withdraw(appeal: PublicAppeal, desk) -> None:
    assert workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.STAND_DOWN, now=clock.now())


def check(appeal: PublicAppeal, visit, by: timedelta = timedelta()) -> bool:
    return certificate.check_certificate(newest(appeal)[0].id, visit=visit, clock=Later(by))


def test_a_publication_is_met_as_a_stranger_on_every_channel(appeal, site):
    with reading() as session:
        assert queries.visits_owed(session, clock.now()) == [appeal.appeal_id]
        assert queries.not_met(session, clock.now()) == (0, None), "no visit was due yet"
    with transaction() as session:
        session.add(SweepRun(name=queries.VISITS_OWED, ended_at=clock.now(), every_seconds=30))
    with reading() as session:
        assert queries.not_met(session, clock.now())[0] == 1
    certificate.visit_appeal(appeal.appeal_id, visit=site, clock=clock.now)
    with reading() as session:
        visits = queries.visits(session, appeal.appeal_id, appeal.version)
        assert queries.visits_owed(session, clock.now()) == []
        assert queries.not_met(session, clock.now()) == (0, None)
        assert queries.visits_owed(session, clock.now() + timedelta(hours=25)) == [appeal.appeal_id]
    assert {each.path for each in visits} == {each.path for each in channels.every_address(appeal)}
    assert {each.path: each.fault for each in visits if each.fault} == {}
    assert all(each.shown_at and each.shown_date for each in visits)
    assert all(each.etags for each in visits if each.channel in {"page", "pictures", "feeds", "api", "api lists"})


def test_a_channel_that_does_not_show_a_publication_is_told(appeal, site):
    def broken(path: str, **asked):
        return site("/about" if path.endswith(".rss") else path, **asked)

    certificate.visit_appeal(appeal.appeal_id, visit=broken, clock=clock.now)
    with reading() as session:
        visits = queries.visits(session, appeal.appeal_id, appeal.version)
        assert queries.not_met(session, clock.now())[0] == 1
        assert queries.visits_owed(session, clock.now() + timedelta(minutes=1)) == [appeal.appeal_id]
    assert {each.fault for each in visits if each.path.endswith(".rss")} == {"absent"}
    assert {each.fault for each in visits if not each.path.endswith(".rss")} == {""}


def test_R3_a_withdrawal_is_proved_on_every_channel_and_its_certificate_sealed(appeal, desk, site):
    certificate.visit_appeal(appeal.appeal_id, visit=site, clock=clock.now)
    withdraw(appeal, desk)
    with reading() as session:
        assert queries.not_neutral(session)[0] == 1
    assert check(appeal, site)
    row, listed, leftovers = newest(appeal)
    assert (row.kind, row.version, row.reason, row.ended_by) == ("withdrawn", 1, "stand_down", desk.editor)
    assert row.neutral_at and row.digest is None and row.due_at == row.ended_at + BOUND
    assert {each.path for each in listed} == {each.path for each in channels.every_address(appeal)}
    assert all(each.shown_at and each.neutral_since and each.neutral_date and not each.fault for each in listed)
    assert all(each.shown_at <= row.ended_at <= each.neutral_since for each in listed)
    assert {each.kind for each in leftovers} == set(DUE)
    assert {each.owner for each in leftovers} == {desk.editor}
    assert check(appeal, site, BOUND)
    row, _, _ = newest(appeal)
    assert row.due_at is None and row.digest == hashlib.sha256(row.document.encode()).hexdigest()
    assert appeal.known_as not in row.document and appeal.reference not in row.document
    with reading() as session:
        entry = session.scalar(select(AuditEntry).where(AuditEntry.action == "appeal.certificate"))
    assert json.loads(entry.detail)["sha256"] == row.digest


@pytest.mark.parametrize("channel", ["page", "pictures", "lists", "feeds", "api", "api lists"])
def test_R3_a_channel_that_still_shows_the_person_is_never_called_neutral(appeal, desk, site, channel):
    """Planted: one channel answers with the bytes of before."""
    found = next(each for each in channels.every_address(appeal) if each.channel == channel)
    path = found.path
    before = {coding: site(path, coding=coding, keyed=found.keyed) for coding in ("identity", "gzip", "br")}
    withdraw(appeal, desk)

    def stale(asked: str, *, coding: str = "identity", **how) -> Answer:
        return before[coding] if asked == path else site(asked, coding=coding, **how)

    assert not check(appeal, stale)
    row, listed, _ = newest(appeal)
    assert row.neutral_at is None and row.due_at is not None
    assert {each.path for each in listed if each.fault} == {path}
    assert {each.path for each in listed if each.neutral_since is None} == {path}
    assert check(appeal, site, timedelta(minutes=2))
    assert newest(appeal)[0].digest


def test_R3_an_old_etag_that_is_still_good_is_told(appeal, desk, site):
    certificate.visit_appeal(appeal.appeal_id, visit=site, clock=clock.now)
    withdraw(appeal, desk)

    def kept(path: str, *, etags=(), **how) -> Answer:
        answer = site(path, etags=etags, **how)
        if etags and path.endswith(".atom"):
            return Answer(status=304, headers=answer.headers, body=b"", content=b"")
        return answer

    assert not check(appeal, kept)
    assert {each.fault for each in newest(appeal)[1] if each.fault} == {"not_modified"}


def test_R3_a_site_that_gives_no_answer_proves_nothing(appeal, desk, site):
    withdraw(appeal, desk)

    def down(path: str, **asked):
        raise UnreachableError("refused")

    assert not check(appeal, down)
    assert {each.fault for each in newest(appeal)[1]} == {"refused", "unreachable"}
    assert newest(appeal)[0].neutral_at is None


def test_R3_a_lapse_has_its_certificate_and_so_has_each_ending(appeal, desk, site):
    workflow.lapse_overdue(appeal.review_at + timedelta(seconds=1))
    assert check(appeal, site, timedelta(days=15))
    row, _, leftovers = newest(appeal)
    assert (row.kind, row.number, row.reason, row.ended_by) == ("lapsed", 1, "review", None)
    assert {each.owner for each in leftovers} == {desk.approver}
    withdraw(appeal, desk)
    withdraw(appeal, desk)
    assert newest(appeal)[0].number == 2


def test_R3_a_photo_that_is_taken_back_has_a_certificate_of_all_that_showed_it(appeal, desk, site):
    """Planted: three answers with the bytes of before; only one of them names the photo."""
    certificate.visit_appeal(appeal.appeal_id, visit=site, clock=clock.now)
    key, page = appeal.photos[0].key, f"/appeals/{appeal.public_id}"
    held = {f"{page}/poster.pdf": "same_bytes", f"{page}/share/1200x630.jpg": "same_bytes", page: "shows"}
    before = {path: site(path) for path in held}
    assert {each.status for each in before.values()} == {200}
    workflow.remove_photo(appeal.appeal_id, desk.editor, key, now=clock.now())

    def stale(path: str, **how) -> Answer:
        return before[path] if path in before else site(path, **how)

    assert not check(appeal, stale)
    assert {each.path: each.fault for each in newest(appeal)[1] if each.fault} == held
    assert check(appeal, site, timedelta(seconds=5))
    row, listed, leftovers = newest(appeal)
    assert (row.kind, row.photo_key) == ("photo", key)
    assert {each.path for each in listed} == {each.path for each in channels.every_address(appeal)}
    assert {key in each.path for each in listed if each.kind == "own"} == {True}
    drawn = [each for each in listed if channels.is_drawn(each.channel)]
    assert {each.status for each in drawn} == {200} and all(each.etags for each in drawn)
    assert {each.kind for each in leftovers} == set(OF_A_PHOTO)


def test_R3_posters_that_never_had_the_photo_are_not_asked_for_other_bytes(desk, site):
    appeal = published_with_photo(desk, clock.now(), colours=("teal", "olive"))
    workflow.remove_photo(appeal.appeal_id, desk.editor, appeal.photos[1].key, now=clock.now())
    assert check(appeal, site)
    listed = newest(appeal)[1]
    assert [each.path for each in listed if channels.is_drawn(each.channel)] == []
    assert {each.channel for each in listed} >= {"page", "lists", "feeds", "api"}


def test_a_draft_that_was_never_public_has_no_certificate(desk):
    from tests.appeals.factories import complete

    appeal_id = workflow.start_draft(desk.editor, complete(desk, clock.now()), now=clock.now())
    workflow.withdraw_appeal(appeal_id, desk.editor, EndReason.MISTAKE, now=clock.now())
    with reading() as session:
        assert queries.certificates(session, appeal_id) == []

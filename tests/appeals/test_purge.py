"""Forgetting closed cases (rule R5): what goes, what stops it and what remains. Restores are ``test_restore``'s."""

import fcntl
import time
from datetime import timedelta
from threading import Thread

import psycopg
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import SQLAlchemyError

from appeals import queries, workflow
from appeals.models import Appeal, AppealPhoto, AppealVersion, PurgeReceipt
from appeals.queries import purge as owed
from appeals.rules import EndReason
from appeals.rules.purge import Part, Terms, due_at
from appeals.workflow import purge
from foundation.database import reading, transaction
from foundation.images import Format, store
from foundation.settings import settings
from searchhero.tables import metadata
from sightings.models import Forwarding, Sighting, SightingPhoto
from sightings.workflow.purge import purge_reports
from tests.appeals.factories import published_with_photo
from tests.sightings.cases import forwarded, make_case, report, with_photo

TERMS = Terms(closed=timedelta(hours=24), open=timedelta(days=60), evidence=timedelta(days=365))


@pytest.fixture
def gone(desk, now):
    """A withdrawn appeal with a photo, and a live one beside it."""
    appeal = published_with_photo(desk, now)
    workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.SAFE_AND_WELL, now=now)
    return appeal


@pytest.fixture
def noise(desk, now):
    return published_with_photo(desk, now, known_as="Somebody Else")


def row(appeal_id):
    with reading() as session:
        return session.get_one(Appeal, appeal_id)


def everything(environment):
    """All rows of all tables but the audit trail and the gazetteer, as text."""
    with psycopg.connect(environment["SEARCHHERO_DATABASE_OWNER_URL"]) as connection:
        tables = [table.name for table in metadata.sorted_tables if table.name not in {"place", "audit_entry"}]
        return "\n".join(str(connection.execute(f'select t::text from "{name}" t').fetchall()) for name in tables)


def test_R5_a_closed_case_goes_after_a_day_an_open_one_later_reports_after_the_agreed_period(now):
    assert due_at(Part.APPEAL, "withdrawn", "stand_down", now, TERMS) == now + timedelta(hours=24)
    assert due_at(Part.APPEAL, "withdrawn", "mistake", now, TERMS) == now + timedelta(days=60)
    assert due_at(Part.APPEAL, "lapsed", "review", now, TERMS) == now + timedelta(days=60)
    assert due_at(Part.REPORTS, "withdrawn", "stand_down", now, TERMS) == now + timedelta(days=365)


@pytest.mark.parametrize("state", ["draft", "review", "published"])
def test_R5_an_open_case_is_never_touched(now, state):
    assert [due_at(part, state, "", now, TERMS) for part in Part] == [None, None]


def test_R5_words_and_photos_go_and_an_id_a_hash_and_times_remain(environment, desk, gone, noise, now):
    kept = row(gone.appeal_id)
    photo = gone.photos[0]
    assert gone.known_as in everything(environment)
    assert purge.purge_appeal(gone.appeal_id, now=now)
    left = everything(environment)
    told = [gone.known_as, gone.description, gone.last_seen, gone.reference, photo.alt, kept.officer, kept.legal_reason]
    others = (noise.description, noise.last_seen, noise.reference, noise.photos[0].alt, "officer", "reason")
    with reading() as session:
        mine = [session.get_one(Appeal, gone.appeal_id), *owed.versions_of(session, gone.appeal_id)]
        texts = str([vars(each) for each in mine])
        assert [word for word in told if word and word in texts] == [], others
        receipt = session.get_one(PurgeReceipt, (gone.appeal_id, "appeal"))
        assert (len(receipt.digest), receipt.replayed) == (64, False)
        assert receipt.counts["appeal_version"] == 1
        assert receipt.counts["appeal_photo"] == 1
        public = session.get_one(Appeal, gone.appeal_id)
        assert (public.public_id, public.ended_at, public.purged_at) == (gone.public_id, kept.ended_at, now)
        originals = session.scalars(select(AppealPhoto.original).where(AppealPhoto.appeal_id == gone.appeal_id)).all()
    assert gone.known_as not in left
    assert not any(store.has_sealed(name) for name in originals)
    assert not any(store.has_public(photo.key, 320, form) for form in Format)


def test_R5_the_others_stay(client, gone, noise, now):
    purge.purge_appeal(gone.appeal_id, now=now)
    assert "Somebody Else" in client.get(f"/appeals/{noise.public_id}").text
    assert store.has_public(noise.photos[0].key, 320, Format.JPEG)


def test_R5_a_purged_appeal_is_neutral_keeps_its_tombstone_and_is_not_opened_again(client, desk, gone, now):
    feed = client.get("/feeds/appeals.atom").data
    assert gone.public_id.encode() in feed
    purge.purge_appeal(gone.appeal_id, now=now)
    assert client.get("/feeds/appeals.atom").data == feed
    assert client.get(f"/appeals/{gone.public_id}").data == client.get(f"/appeals/{'0' * 20}").data
    assert not workflow.reopen_appeal(gone.appeal_id, desk.editor, now=now)
    with reading() as session:
        assert queries.version_of(session, gone.appeal_id, 1) is None
        assert queries.case_of(session, gone.appeal_id, now).known_as == ""


def test_R5_a_live_appeal_is_refused_by_the_service_and_by_the_database_itself(noise, now):
    assert not purge.purge_appeal(noise.appeal_id, now=now)
    with pytest.raises(SQLAlchemyError, match="has not ended"), transaction() as session:
        session.execute(text("select forget_appeal_versions(:id)"), {"id": noise.appeal_id})
    with pytest.raises(SQLAlchemyError, match="permission denied"), transaction() as session:
        session.execute(update(AppealVersion).values(content={}))


def test_R5_a_legal_hold_stops_it_with_its_reason_also_in_the_database(desk, gone, now):
    assert not purge.hold(gone.appeal_id, desk.manager, "  ", now=now)
    assert purge.hold(gone.appeal_id, desk.manager, "Court of Session asks", now=now)
    assert not purge.hold(gone.appeal_id, desk.manager, "Twice", now=now)
    assert not purge.purge_appeal(gone.appeal_id, now=now + timedelta(days=400))
    assert not purge_reports(gone.appeal_id, now=now + timedelta(days=400))
    with reading() as session:
        assert {(each.part, each.held) for each in owed.ended_unpurged(session, TERMS)} == {
            (Part.APPEAL, True), (Part.REPORTS, True)
        }  # fmt: skip
        assert owed.due(session, Part.APPEAL, now + timedelta(days=400), TERMS) == []
    with pytest.raises(SQLAlchemyError, match="legal hold"), transaction() as session:
        session.execute(text("select forget_appeal_versions(:id)"), {"id": gone.appeal_id})
    assert purge.lift_hold(gone.appeal_id, desk.manager, now=now)
    assert not purge.lift_hold(gone.appeal_id, desk.manager, now=now)
    assert purge.purge_appeal(gone.appeal_id, now=now)


def test_R5_purging_twice_does_no_harm(gone, now):
    assert purge.purge_appeal(gone.appeal_id, now=now)
    assert not purge.purge_appeal(gone.appeal_id, now=now)
    with reading() as session:
        assert len(session.scalars(select(PurgeReceipt)).all()) == 1


def test_R5_nobody_changes_or_removes_a_receipt(gone, now):
    purge.purge_appeal(gone.appeal_id, now=now)
    for statement in ("update purge_receipt set digest = ''", "delete from purge_receipt", "delete from legal_hold"):
        with pytest.raises(SQLAlchemyError, match="permission denied"), transaction() as session:
            session.execute(text(statement))


def test_R5_reports_go_with_their_photos_and_packages_and_their_hashes_remain(app, desk, now):
    case = make_case(now=now)
    with app.app_context():
        forwarding = forwarded(case, now=now, what="A green jacket by the harbour")
    other = report(make_case(now=now), what="Somebody else")
    with_file, photo = with_photo(case)
    workflow.withdraw_appeal(case.appeal_id, desk.editor, EndReason.STAND_DOWN, now=now)
    later = now + timedelta(days=366)
    assert purge_reports(case.appeal_id, now=later)
    assert not purge_reports(case.appeal_id, now=later)
    with reading() as session:
        left, picture = session.get_one(Sighting, forwarding.sighting_id), session.get_one(SightingPhoto, photo.id)
        package = session.get_one(Forwarding, forwarding.id)
        assert (left.what, left.seen_when, left.places, left.contact_name) == ("", "", "[]", None)
        assert (package.package, package.package_sha256) == (b"", forwarding.package_sha256)
        assert (picture.state, picture.fault) == ("broken", "purged")
        assert session.get_one(PurgeReceipt, (case.appeal_id, "reports")).counts["sighting"] == 2
        assert session.get_one(Sighting, other.id).what == "Somebody else"
        assert session.get_one(Sighting, with_file.id).what == ""
    assert not store.has_sealed(photo.key)


def test_R5_a_legal_hold_comes_before_a_purge_or_after_it_as_a_whole(desk, gone, now):
    (path := settings().photo_dir / "purged.jsonl").touch()
    found = {}
    purging = Thread(target=lambda: found.update(purged=purge.purge_appeal(gone.appeal_id, now=now)))
    holding = Thread(target=lambda: found.update(held=purge.hold(gone.appeal_id, desk.manager, "A court", now=now)))
    with path.open("ab") as ledger_file:
        fcntl.flock(ledger_file, fcntl.LOCK_EX)  # the purge has looked, and goes no further
        purging.start()
        time.sleep(0.5)
        holding.start()
        time.sleep(0.5)
    purging.join(20)
    holding.join(20)
    assert found["purged"] is not store.has_sealed(gone.photos[0].key), found
    assert found["purged"] is (row(gone.appeal_id).purged_at is not None)


def test_R5_every_table_about_an_appeal_is_purged_or_says_why_not():
    about = {
        table.name
        for table in metadata.sorted_tables
        if any(key.column.table.name in {"appeal", "briefing", "sighting", "forwarding"} for key in table.foreign_keys)
    }  # fmt: skip
    purged = {
        "appeal_version", "appeal_photo", "appeal_clearance", "appeal_comment", "appeal_edition", "appeal_translation",
        "briefing_version", "door_request", "sighting",
        "sighting_photo", "forwarding",
    }  # fmt: skip
    ids_and_times = {
        "appeal_reminder", "appeal_schedule", "briefing", "channel_visit", "digest_item", "purge_receipt",
        "sighting_reading", "forwarding_dispatch", "withdrawal_certificate",
    }  # fmt: skip
    of_others = {
        "briefing_link",  # dates of the answers; who of a partner answered goes once the recall is over
        "legal_hold",  # why it is kept; no case is named in it
    }
    assert about - purged - ids_and_times - of_others == set()

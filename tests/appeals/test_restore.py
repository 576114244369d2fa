"""What a restore from an old backup does not bring back: the ledger beside the database (rules R2, R5, P11)."""

import json
import os
import time
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import update

from appeals import queries, workflow
from appeals.models import Appeal, AppealPhoto, AppealTranslation, PurgeReceipt
from appeals.queries import certificate as certificates
from appeals.queries import purge as owed
from appeals.rules import EndReason
from appeals.rules.purge import Line, Noted, Part, ended_of, last_of, purged_of
from appeals.workflow import purge
from foundation import kept, ledger
from foundation.database import reading, transaction
from foundation.settings import settings
from searchhero.purge import replay
from tests.appeals.backup import back_up, lose_ledger
from tests.appeals.backup import restore as restore_backup
from tests.appeals.factories import complete, published_with_photo, seen, yes
from tests.appeals.test_translations import WELSH, approve, words


@pytest.fixture
def gone(desk, now):
    """A withdrawn appeal with a photo, and a live one beside it."""
    appeal = published_with_photo(desk, now)
    workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.SAFE_AND_WELL, now=now)
    return appeal


def row(appeal_id):
    with reading() as session:
        return session.get_one(Appeal, appeal_id)


def test_R5_what_ended_and_what_went_is_in_the_ledger_and_a_restore_brings_nothing_back(client, desk, now):
    appeal = published_with_photo(desk, now)
    backup = row(appeal.appeal_id)
    with reading() as session:
        version = owed.versions_of(session, appeal.appeal_id)[0].content
    later = now + timedelta(minutes=1)
    workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.STAND_DOWN, now=later)
    assert last_of(purge.noted())[appeal.appeal_id].line is Line.ENDED
    assert purge.note_standing() == 0
    purge.purge_appeal(appeal.appeal_id, now=later)
    restore(appeal.appeal_id, backup, version)
    assert client.get(f"/appeals/{appeal.public_id}").status_code == 200
    assert replay() == (1, 1)
    assert client.get(f"/appeals/{appeal.public_id}").status_code == 410
    assert row(appeal.appeal_id).known_as == ""
    with reading() as session:
        assert session.get_one(PurgeReceipt, (appeal.appeal_id, "appeal")).replayed
    assert replay() == (0, 0)


def test_R5_a_restore_ends_again_what_had_ended_but_not_what_was_published_since(desk, now):
    first, second = published_with_photo(desk, now), published_with_photo(desk, now)
    purge.note(
        [
            Noted(appeal_id=first.appeal_id, line=Line.ENDED, at=now + timedelta(hours=1)),
            Noted(appeal_id=second.appeal_id, line=Line.ENDED, at=now - timedelta(hours=1)),
        ]
    )
    assert replay() == (1, 0)
    assert (row(first.appeal_id).state, row(second.appeal_id).state) == ("lapsed", "published")


def test_R5_a_photo_and_a_translation_taken_back_alone_do_not_come_back_with_an_old_backup(client, desk, now):
    appeal = published_with_photo(desk, now)
    workflow.save_translation(appeal.appeal_id, "cy", desk.editor, words(), now=now)
    assert approve(appeal.appeal_id, "cy", desk.approver, now=now) == []
    page, key = f"/appeals/{appeal.public_id}", appeal.photos[0].key
    later = now + timedelta(minutes=1)
    assert workflow.remove_photo(appeal.appeal_id, desk.editor, key, now=later)
    assert workflow.withdraw_translation(appeal.appeal_id, "cy", desk.editor, now=later)
    assert purge.note_standing() == 0
    with transaction() as session:
        session.execute(update(AppealPhoto).values(withdrawn_at=None))
        session.execute(update(AppealTranslation).values(withdrawn_at=None, approved_by=desk.approver, approved_at=now))
    kept.forget()
    assert key in client.get(page).text and WELSH in client.get(f"/cy{page}").text
    assert replay() == (2, 0)
    kept.forget()
    assert key not in client.get(page).text and WELSH not in client.get(f"/cy{page}").text
    with reading() as session:
        assert [(each.kind, each.ended_by) for each in certificates.certificates(session, appeal.appeal_id)] == [
            ("photo", None), ("photo", desk.editor)
        ]  # fmt: skip
    assert replay() == (0, 0)


def test_R5_a_translation_that_was_approved_again_since_stays(client, desk, now):
    appeal = published_with_photo(desk, now)
    for minutes in (0, 2):
        at = now + timedelta(minutes=minutes)
        workflow.save_translation(appeal.appeal_id, "cy", desk.editor, words(), now=at)
        assert approve(appeal.appeal_id, "cy", desk.approver, now=at) == []
        if not minutes:
            workflow.withdraw_translation(appeal.appeal_id, "cy", desk.editor, now=now + timedelta(minutes=1))
    assert replay() == (0, 0)
    assert WELSH in client.get(f"/cy/appeals/{appeal.public_id}").text


def test_P11_a_ledger_that_cannot_be_written_stands_in_no_withdrawals_way(client, desk, now, tmp_path, monkeypatch):
    appeal = published_with_photo(desk, now)
    monkeypatch.setenv("SEARCHHERO_PURGE_LEDGER", str(tmp_path / "file" / "ledger"))
    (tmp_path / "file").write_text("not a folder")
    settings.cache_clear()
    try:
        assert workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.STAND_DOWN, now=now)
        assert client.get(f"/appeals/{appeal.public_id}").status_code == 410
        (tmp_path / "file").unlink()
        assert purge.note_standing() == 1
        assert last_of(purge.noted())[appeal.appeal_id].line is Line.ENDED
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def test_P11_a_ledger_that_hangs_is_left_behind(monkeypatch, tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    monkeypatch.setenv("SEARCHHERO_PURGE_LEDGER", str(path))
    settings.cache_clear()
    try:
        before = time.monotonic()
        ledger.try_note([{"line": "one"}])
        assert time.monotonic() - before < 10
        assert b'{"line": "one"}' in path.read_bytes()
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def test_what_came_back_is_live_in_the_ledger_again_and_when_it_last_ended_stays_known(now):
    case, later = uuid4(), now + timedelta(seconds=1)
    lines = [Noted(appeal_id=case, line=Line.ENDED, at=now), Noted(appeal_id=case, line=Line.LIVE, at=later)]
    assert last_of(lines)[case].line is last_of(lines[::-1])[case].line is Line.LIVE
    assert ended_of(lines) == ended_of(lines[::-1]) == {case: now}
    assert ended_of([replace(lines[0], at=later), *lines]) == {case: later}
    assert purged_of([Noted(appeal_id=case, line=Line.PURGED_REPORTS, at=now)]) == {case: frozenset({Part.REPORTS})}


def test_what_was_public_after_its_purge_was_noted_had_not_been_purged(now):
    """The disk failed between the note and the deed, and somebody opened it again."""
    case, other = uuid4(), uuid4()
    lines = [Noted(appeal_id=each, line=line, at=now) for each in (case, other) for line in (
        Line.ENDED, Line.PURGED_APPEAL, Line.PURGED_REPORTS
    )]  # fmt: skip
    lines.append(Noted(appeal_id=case, line=Line.LIVE, at=now + timedelta(days=1)))
    assert purged_of(lines) == {case: frozenset({Part.REPORTS}), other: frozenset(Part)}


def test_R5_what_was_withdrawn_does_not_come_back_because_it_was_published_anew_since(client, desk, now):
    """The backup is older than both: what it brings back is what was withdrawn, not what took its place."""
    appeal = published_with_photo(desk, now, description="A green waxed jacket, and a red scarf with a hole in it.")
    backup, page = back_up(), f"/appeals/{appeal.public_id}"
    reinstate(appeal.appeal_id, desk, now + timedelta(minutes=1))
    assert purge.note_standing() == 1
    assert "a red scarf" not in client.get(page).text
    assert replay() == (0, 0), "nothing was restored"
    restore_backup(backup)
    assert row(appeal.appeal_id).state == "lapsed"
    assert client.get(page).status_code == 410


def test_R5_an_ending_is_noted_by_its_moment_also_where_the_one_before_is_noted_already(client, desk, now):
    """Published anew and ended again between two sweeps, while the disk failed."""
    appeal = published_with_photo(desk, now)
    reinstate(appeal.appeal_id, desk, now + timedelta(minutes=1))
    backup = back_up()
    workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.MISTAKE, now=now + timedelta(minutes=2))
    last = ended_of(purge.noted())
    lose_ledger()
    purge.note([Noted(appeal_id=appeal.appeal_id, line=Line.ENDED, at=now + timedelta(minutes=1))])
    assert purge.note_standing() == 1
    assert (ended_of(purge.noted()), purge.note_standing()) == (last, 0)
    restore_backup(backup)
    assert client.get(f"/appeals/{appeal.public_id}").status_code == 410


def test_a_new_release_does_not_end_what_is_being_written_again(desk, gone, now):
    """``db upgrade`` replays the ledger each time: what was opened again and is not out is nobody's to end."""
    assert workflow.reopen_appeal(gone.appeal_id, desk.editor, now=now + timedelta(minutes=1))
    assert replay() == (0, 0)
    assert row(gone.appeal_id).state == "draft"


def test_R5_a_withdrawal_that_waited_for_the_publication_it_ends_has_ended_after_it(desk, now):
    """Asked for before it, and written down after it: by the ledger it is the later of the two."""
    appeal = published_with_photo(desk, now)
    backup = back_up()
    workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.MISTAKE, now=now - timedelta(seconds=5))
    assert row(appeal.appeal_id).ended_at == now
    restore_backup(backup)
    assert row(appeal.appeal_id).state == "lapsed"


def test_a_ledger_that_a_crash_cut_short_keeps_every_whole_line(environment):
    ledger.note([{"line": "one"}])
    path = settings().purge_ledger or settings().photo_dir / "purged.jsonl"
    with path.open("a") as cut:
        cut.write('{"line": "tw')
    ledger.note([{"line": "three"}])
    assert [each["line"] for each in ledger.entries()][-2:] == ["one", "three"]
    assert "known_as" not in json.dumps(ledger.entries())


def reinstate(appeal_id, desk, now):
    """Withdrawn, opened again, and published in other words."""
    workflow.withdraw_appeal(appeal_id, desk.editor, EndReason.MISTAKE, now=now)
    at = now + timedelta(seconds=1)
    assert workflow.reopen_appeal(appeal_id, desk.editor, now=at)
    writing = complete(desk, at, description="A green jacket.")
    workflow.save_draft(appeal_id, desk.editor, writing, edition=row(appeal_id).edition, now=at)
    with reading() as session:
        owed_pictures = queries.photos_to_make(session)
    for photo_id in owed_pictures:
        workflow.make_pictures(photo_id)
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, change_reason="Mended", now=at) == []
    assert workflow.publish_appeal(appeal_id, desk.approver, seen=seen(appeal_id, at), factor=yes, now=at) == []


def restore(appeal_id, backup, version):
    """As an old backup would: the row and the version as they were, no receipt."""
    values = {column.name: getattr(backup, column.name) for column in Appeal.__table__.columns if column.name != "id"}
    with psycopg.connect(os.environ["SEARCHHERO_DATABASE_OWNER_URL"]) as connection:
        connection.execute("delete from purge_receipt")
        connection.execute("alter table appeal_version disable trigger appeal_version_refuse")
        connection.execute("update appeal_version set content = %s", [json.dumps(version)])
        connection.execute("alter table appeal_version enable trigger appeal_version_refuse")
    with transaction() as session:
        session.execute(update(Appeal).where(Appeal.id == appeal_id).values(**values))
        session.execute(update(AppealPhoto).where(AppealPhoto.appeal_id == appeal_id).values(state="ready"))


@pytest.mark.parametrize("went_out", [True, False])
def test_P11_what_was_approved_for_a_moment_ahead_does_not_go_out_after_a_restore(desk, now, went_out):
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now), now=now)
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=now) == []
    moment = now + timedelta(hours=3)
    approval = workflow.Approval(seen=seen(appeal_id, now), publish_at=moment)
    assert workflow.schedule_publication(appeal_id, desk.approver, approval, factor=yes, now=now) == []
    backup = back_up()
    if went_out:
        assert workflow.publish_scheduled(appeal_id, now=moment)
    workflow.withdraw_appeal(appeal_id, desk.editor, EndReason.COURT_ORDER, now=moment)
    restore_backup(backup)
    replay()
    assert not workflow.publish_scheduled(appeal_id, now=moment + timedelta(minutes=1))
    assert row(appeal_id).state == "review"

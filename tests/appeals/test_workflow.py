"""The journey, step by step, on the real database."""

import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from appeals import queries, workflow
from appeals.models import Appeal, AppealPhoto, AppealVersion, SiteEpoch
from appeals.rules import Code, EndReason, Hit, HitKind, PhotoWords
from appeals.workflow import Outcome, Writing
from foundation.audit import AuditEntry
from foundation.database import reading, transaction
from foundation.images import Format, ImageRefusedError, store
from staff.access import Factor
from tests.appeals.factories import (
    NOW,
    complete,
    publish_appeal,
    publish_through_the_gate,
    seen,
    yes,
)


def appeal(appeal_id):
    with reading() as session:
        return session.get_one(Appeal, appeal_id)


def epoch():
    with reading() as session:
        return session.scalars(select(SiteEpoch.value)).one()


def audited(appeal_id):
    with reading() as session:
        rows = session.scalars(
            select(AuditEntry).where(AuditEntry.subject_id == str(appeal_id)).order_by(AuditEntry.seq)
        ).all()
    return [(row.action, json.loads(row.detail)) for row in rows]


def picture(colour="teal"):
    content = io.BytesIO()
    Image.new("RGB", (900, 700), colour).save(content, "JPEG")
    return content.getvalue()


def test_an_appeal_goes_to_the_public_by_two_people(desk):
    before = epoch()
    appeal_id = publish_through_the_gate(desk)
    row = appeal(appeal_id)
    with reading() as session:
        live = queries.published(session, row.public_id, NOW)
    assert live.known_as == "Morven Tulloch"
    assert (live.area, live.region, live.nation) == ("Testburgh, Highland", "Highland", "Scotland")
    assert (row.state, row.current_version, row.writers, row.submitted_at) == ("published", 1, [], None)
    assert epoch() == before + 1
    assert [action for action, _ in audited(appeal_id)] == [
        "appeal.started", "appeal.reach_changed", "appeal.submitted", "appeal.published",
    ]  # fmt: skip


def test_an_incomplete_draft_cannot_be_handed_in_and_the_attempt_is_audited(desk):
    appeal_id = workflow.start_draft(desk.editor, Writing(fields=complete(desk, force="", officer="").fields), now=NOW)
    found = {each.code for each in workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW)}
    assert {Code.FORCE_MISSING, Code.OFFICER_MISSING, Code.RISK_CHECK_MISSING} == found
    assert appeal(appeal_id).state == "draft"
    action, detail = audited(appeal_id)[-1]
    assert action == "appeal.submit_refused"
    assert detail == {"obstacles": ["force_missing", "officer_missing", "risk_check_missing"]}


def test_any_change_takes_it_out_of_review_and_ends_the_senior_approval(desk):
    writing = complete(desk, risk_answers=complete(desk).fields.risk_answers | {"stalking": "unknown"})
    appeal_id = workflow.start_draft(desk.editor, writing, now=NOW)
    refused = workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW)
    assert [each.code for each in refused] == [Code.SENIOR_NEEDED]
    assert (
        workflow.approve_as_senior(appeal_id, desk.manager, "Agreed with the police at 10:20", edition=1, now=NOW) == []
    )
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW) == []
    longer = replace(writing, fields=replace(writing.fields, description="Tall."), risk_checked=False)
    assert workflow.save_draft(appeal_id, desk.editor, longer, edition=1, now=NOW) is Outcome.SAVED
    row = appeal(appeal_id)
    assert (row.state, row.submitted_at, row.senior_by, row.senior_reason) == ("draft", None, None, "")
    assert row.risk_checked_at == NOW


def test_saving_over_somebody_elses_newer_text_writes_nothing(desk):
    appeal_id = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    theirs, mine = complete(desk, description="Theirs."), complete(desk, description="Mine.")
    assert workflow.save_draft(appeal_id, desk.other_editor, theirs, edition=1, now=NOW) is Outcome.SAVED
    assert workflow.save_draft(appeal_id, desk.editor, mine, edition=1, now=NOW) is Outcome.CONFLICT
    assert appeal(appeal_id).description == "Theirs."
    assert workflow.save_draft(appeal_id, desk.editor, mine, edition=2, now=NOW) is Outcome.SAVED
    assert appeal(appeal_id).description == "Mine."
    assert set(appeal(appeal_id).writers) == {desk.editor, desk.other_editor}


def test_saving_the_same_again_changes_nothing(desk):
    appeal_id = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    same = replace(complete(desk), risk_checked=False)
    assert workflow.save_draft(appeal_id, desk.other_editor, same, edition=1, now=NOW) is Outcome.UNCHANGED
    assert appeal(appeal_id).writers == [desk.editor]


def test_a_changed_answer_without_a_check_leaves_no_check(desk):
    appeal_id = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    changed = replace(complete(desk, risk_answers={"stalking": "no"}), risk_checked=False)
    workflow.save_draft(appeal_id, desk.editor, changed, edition=1, now=NOW)
    assert appeal(appeal_id).risk_checked_at is None


def test_a_fresh_risk_check_alone_leaves_it_in_review(desk):
    appeal_id = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW)
    later = NOW + timedelta(hours=25)
    assert workflow.save_draft(appeal_id, desk.manager, complete(desk), edition=1, now=later) is Outcome.SAVED
    row = appeal(appeal_id)
    assert (row.state, row.risk_checked_at, row.risk_checked_by) == ("review", later, desk.manager)
    assert desk.manager in row.writers


def test_a_clearance_holds_only_for_its_sentence(desk):
    appeal_id = workflow.start_draft(
        desk.editor, complete(desk, last_seen="Near the hospital. In the evening."), now=NOW
    )
    hit = Hit(field="last_seen", kind=HitKind.HEALTH, words="hospital", sentence="Near the hospital.")
    assert not workflow.clear_hit(appeal_id, desk.approver, hit, " ", now=NOW)
    assert workflow.clear_hit(appeal_id, desk.approver, hit, "A landmark, not a reason", now=NOW)
    assert workflow.clear_hit(appeal_id, desk.approver, hit, "A landmark, not a reason", now=NOW)
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW) == []
    moved = complete(desk, last_seen="A patient of the hospital.")
    workflow.save_draft(appeal_id, desk.editor, moved, edition=1, now=NOW)
    found = workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW)
    assert {(each.code, each.words) for each in found} == {
        (Code.WORDS_TO_CLEAR, "hospital"), (Code.WORDS_TO_CLEAR, "patient"),
    }  # fmt: skip


def test_publishing_another_text_than_was_seen_is_refused(desk):
    appeal_id = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    old = seen(appeal_id)
    workflow.save_draft(appeal_id, desk.editor, complete(desk, description="Other."), edition=1, now=NOW)
    workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW)
    found = workflow.publish_appeal(appeal_id, desk.approver, seen=old, factor=yes, now=NOW)
    assert [each.code for each in found] == [Code.NOT_WHAT_WAS_SEEN]
    assert audited(appeal_id)[-1] == ("appeal.publish_refused", {"obstacles": ["not_what_was_seen"]})


def test_a_wrong_second_factor_publishes_nothing(desk):
    appeal_id = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW)
    for factor, code in ((Factor.WRONG, Code.FACTOR_WRONG), (Factor.TOO_MANY, Code.FACTOR_TOO_MANY)):
        found = workflow.publish_appeal(
            appeal_id, desk.approver, seen=seen(appeal_id), factor=lambda _, factor=factor: factor, now=NOW
        )
        assert [each.code for each in found] == [code]
    assert appeal(appeal_id).state == "review"


def test_a_published_appeal_stays_as_approved_while_its_new_text_is_written(desk):
    appeal_id = publish_through_the_gate(desk)
    public_id = appeal(appeal_id).public_id
    with reading() as session:
        before = queries.published(session, public_id, NOW)
    changed = complete(desk, description="New words.", review_at=NOW + timedelta(days=20))
    assert workflow.save_draft(appeal_id, desk.other_editor, changed, edition=1, now=NOW) is Outcome.SAVED
    with reading() as session:
        assert queries.published(session, public_id, NOW) == before
    assert workflow.submit_for_review(appeal_id, desk.other_editor, material=False, change_reason="Coat", now=NOW) == []
    assert workflow.publish_appeal(appeal_id, desk.editor, seen=seen(appeal_id), factor=yes, now=NOW) == []
    with reading() as session:
        after = queries.published(session, public_id, NOW)
        material = session.scalars(select(AppealVersion.material).order_by(AppealVersion.number)).all()
    assert (after.version, after.description, after.review_at) == (2, "New words.", NOW + timedelta(days=20))
    assert material == [True, False]


def test_sending_back_needs_a_reason_to_read_and_leaves_review(desk):
    appeal_id = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    assert not workflow.send_back(appeal_id, desk.approver, "Too early", now=NOW)
    workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW)
    assert workflow.send_back(appeal_id, desk.approver, "Which coat?", now=NOW)
    assert (appeal(appeal_id).state, appeal(appeal_id).review_note) == ("draft", "Which coat?")
    assert desk.approver not in appeal(appeal_id).writers


def test_withdrawing_is_one_person_from_every_state_and_twice_does_no_harm(desk):
    drafted = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    reviewed = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    workflow.submit_for_review(reviewed, desk.editor, material=True, now=NOW)
    live = publish_through_the_gate(desk)
    lapsed = publish_through_the_gate(desk)
    noise = publish_through_the_gate(desk)
    with transaction() as session:
        row = session.get_one(Appeal, lapsed)
        row.state = "lapsed"
    for appeal_id in (drafted, reviewed, live, lapsed):
        assert workflow.withdraw_appeal(appeal_id, desk.editor, EndReason.STAND_DOWN, now=NOW)
        assert workflow.withdraw_appeal(appeal_id, desk.approver, EndReason.MISTAKE, now=NOW)
        row = appeal(appeal_id)
        assert (row.state, row.ended_by, row.end_reason) == ("withdrawn", desk.editor, "stand_down")
    with reading() as session:
        assert [each.appeal_id for each in queries.published_list(session, NOW)] == [noise]
    assert not workflow.withdraw_appeal(desk.editor, desk.editor, EndReason.MISTAKE, now=NOW)


def test_what_is_past_its_review_date_is_marked_and_nothing_else(desk):
    over = publish_appeal(review_at=NOW)
    live = publish_appeal(review_at=NOW + timedelta(seconds=1))
    before = epoch()
    assert workflow.lapse_overdue(NOW) == 1
    assert workflow.lapse_overdue(NOW) == 0
    assert (appeal(over.appeal_id).state, appeal(live.appeal_id).state) == ("lapsed", "published")
    assert appeal(over.appeal_id).ended_by is None
    assert epoch() == before + 1
    assert audited(over.appeal_id)[-1][0] == "appeal.lapsed"


def test_an_ended_appeal_is_written_anew_before_it_is_published_again(desk):
    appeal_id = publish_through_the_gate(desk)
    assert not workflow.reopen_appeal(appeal_id, desk.editor, now=NOW)
    workflow.withdraw_appeal(appeal_id, desk.editor, EndReason.MISTAKE, now=NOW)
    assert workflow.save_draft(appeal_id, desk.editor, complete(desk), edition=1, now=NOW) is Outcome.ENDED
    assert workflow.reopen_appeal(appeal_id, desk.editor, now=NOW)
    row = appeal(appeal_id)
    assert (row.state, row.risk_checked_at, row.review_at, row.reach) == ("draft", None, None, "none")
    found = {each.code for each in workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW)}
    assert found == {Code.RISK_CHECK_MISSING, Code.REVIEW_MISSING, Code.REACH_NOT_PUBLIC}
    with reading() as session:
        assert queries.published(session, row.public_id, NOW) is None
        assert len(queries.tombstones(session, NOW, kept=timedelta(days=30))) == 1
        assert queries.case_of(session, appeal_id, NOW).live is False


def test_R5_a_photo_is_cleaned_kept_and_gone_from_the_disk_after_the_withdrawal(desk):
    appeal_id = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    said = PhotoWords(alt="A woman in a teal coat", source="Her family", permission="Her sister, by phone")
    key = workflow.add_photo(appeal_id, desk.editor, picture(), said, now=NOW)
    workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW)
    assert workflow.publish_appeal(appeal_id, desk.approver, seen=seen(appeal_id), factor=yes, now=NOW) == []
    with reading() as session:
        photos = queries.published(session, appeal(appeal_id).public_id, NOW).photos
    assert [(photo.key, photo.width, photo.height) for photo in photos] == [(key, 900, 700)]
    workflow.take_off_pictures()
    assert store.read_public(key, 640, Format.WEBP)
    workflow.withdraw_appeal(appeal_id, desk.editor, EndReason.STAND_DOWN, now=NOW)
    workflow.take_off_pictures()
    workflow.take_off_pictures()
    assert store.read_public(key, 640, Format.WEBP) is None
    assert store.read_sealed(key) == picture()
    workflow.reopen_appeal(appeal_id, desk.editor, now=NOW)
    with reading() as session:
        owed = queries.photos_to_make(session)
    assert len(owed) == 1
    workflow.make_pictures(owed[0])
    workflow.make_pictures(owed[0])
    assert store.read_public(key, 640, Format.WEBP)


def test_a_photo_that_is_taken_back_is_gone_from_the_public_version_at_once(desk):
    appeal_id = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    said = PhotoWords(alt="A woman", source="Her family", permission="Given")
    key = workflow.add_photo(appeal_id, desk.editor, picture(), said, now=NOW)
    other = workflow.add_photo(appeal_id, desk.editor, picture("red"), said, now=NOW)
    workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW)
    workflow.publish_appeal(appeal_id, desk.approver, seen=seen(appeal_id), factor=yes, now=NOW)
    assert workflow.remove_photo(appeal_id, desk.editor, key, now=NOW)
    assert not workflow.remove_photo(appeal_id, desk.editor, key, now=NOW)
    with reading() as session:
        live = queries.published(session, appeal(appeal_id).public_id, NOW)
    assert [photo.key for photo in live.photos] == [other]
    workflow.take_off_pictures()
    assert store.read_public(key, 320, Format.JPEG) is None
    assert store.read_public(other, 320, Format.JPEG)


def test_a_file_that_is_no_picture_leaves_nothing_behind(desk):
    appeal_id = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    with pytest.raises(ImageRefusedError):
        workflow.add_photo(appeal_id, desk.editor, b"%PDF-1.7", PhotoWords(), now=NOW)
    with reading() as session:
        assert session.scalars(select(AppealPhoto)).all() == []


def test_the_database_itself_refuses_a_version_by_its_writer_and_a_changed_version(desk):
    live = publish_appeal()
    with pytest.raises(DBAPIError), transaction() as session:
        session.execute(text("update appeal_version set material = false"))
    with pytest.raises(DBAPIError), transaction() as session:
        session.execute(
            text(
                "insert into appeal_version select appeal_id, 2, content, material, latitude, longitude, radius,"
                " national, published_at, published_by, array[published_by], reason from appeal_version"
                " where appeal_id = :id"
            ),
            {"id": live.appeal_id},
        )


def test_a_new_reach_is_audited_with_its_reason(desk):
    appeal_id = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    wider = complete(desk, reach="national", reach_reason="risk_rose")
    workflow.save_draft(appeal_id, desk.editor, wider, edition=1, now=NOW)
    changes = [detail for action, detail in audited(appeal_id) if action == "appeal.reach_changed"]
    assert changes[-1] == {"before": "area", "after": "national", "reason": "risk_rose"}

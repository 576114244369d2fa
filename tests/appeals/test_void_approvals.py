"""An approval holds for what was approved: whatever changes after it, of the words or behind them, ends it."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from appeals import queries, workflow
from appeals.models import Appeal, AppealSchedule
from appeals.rules import Code, Edits, Marks, PhotoWords
from appeals.rules.translations import seen_of
from appeals.workflow import Approval, Outcome
from foundation.database import reading
from tests.appeals.factories import NOW, SAFE, complete, seen, yes

SOON, LATER = NOW + timedelta(hours=3), NOW + timedelta(minutes=1)
WORDS = PhotoWords(alt="A woman in a green jacket", source="Family", permission="Sister, by phone")


def names(appeal_id):
    with reading() as session:
        return [photo.original for photo in queries.photos(session, appeal_id)]


def row(appeal_id):
    with reading() as session:
        return session.get_one(Appeal, appeal_id)


def welsh(appeal_id, desk):
    with reading() as session:
        keys = [photo.key for photo in queries.photos(session, appeal_id)]
    said = workflow.TranslationWords(description="Gwallt byr.", last_seen="Ger y pier.", alts=dict.fromkeys(keys, "Un"))
    assert workflow.save_translation(appeal_id, "cy", desk.editor, said, now=NOW)


def approve_welsh(appeal_id, desk):
    with reading() as session:
        shown = seen_of(queries.written(queries.translation(session, appeal_id, "cy")))
    approval = workflow.TranslationApproval(by=desk.other_manager, seen=shown, reads_it=True, factor=yes)
    assert workflow.approve_translation(appeal_id, "cy", approval, now=LATER) == []


@pytest.fixture
def handed_in(desk):
    """With two photos and a Welsh translation that waits."""
    appeal_id = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    for colour in ("teal", "olive"):
        content = io.BytesIO()
        Image.new("RGB", (700, 500), colour).save(content, "PNG")
        assert workflow.add_photo(appeal_id, desk.editor, content.getvalue(), WORDS, now=NOW)
    welsh(appeal_id, desk)
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW) == []
    return appeal_id


def fields(**changes):
    def change(appeal_id, desk):
        writing, number = complete(desk, **changes), row(appeal_id).edition
        assert workflow.save_draft(appeal_id, desk.editor, writing, edition=number, now=LATER) is Outcome.SAVED

    return change


def photo_words(**changes):
    def change(appeal_id, desk):
        writing = replace(complete(desk), photos={names(appeal_id)[0]: replace(WORDS, **changes)})
        number = row(appeal_id).edition
        assert workflow.save_draft(appeal_id, desk.editor, writing, edition=number, now=LATER) is Outcome.SAVED

    return change


def of_photo(step, *values, **named):
    return lambda appeal_id, desk: step(appeal_id, desk.editor, names(appeal_id)[0], *values, **named, now=LATER)


CHANGES = {
    "a word": fields(description="Other words."),
    "the area": fields(area_radius=25_000),
    "the officer": fields(officer="Inspector Tam Rennie"),
    "the legal basis": fields(legal_basis="vital_interests"),
    "the legal reason": fields(legal_reason="The police asked again."),
    "the reach": fields(reach="national", reach_reason="risk_rose"),
    "a safety answer": fields(risk_answers=SAFE | {"stalking": "unknown"}),
    "whether heroes are told": fields(material=False),
    "the review date": fields(review_at=NOW + timedelta(days=9)),
    "the month": lambda appeal_id, desk: workflow.say_missing_since(appeal_id, desk.editor, "2020-02", now=LATER),
    "an alt text": photo_words(alt="A woman who smiles"),
    "the source of a photo": photo_words(source="A friend"),
    "the permission for a photo": photo_words(permission="Brother"),
    "the crop of a photo": of_photo(workflow.cut_photo, Edits(left=10, top=10, width=60, height=60)),
    "the blur of a photo": of_photo(workflow.mark_photo, Marks(blurred=True)),
    "the order of the photos": of_photo(workflow.move_photo, earlier=False),
    "a withdrawn photo": of_photo(workflow.remove_photo),
}
"""What takes it out of review as well."""


@pytest.fixture(params=CHANGES, ids=lambda name: name.replace(" ", "-"))
def change(request):
    return CHANGES[request.param]


def test_P3_the_senior_approval_is_of_what_was_seen_and_not_of_what_was_changed_meanwhile(app, desk, handed_in, change):
    edition = row(handed_in).edition
    change(handed_in, desk)
    found = workflow.approve_as_senior(handed_in, desk.manager, "Agreed with the police", edition=edition, now=NOW)
    assert [each.code for each in found] == [Code.NOT_WHAT_WAS_SEEN]
    assert row(handed_in).senior_by is None


def test_P11_any_change_ends_an_approval_for_later_and_the_senior_one(app, desk, handed_in, change):
    approval = Approval(seen=seen(handed_in), publish_at=SOON)
    edition = row(handed_in).edition
    assert workflow.approve_as_senior(handed_in, desk.manager, "Agreed with the police", edition=edition, now=NOW) == []
    assert workflow.schedule_publication(handed_in, desk.approver, approval, factor=yes, now=NOW) == []
    change(handed_in, desk)
    assert (row(handed_in).submitted_at, row(handed_in).senior_by, row(handed_in).state) == (None, None, "draft")
    with app.app_context():
        assert workflow.publish_scheduled(handed_in, now=SOON) is False
    with reading() as session:
        assert session.scalars(select(AppealSchedule.state)).all() == ["void"]
    assert row(handed_in).current_version is None


def test_P11_what_was_seen_before_any_change_publishes_nothing_though_it_is_handed_in_again(desk, handed_in, change):
    before = seen(handed_in)
    change(handed_in, desk)
    found = workflow.publish_appeal(handed_in, desk.approver, seen=before, factor=yes, now=LATER)
    assert {each.code for each in found} >= {Code.NOT_SUBMITTED, Code.NOT_WHAT_WAS_SEEN}
    workflow.submit_for_review(handed_in, desk.editor, material=row(handed_in).material, now=LATER)
    found = workflow.publish_appeal(handed_in, desk.approver, seen=before, factor=yes, now=LATER)
    assert Code.NOT_WHAT_WAS_SEEN in {each.code for each in found}
    assert row(handed_in).current_version is None


def test_P11_a_translation_that_is_approved_or_taken_back_after_it_ends_the_approval(app, desk, handed_in):
    def refused(before):
        found = workflow.publish_appeal(handed_in, desk.approver, seen=before, factor=yes, now=LATER)
        return [each.code for each in found] == [Code.NOT_WHAT_WAS_SEEN]

    without = seen(handed_in)
    approve_welsh(handed_in, desk)
    assert refused(without)
    approval = Approval(seen=seen(handed_in), publish_at=SOON)
    assert workflow.schedule_publication(handed_in, desk.approver, approval, factor=yes, now=LATER) == []
    assert workflow.withdraw_translation(handed_in, "cy", desk.manager, now=LATER)
    assert refused(approval.seen)
    with app.app_context():
        assert workflow.publish_scheduled(handed_in, now=SOON) is False
    with reading() as session:
        stopped = session.scalars(select(AppealSchedule)).one()
    assert (stopped.state, stopped.in_the_way) == ("stopped", ["not_what_was_seen"])


def test_nothing_is_scheduled_while_a_comment_is_open(desk, handed_in):
    assert workflow.comment_on(handed_in, desk.manager, "description", "Which green?", now=NOW)
    approval = Approval(seen=seen(handed_in), publish_at=SOON)
    found = workflow.schedule_publication(handed_in, desk.approver, approval, factor=yes, now=NOW)
    assert [each.code for each in found] == [Code.COMMENT_OPEN]
    with reading() as session:
        assert session.scalars(select(AppealSchedule)).all() == []
        [comment] = queries.comments(session, handed_in)
    assert workflow.resolve_comment(handed_in, comment.id, desk.editor, "Olive", now=NOW)
    assert workflow.schedule_publication(handed_in, desk.approver, approval, factor=yes, now=NOW) == []


def test_a_comment_made_after_the_approval_stops_it_at_its_moment(app, desk, handed_in):
    approval = Approval(seen=seen(handed_in), publish_at=SOON)
    assert workflow.schedule_publication(handed_in, desk.approver, approval, factor=yes, now=NOW) == []
    assert workflow.comment_on(handed_in, desk.manager, "", "Wait for the family", now=LATER)
    with app.app_context():
        assert workflow.publish_scheduled(handed_in, now=SOON) is False
    with reading() as session:
        assert session.scalars(select(AppealSchedule.in_the_way)).all() == [["comment_open"]]

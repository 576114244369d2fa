"""Reminders go out once, to the right people, and name nobody; a renewal asks everything again."""

from datetime import timedelta

from sqlalchemy import select

from appeals import queries, workflow
from appeals.models import Appeal
from appeals.rules import LONGEST_REVIEW_LONG_TERM, Code, EndReason, Reminder, reminder_due
from foundation.database import reading, transaction
from outbox.models import OutboxMessage
from staff.models import StaffAccount
from tests.appeals.factories import NOW, complete, publish_through_the_gate, seen, yes

REVIEW = NOW + timedelta(days=14)


def remind(now):
    return [workflow.post_reminder(due, now=now) for due in workflow.reminders_due(now)]


def mails():
    with reading() as session:
        return session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind.in_(["appeal-review", "appeal-anniversary"]))
        ).all()


def addresses(*ids):
    with reading() as session:
        return {session.get_one(StaffAccount, each).email for each in ids}


def row(appeal_id):
    with reading() as session:
        return session.get_one(Appeal, appeal_id)


def test_P10_writers_and_duty_managers_are_reminded_three_days_and_one_day_before_and_once_each(app, desk):
    publish_through_the_gate(desk)
    ended = publish_through_the_gate(desk)
    workflow.withdraw_appeal(ended, desk.editor, EndReason.STAND_DOWN, now=NOW)
    told = addresses(desk.editor, desk.manager, desk.other_manager)
    with app.app_context():
        assert remind(REVIEW - timedelta(days=3, seconds=1)) == []
        assert remind(REVIEW - timedelta(days=3)) == [True]
        assert remind(REVIEW - timedelta(days=2)) == []
        assert {mail.recipient for mail in mails()} == told
        assert remind(REVIEW - timedelta(hours=20)) == [True]
        assert remind(REVIEW - timedelta(hours=2)) == []
        assert remind(REVIEW) == []
    assert len(mails()) == 2 * len(told)
    for mail in mails():
        assert "Morven" not in mail.subject + mail.text + mail.html
        assert "SP/26/0417" in mail.text


def test_of_two_workers_one_reminds(app, desk):
    publish_through_the_gate(desk)
    now = REVIEW - timedelta(days=2)
    (due,) = workflow.reminders_due(now)
    with app.app_context():
        assert [workflow.post_reminder(due, now=now) for _ in range(2)] == [True, False]


def test_what_was_published_for_two_days_is_not_reminded_of_at_once():
    assert reminder_due(NOW + timedelta(days=2), NOW, NOW) is None
    assert reminder_due(NOW + timedelta(days=2), NOW, NOW + timedelta(days=1, hours=1)) is Reminder.REVIEW_1
    assert reminder_due(NOW, NOW - timedelta(days=9), NOW) is None


def test_when_its_writers_have_left_every_editor_is_reminded(app, desk):
    publish_through_the_gate(desk)
    with transaction() as session:
        session.get_one(StaffAccount, desk.editor).suspended_at = NOW
    with app.app_context():
        remind(REVIEW - timedelta(days=2))
    assert {mail.recipient for mail in mails()} == addresses(desk.other_editor, desk.manager, desk.other_manager)


def test_P10_renewing_asks_P1_again(desk):
    appeal_id = publish_through_the_gate(desk)
    later = NOW + timedelta(days=13)
    renewal = complete(desk, later)
    edition = row(appeal_id).edition
    workflow.save_draft(
        appeal_id,
        desk.editor,
        workflow.Writing(fields=renewal.fields, risk_checked=False),
        edition=edition,
        now=later,
    )
    found = workflow.submit_for_review(appeal_id, desk.editor, material=False, now=later)
    assert [each.code for each in found] == [Code.RISK_CHECK_OLD]
    workflow.save_draft(appeal_id, desk.editor, renewal, edition=row(appeal_id).edition, now=later)
    assert workflow.submit_for_review(appeal_id, desk.editor, material=False, now=later) == []
    assert [each.code for each in publish(appeal_id, desk.editor, later)] == [Code.SAME_PERSON]
    assert publish(appeal_id, desk.approver, later) == []
    assert row(appeal_id).live_until == later + timedelta(days=14)


def publish(appeal_id, by, now):
    return workflow.publish_appeal(appeal_id, by, seen=seen(appeal_id, now), factor=yes, now=now)


def long_term(desk, now=NOW, month="2019-06", ahead=timedelta(days=150)):
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now, review_at=now + ahead), now=now)
    assert workflow.say_missing_since(appeal_id, desk.editor, month, now=now)
    assert workflow.make_long_term(appeal_id, desk.approver, "Missing since 2019; police review yearly.", now=now)
    return appeal_id


def test_P10_only_with_an_approvers_reason_may_a_review_date_be_months_ahead(desk):
    plain = workflow.start_draft(desk.editor, complete(desk, review_at=NOW + timedelta(days=150)), now=NOW)
    found = workflow.submit_for_review(plain, desk.editor, material=True, now=NOW)
    assert [each.code for each in found] == [Code.REVIEW_FAR]
    assert not workflow.make_long_term(plain, desk.approver, "Long", now=NOW), "no month was given"
    assert not workflow.say_missing_since(plain, desk.editor, "2027-01", now=NOW), "not begun yet"
    appeal_id = long_term(desk)
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW) == []
    assert publish(appeal_id, desk.approver, NOW) == []
    with reading() as session:
        public = queries.published(session, row(appeal_id).public_id, NOW)
    assert public.missing_since == "2019-06"
    far = long_term(desk, ahead=LONGEST_REVIEW_LONG_TERM + timedelta(hours=1))
    found = workflow.submit_for_review(far, desk.editor, material=True, now=NOW)
    assert [each.code for each in found] == [Code.REVIEW_FAR]


def test_P10_a_long_term_appeal_goes_down_by_itself_too(app, desk):
    appeal_id = long_term(desk)
    workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW)
    publish(appeal_id, desk.approver, NOW)
    assert workflow.lapse_overdue(NOW + timedelta(days=150)) == 1
    assert row(appeal_id).state == "lapsed"


def test_writers_are_reminded_of_an_anniversary_two_weeks_before_and_once(app, desk):
    appeal_id = long_term(desk)
    workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW)
    publish(appeal_id, desk.approver, NOW)
    long_term(desk, month="2019-06")
    day = NOW.replace(month=6, day=1, hour=8, minute=0)
    with app.app_context():
        assert remind(day - timedelta(days=14, minutes=1)) == []
        assert remind(day - timedelta(days=14)) == [True]
        assert remind(day - timedelta(days=13)) == []
    told = [mail for mail in mails() if mail.kind == "appeal-anniversary"]
    assert {mail.recipient for mail in told} == addresses(desk.editor)
    assert len(told) == 1
    assert "June 2026" in told[0].text


def test_a_new_gate_after_the_end_is_not_a_long_term_one(desk):
    appeal_id = long_term(desk)
    workflow.withdraw_appeal(appeal_id, desk.editor, EndReason.MISTAKE, now=NOW)
    workflow.reopen_appeal(appeal_id, desk.editor, now=NOW)
    assert row(appeal_id).long_term is False

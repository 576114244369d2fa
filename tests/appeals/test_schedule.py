"""Approved now for a moment ahead: it goes out once, at that moment, or not at all and people are told."""

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from appeals import queries, tasks, workflow
from appeals.models import Appeal, AppealSchedule, AppealVersion
from appeals.rules import SCHEDULE_MOVES, Code, EndReason, ScheduleState, next_anniversary, schedule_obstacles
from appeals.workflow import Approval
from foundation import clock
from foundation.database import reading, transaction
from outbox.models import OutboxMessage
from staff.access import Factor
from staff.models import StaffAccount
from tests.appeals.factories import NOW, complete, make_desk, seen, yes

SOON = NOW + timedelta(hours=5)


def handed_in(desk, now=NOW, **changes):
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now, **changes), now=now)
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=now) == []
    return appeal_id


def approve(appeal_id, by, at=SOON, now=NOW):
    return workflow.schedule_publication(
        appeal_id, by, Approval(seen=seen(appeal_id, now), publish_at=at), factor=yes, now=now
    )


def sweep(now):
    with reading() as session:
        due = queries.schedules_due(session, now)
    return [workflow.publish_scheduled(each, now=now) for each in due]


def row(appeal_id):
    with reading() as session:
        return session.get_one(Appeal, appeal_id)


def last(appeal_id):
    with reading() as session:
        return session.scalars(
            select(AppealSchedule)
            .where(AppealSchedule.appeal_id == appeal_id)
            .order_by(AppealSchedule.approved_at.desc())
        ).first()


def mails():
    with reading() as session:
        return session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at)).all()


def test_it_goes_out_at_its_moment_and_once(app, desk):
    appeal_id, other = handed_in(desk), handed_in(desk)
    assert approve(appeal_id, desk.approver) == []
    assert sweep(SOON - timedelta(seconds=1)) == []
    with app.app_context():
        assert sweep(SOON) == [True]
        assert workflow.publish_scheduled(appeal_id, now=SOON) is False
    assert (row(appeal_id).state, row(appeal_id).published_by) == ("published", desk.approver)
    assert row(other).state == "review"
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(AppealVersion)) == 1
    assert last(appeal_id).state == ScheduleState.PUBLISHED


def test_P11_who_wrote_it_cannot_approve_it_for_later_and_the_factor_is_asked(desk):
    appeal_id = handed_in(desk)
    assert [each.code for each in approve(appeal_id, desk.editor)] == [Code.SAME_PERSON]
    found = workflow.schedule_publication(
        appeal_id,
        desk.approver,
        Approval(seen=seen(appeal_id), publish_at=SOON),
        factor=lambda session: Factor.WRONG,
        now=NOW,
    )
    assert [each.code for each in found] == [Code.FACTOR_WRONG]
    assert last(appeal_id) is None


@pytest.mark.parametrize(
    ("ahead", "code"),
    [
        (timedelta(0), Code.SCHEDULE_PAST),
        (timedelta(days=7, seconds=1), Code.SCHEDULE_FAR),
    ],
)
def test_the_moment_is_ahead_and_within_a_week(ahead, code):
    assert [each.code for each in schedule_obstacles(NOW + ahead, NOW + timedelta(days=20), NOW)] == [code]
    assert schedule_obstacles(NOW + timedelta(days=7), NOW + timedelta(days=20), NOW) == []


def test_P10_nothing_is_scheduled_for_a_moment_past_its_review_date():
    found = schedule_obstacles(NOW + timedelta(days=2), NOW + timedelta(days=2), NOW)
    assert [each.code for each in found] == [Code.SCHEDULE_AFTER_REVIEW]


def test_P1_a_risk_check_that_is_out_of_date_at_the_moment_stops_it_and_tells_editor_and_approver(app, desk):
    appeal_id, moment = handed_in(desk), NOW + timedelta(hours=25)
    assert approve(appeal_id, desk.approver, moment) == []
    with app.app_context():
        assert sweep(moment) == [False]
        assert sweep(moment + timedelta(minutes=1)) == []
    assert row(appeal_id).state == "review"
    assert last(appeal_id).in_the_way == [Code.RISK_CHECK_OLD]
    with reading() as session:
        people = {session.get_one(StaffAccount, each).email for each in (desk.editor, desk.approver)}
        assert queries.stopped_count(session) == (1, moment)
        assert queries.stopped(session, appeal_id).in_the_way == [Code.RISK_CHECK_OLD]
    assert {mail.recipient for mail in mails()} == people
    for mail in mails():
        assert "Morven" not in mail.subject + mail.text + mail.html
        assert "older than 24 hours" in mail.text
        assert "SP/26/0417" in mail.text


def test_P1_a_check_made_again_before_the_moment_lets_it_go_out(app, desk):
    appeal_id, moment = handed_in(desk), NOW + timedelta(hours=25)
    assert approve(appeal_id, desk.approver, moment) == []
    later = NOW + timedelta(hours=20)
    workflow.save_draft(appeal_id, desk.editor, complete(desk), edition=row(appeal_id).edition, now=later)
    with app.app_context():
        assert sweep(moment) == [True]


def test_P11_an_approver_who_was_suspended_in_between_approves_nothing(app, desk):
    appeal_id = handed_in(desk)
    assert approve(appeal_id, desk.approver) == []
    with transaction() as session:
        session.get_one(StaffAccount, desk.approver).suspended_at = NOW
    with app.app_context():
        assert sweep(SOON) == [False]
    assert last(appeal_id).in_the_way == [Code.PUBLISHER_MAY_NOT]


def change_a_word(appeal_id, desk):
    writing = complete(desk, description="Tall, green coat.")
    workflow.save_draft(appeal_id, desk.editor, writing, edition=row(appeal_id).edition, now=NOW)


def hand_in_again(appeal_id, desk):
    change_a_word(appeal_id, desk)
    later = NOW + timedelta(minutes=5)
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=later) == []


@pytest.mark.parametrize(
    "end",
    [
        change_a_word,
        hand_in_again,
        lambda appeal_id, desk: workflow.send_back(appeal_id, desk.approver, "Shorter", now=NOW),
        lambda appeal_id, desk: workflow.say_missing_since(appeal_id, desk.editor, "2024-03", now=NOW),
        lambda appeal_id, desk: workflow.withdraw_appeal(appeal_id, desk.manager, EndReason.MISTAKE, now=NOW),
        lambda appeal_id, desk: workflow.cancel_schedule(appeal_id, desk.editor, now=NOW),
    ],
)
def test_P11_a_changed_word_a_sending_back_and_a_withdrawal_make_it_void(app, desk, end):
    appeal_id = handed_in(desk)
    assert approve(appeal_id, desk.approver) == []
    end(appeal_id, desk)
    with reading() as session:
        assert queries.scheduled(session, appeal_id) is None
    with app.app_context():
        assert True not in sweep(SOON)
    assert row(appeal_id).current_version is None
    assert last(appeal_id).state == ScheduleState.VOID
    assert mails() == []


def test_approving_anew_replaces_the_earlier_approval(app, desk):
    appeal_id = handed_in(desk)
    assert approve(appeal_id, desk.approver) == []
    later = SOON + timedelta(hours=2)
    assert approve(appeal_id, desk.other_manager, later, NOW + timedelta(minutes=1)) == []
    with app.app_context():
        assert sweep(SOON) == []
        assert sweep(later) == [True]
    assert row(appeal_id).published_by == desk.other_manager


def test_the_task_sends_out_what_is_due(app, desk):
    now = clock.now()
    appeal_id = handed_in(desk, now - timedelta(hours=2))
    before = now - timedelta(hours=1)
    assert approve(appeal_id, desk.approver, now - timedelta(minutes=1), before) == []
    with app.app_context():
        tasks.upkeep.publish_scheduled()
    assert row(appeal_id).state == "published"


def test_nothing_leads_back_to_waiting():
    assert all(ScheduleState.WAITING not in after for after in SCHEDULE_MOVES.values())
    assert {each for each, after in SCHEDULE_MOVES.items() if after} == {ScheduleState.WAITING}


def test_an_anniversary_is_the_first_of_the_month_in_later_years():
    assert next_anniversary("2019-03", NOW).isoformat() == "2027-03-01T09:00:00+00:00"
    assert next_anniversary("2019-07", NOW).isoformat() == "2026-07-01T08:00:00+00:00"
    assert next_anniversary("2026-05", NOW).isoformat() == "2027-05-01T08:00:00+00:00"
    assert next_anniversary("", NOW) is None


class Life(RuleBasedStateMachine):
    """Everything that people may do around one schedule, in any order, with the sweep in between."""

    app = None

    @initialize()
    def begin(self):
        self.desk, self.now = make_desk(), NOW
        self.appeal_id = workflow.start_draft(self.desk.editor, complete(self.desk), now=NOW)

    def _people(self):
        return [self.desk.editor, self.desk.other_editor, self.desk.approver, self.desk.other_manager]

    @rule(who=st.integers(0, 3), text=st.sampled_from(["Tall.", "Small.", "In a green coat."]))
    def write(self, who, text):
        writing = complete(self.desk, description=text, review_at=NOW + timedelta(days=14))
        edition = row(self.appeal_id).edition
        workflow.save_draft(self.appeal_id, self._people()[who], writing, edition=edition, now=self.now)

    @rule()
    def hand_in(self):
        workflow.submit_for_review(self.appeal_id, self.desk.editor, material=True, now=self.now)

    @rule(who=st.integers(0, 3), hours=st.integers(1, 40))
    def approve(self, who, hours):
        at = self.now + timedelta(hours=hours)
        approve(self.appeal_id, self._people()[who], at, self.now)

    @rule(hours=st.integers(1, 30))
    def time_passes_and_the_sweep_runs(self, hours):
        self.now += timedelta(hours=hours)
        with self.app.app_context():
            sweep(self.now)

    @rule()
    def send_back(self):
        workflow.send_back(self.appeal_id, self.desk.manager, "Shorter", now=self.now)

    @rule()
    def withdraw(self):
        assert workflow.withdraw_appeal(self.appeal_id, self.desk.editor, EndReason.PERSON_ASKS, now=self.now)
        assert row(self.appeal_id).state == "withdrawn"
        with reading() as session:
            assert queries.scheduled(session, self.appeal_id) is None

    @rule()
    def reopen(self):
        workflow.reopen_appeal(self.appeal_id, self.desk.editor, now=self.now)

    @invariant()
    def every_version_is_of_two_people_and_of_an_approval(self):
        with reading() as session:
            versions = session.scalars(select(AppealVersion).where(AppealVersion.appeal_id == self.appeal_id)).all()
            out = session.scalars(
                select(AppealSchedule).where(
                    AppealSchedule.appeal_id == self.appeal_id, AppealSchedule.state == ScheduleState.PUBLISHED
                )
            ).all()
        assert len(versions) == len(out)
        for version in versions:
            assert version.published_by not in version.writers
            assert version.writers
        for each in out:
            assert each.approved_at < each.publish_at <= each.ended_at


def test_P11_by_no_order_of_steps_is_it_public_without_an_approval_by_another_person(app):
    Life.app = app
    few = settings(max_examples=15, stateful_step_count=14, database=None)
    run_state_machine_as_test(Life, settings=few)

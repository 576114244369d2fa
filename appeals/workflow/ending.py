"""Taking it back: by one person at once, or by itself when nobody renews it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from appeals import queries
from appeals.models import Appeal, AppealClearance, AppealTranslation
from appeals.queries.purge import out_since
from appeals.queries.shown import was_briefed
from appeals.rules import ENDED, EndReason, ScheduleState, State
from appeals.rules.purge import Line, Noted
from appeals.workflow import certificate, photos
from appeals.workflow.marks import PATIENCE, keep_back, raise_epoch, record, written
from appeals.workflow.recall import end_with_appeal
from appeals.workflow.schedule import end_schedule
from foundation import background
from foundation.background import Queue
from foundation.database import transaction

WAS_PUBLIC = frozenset({State.PUBLISHED, State.LAPSED})


def withdraw_appeal(appeal_id: UUID, by: UUID, reason: EndReason, *, now: datetime) -> bool:
    """One person, one commit, from every state (rule P11): state, epoch, certificate, audit. Channels read the state.

    No second factor, mail, broker or disk is needed, and whoever hangs with a lock on it loses it. It ends after what
    it ends, also where that was let out while it waited, or by a faster clock. Doing it twice does no harm; False:
    there is no such appeal.
    """
    with transaction(patience=PATIENCE) as session:
        row = queries.locked(session, appeal_id)
        if row is None:
            return False
        if row.state == State.WITHDRAWN:
            return True
        now = max(now, out_since(session, row) or now)
        left_something = row.state in WAS_PUBLIC or was_briefed(session, appeal_id)
        row.state, row.submitted_at = State.WITHDRAWN, None
        row.ended_by, row.ended_at, row.end_reason = by, now, reason
        raise_epoch(session, now)
        was_to_go_out = end_schedule(session, appeal_id, ScheduleState.VOID, ["withdrawn"], now)
        if left_something:
            certificate.issue(session, row, owner=by, now=now)
        if left_something or was_to_go_out:
            keep_back(session, Noted(appeal_id=appeal_id, line=Line.ENDED, at=now))
        record(session, appeal_id, "withdrawn", by=by, now=now, reason=str(reason), version=row.current_version)
        background.nudge(session, "appeals.take_off_pictures")
        background.nudge(session, "appeals.recall", queue=Queue.URGENT)
        return True


def lapse_overdue(now: datetime) -> int:
    """Mark every appeal past its review date (rule P10): the queries have left it out since that moment."""
    with transaction() as session:
        rows = queries.overdue(session, now)
        for row in rows:
            end_by_itself(session, row, "review", now=now)
        return len(rows)


def end_by_itself(session: Session, row: Appeal, reason: str, *, now: datetime) -> None:
    """Nobody ended it: its review date did, or the ledger after a restore."""
    row.state, row.submitted_at = State.LAPSED, None
    row.ended_by, row.ended_at, row.end_reason = None, now, reason
    record(session, row.id, "lapsed", by=None, now=now, version=row.current_version)
    raise_epoch(session, now)
    certificate.issue(session, row, owner=row.published_by or row.edited_by, now=now)
    keep_back(session, Noted(appeal_id=row.id, line=Line.ENDED, at=now))
    background.nudge(session, "appeals.take_off_pictures")


def reopen_appeal(appeal_id: UUID, by: UUID, *, now: datetime) -> bool:
    """Write in an ended appeal again. It is a new publication with a new gate: nothing that was checked counts.

    Who wrote words that nobody ever approved is still one of the writers (rule P11): they stand there yet.
    """
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.state not in ENDED or row.purged_at is not None:
            return False
        end_with_appeal(session, appeal_id, now)
        row.state = State.DRAFT
        row.risk_checked_at, row.risk_checked_by, row.review_at, row.live_until = None, None, None, None
        row.reach, row.reach_reason, row.material, row.review_note = "none", "", True, ""
        row.long_term, row.long_term_by, row.long_term_at, row.long_term_reason = False, None, None, ""
        session.execute(delete(AppealClearance).where(AppealClearance.appeal_id == appeal_id))
        unapproved = {"approved_by": None, "approved_at": None}
        session.execute(update(AppealTranslation).where(AppealTranslation.appeal_id == appeal_id).values(unapproved))
        written(row, by, now)
        photos.make_again(session, row)
        record(session, appeal_id, "reopened", by=by, now=now)
        return True

"""Approved now for a moment ahead: it goes out once, at that moment, if nothing stands in the way then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from appeals import queries, wording
from appeals.models import AppealSchedule
from appeals.rules import (
    WRITABLE,
    Code,
    Obstacle,
    ScheduleState,
    fingerprint,
    obstacles,
    publishing_obstacles,
    schedule_obstacles,
)
from appeals.workflow.marks import PATIENCE, record
from appeals.workflow.publishing import FACTOR, GONE, codes, make_public
from appeals.workflow.telling import tell_stopped
from foundation.database import transaction
from staff import queries as staff_queries
from staff.access import Factor
from staff.rules import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What was approved, by its fingerprint, and for which moment."""

    seen: str
    publish_at: datetime


def schedule_publication(
    appeal_id: UUID, by: UUID, approval: Approval, *, factor: Callable[[Session], Factor], now: datetime
) -> list[Obstacle]:
    """``by`` approves exactly what was seen, for a moment ahead. What is in the way, or nothing.

    Everything that publishing asks is asked now and again at that moment. An earlier approval is void.
    """
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.state not in WRITABLE:
            return GONE
        public, is_now = queries.to_approve(session, row, now)
        draft = wording.read(queries.draft(session, row))
        found = obstacles(draft, now) + publishing_obstacles(draft, by, seen=approval.seen, is_now=is_now)
        found += schedule_obstacles(approval.publish_at, row.review_at, now)
        if not found and not (outcome := factor(session)):
            found = [Obstacle(code=FACTOR[outcome], field="code")]
        if found or row.submitted_at is None or public is None:
            record(session, appeal_id, "schedule_refused", by=by, now=now, obstacles=codes(found))
            return found
        end_schedule(session, appeal_id, ScheduleState.VOID, ["approved_anew"], now)
        session.add(
            AppealSchedule(
                id=uuid4(), appeal_id=appeal_id, publish_at=approval.publish_at, approved_by=by, approved_at=now,
                approved_fingerprint=fingerprint(public, material=row.material), submitted_at=row.submitted_at,
                in_the_way=[],
            )
        )  # fmt: skip
        record(session, appeal_id, "scheduled", by=by, now=now, publish_at=approval.publish_at.isoformat())
        return []


def cancel_schedule(appeal_id: UUID, by: UUID, *, now: datetime) -> bool:
    """One person is enough. False: nothing was scheduled."""
    with transaction(patience=PATIENCE) as session:
        queries.locked(session, appeal_id)
        ended = end_schedule(session, appeal_id, ScheduleState.VOID, ["cancelled"], now)
        if ended:
            record(session, appeal_id, "schedule_cancelled", by=by, now=now)
        return ended


def publish_scheduled(appeal_id: UUID, *, now: datetime) -> bool:
    """The moment has come: make it public, or say what is in the way and tell people. True when it went out.

    The row of the appeal, then that of the approval, are held: of two workers the second finds nothing to do, and a
    withdrawal comes before or after as a whole.
    """
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        waiting = queries.schedule_waiting(session, appeal_id)
        if row is None or waiting is None:
            return False
        if row.state not in WRITABLE or row.submitted_at != waiting.submitted_at:
            end_schedule(session, appeal_id, ScheduleState.VOID, ["changed"], now)
            return False
        if waiting.publish_at > now:
            return False
        public = queries.as_public(session, row, now)
        is_now = fingerprint(public, material=row.material) if public else ""
        by, approved, draft = (
            waiting.approved_by,
            waiting.approved_fingerprint,
            wording.read(queries.draft(session, row)),
        )
        found = obstacles(draft, now) + publishing_obstacles(draft, by, seen=approved, is_now=is_now)
        if not _may_publish(session, by):
            found.append(Obstacle(code=Code.PUBLISHER_MAY_NOT))
        if found or public is None:
            end_schedule(session, appeal_id, ScheduleState.STOPPED, codes(found), now)
            record(session, appeal_id, "schedule_stopped", by=None, now=now, obstacles=codes(found))
            tell_stopped(session, row, by, found, now)
            return False
        make_public(session, row, public, by, now)
        end_schedule(session, appeal_id, ScheduleState.PUBLISHED, [], now)
        return True


def _may_publish(session: Session, staff_id: UUID) -> bool:
    account = staff_queries.account(session, staff_id)
    return account is not None and account.suspended_at is None and Role.APPROVER in account.roles


def end_schedule(session: Session, appeal_id: UUID, state: ScheduleState, why: list[str], now: datetime) -> bool:
    """What waits for its moment waits no longer. False: nothing did."""
    waiting = queries.schedule_waiting(session, appeal_id)
    if waiting is None:
        return False
    waiting.state, waiting.ended_at, waiting.in_the_way = state, now, why
    session.flush()
    return True

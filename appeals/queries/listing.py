"""The desk's list: filtered, a page at a time, each line with what needs doing on it today."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, and_, false, func, or_, select
from sqlalchemy.orm import Session

from appeals.models import Appeal, AppealComment, AppealSchedule, Briefing, WithdrawalCertificate, WithdrawalLeftover
from appeals.queries.desk import Listed
from appeals.queries.life import holds
from appeals.rules import ENDED, RISK_CHECK_GOOD_FOR, ScheduleState, State
from appeals.rules.obstacles import ADULT
from foundation.places.lookup import REGION, label
from foundation.places.models import Place

PAGE = 50
SOON = timedelta(days=3)
TODAY = timedelta(hours=24)


class Todo(StrEnum):
    """What needs doing today, the most pressing first."""

    STOPPED = "stopped"
    """It was to go out and did not."""
    REVIEW = "review"
    COMMENTS = "comments"
    """The second person asked for something that nobody has settled."""
    RENEW = "renew"
    CHECK_OLD = "check_old"
    """Handed in, and the safety check is older than a day."""
    SCHEDULED = "scheduled"
    RECALL = "recall"
    """It has ended, and something that we cannot recall ourselves is still open and due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which appeals; no name and no reference is among it: an address with one would be in logs (rule Y4)."""

    state: str = ""
    """A state, ``ended``, or empty: everything at work."""
    region: str = ""
    mine_of: UUID | None = None
    """Written by them."""
    waits_for: UUID | None = None
    """Handed in, and not written by them."""
    today: bool = False
    high_risk: bool = False
    child: bool = False
    long_term: bool = False
    briefed: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One appeal on the list."""

    appeal: Listed
    todo: tuple[Todo, ...]
    reference: str
    risk: str
    long_term: bool
    briefed: bool
    """Partners have it: its briefing was sent and is not recalled (rule P12)."""
    goes_out_at: datetime | None
    """A second person approved it for that moment."""


def listed(session: Session, wanted: Wanted, now: datetime) -> tuple[list[Line], int]:
    """One page of lines, and how many there are on all of them: what needs doing first, the longest waiting first."""
    needs = needed(now)
    where = _where(wanted, needs)
    total = session.scalar(_joined(select(func.count(Appeal.id))).where(where)) or 0
    rows = session.execute(
        _joined(
            select(
                Appeal,
                Place,
                _briefed().label("briefed"),
                _goes_out_at().label("goes_out_at"),
                *(each.label(f"todo_{todo}") for todo, each in needs.items()),
            )
        )
        .where(where)
        .order_by(or_(*needs.values()).desc(), Appeal.submitted_at.asc().nulls_last())
        .order_by(Appeal.edited_at.desc(), Appeal.id)
        .limit(PAGE)
        .offset((wanted.page - 1) * PAGE)
    )
    return [_line(row) for row in rows], total


def counted(session: Session, now: datetime) -> dict[Todo, int]:
    """How much of each kind needs doing today."""
    counts = [func.count().filter(each) for each in needed(now).values()]
    return dict(zip(Todo, session.execute(select(*counts).select_from(Appeal)).one(), strict=True))


def regions(session: Session) -> list[str]:
    """Areas that an appeal stands in, for the filter."""
    return list(session.scalars(_joined(select(REGION).distinct()).where(REGION != "").order_by(REGION)))


def needed(now: datetime) -> dict[Todo, ColumnElement[bool]]:
    """Conditions on an appeal."""
    work = Appeal.state.not_in(ENDED)
    handed_in = and_(work, Appeal.submitted_at.is_not(None))
    waiting = select(AppealSchedule.id).where(AppealSchedule.appeal_id == Appeal.id, holds())
    stopped = select(AppealSchedule.id).where(
        AppealSchedule.appeal_id == Appeal.id,
        AppealSchedule.state == ScheduleState.STOPPED,
        AppealSchedule.submitted_at == Appeal.submitted_at,
    )
    open_items = (
        select(WithdrawalLeftover.id)
        .join(WithdrawalCertificate, WithdrawalCertificate.id == WithdrawalLeftover.certificate_id)
        .where(
            WithdrawalCertificate.appeal_id == Appeal.id,
            WithdrawalLeftover.closed_at.is_(None),
            WithdrawalLeftover.due_at <= now + TODAY,
        )
    )
    comments = select(AppealComment.id).where(AppealComment.appeal_id == Appeal.id, AppealComment.resolved_at.is_(None))
    is_scheduled = waiting.correlate(Appeal).exists()
    return {
        Todo.STOPPED: and_(work, stopped.correlate(Appeal).exists(), ~is_scheduled),
        Todo.REVIEW: and_(handed_in, ~is_scheduled),
        Todo.COMMENTS: and_(work, comments.correlate(Appeal).exists()),
        Todo.RENEW: and_(Appeal.state == State.PUBLISHED, Appeal.live_until > now, Appeal.live_until <= now + SOON),
        Todo.CHECK_OLD: and_(handed_in, func.coalesce(Appeal.risk_checked_at < now - RISK_CHECK_GOOD_FOR, True)),
        Todo.SCHEDULED: and_(work, waiting.where(AppealSchedule.publish_at <= now + TODAY).correlate(Appeal).exists()),
        Todo.RECALL: open_items.correlate(Appeal).exists(),
    }


def _briefed() -> ColumnElement[bool]:
    sent = select(Briefing.id).where(Briefing.appeal_id == Appeal.id, Briefing.state == "sent")
    return sent.correlate(Appeal).exists()


def _goes_out_at() -> ScalarSelect[datetime]:
    waits = select(func.min(AppealSchedule.publish_at)).where(AppealSchedule.appeal_id == Appeal.id, holds())
    return waits.correlate(Appeal).scalar_subquery()


def _joined(statement: Any) -> Any:
    return statement.select_from(Appeal).outerjoin(Place, Place.id == Appeal.place_id)


def _line(row: Row[Any]) -> Line:
    appeal, place = row.Appeal, row.Place
    return Line(
        appeal=Listed(
            id=appeal.id,
            state=State(appeal.state),
            known_as=appeal.known_as,
            age=appeal.age,
            place=label(place) if place else "",
            force=appeal.force,
            revising=appeal.state == State.PUBLISHED and bool(appeal.writers),
            waits_since=appeal.submitted_at,
            edited_at=appeal.edited_at,
            live_until=appeal.live_until if appeal.state == State.PUBLISHED else None,
            writers=frozenset(appeal.writers),
        ),
        todo=tuple(todo for todo in Todo if getattr(row, f"todo_{todo}")),
        reference=appeal.reference,
        risk=appeal.risk,
        long_term=appeal.long_term,
        briefed=row.briefed,
        goes_out_at=row.goes_out_at,
    )


def _where(wanted: Wanted, needs: dict[Todo, ColumnElement[bool]]) -> ColumnElement[bool]:
    conditions = [_state(wanted, needs)]
    if wanted.region:
        conditions.append(REGION.in_([wanted.region]))
    if wanted.mine_of:
        conditions.append(or_(Appeal.created_by == wanted.mine_of, Appeal.writers.contains([wanted.mine_of])))
    if wanted.waits_for:
        conditions.append(and_(Appeal.submitted_at.is_not(None), ~Appeal.writers.contains([wanted.waits_for])))
    asked: tuple[tuple[bool, Any], ...] = (
        (wanted.today, or_(*needs.values())),
        (wanted.high_risk, Appeal.risk == "high"),
        (wanted.child, Appeal.age < ADULT),
        (wanted.long_term, Appeal.long_term),
        (wanted.briefed, _briefed()),
    )
    conditions += [condition for is_asked, condition in asked if is_asked]
    return and_(*conditions)


def _state(wanted: Wanted, needs: dict[Todo, ColumnElement[bool]]) -> ColumnElement[bool]:
    if wanted.state in set(State):
        return Appeal.state == wanted.state
    if wanted.state == "ended":
        return Appeal.state.in_(ENDED)
    return or_(Appeal.state.not_in(ENDED), needs[Todo.RECALL] if wanted.today else false())

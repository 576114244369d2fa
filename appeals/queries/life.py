"""What is scheduled, and who is to be reminded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from appeals.models import Appeal, AppealReminder, AppealSchedule, AppealVersion
from appeals.rules import ENDED, ScheduleState, State


def holds() -> ColumnElement[bool]:
    """Whether a waiting approval is of the text that is handed in now: joined with its appeal."""
    return and_(
        AppealSchedule.state == ScheduleState.WAITING,
        AppealSchedule.submitted_at == Appeal.submitted_at,
        Appeal.state.not_in(ENDED),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """An approval for a moment ahead that holds."""

    id: UUID
    appeal_id: UUID
    publish_at: datetime
    approved_by: UUID
    approved_at: datetime
    approved_fingerprint: str


def scheduled(session: Session, appeal_id: UUID) -> Scheduled | None:
    """The approval of that appeal for a moment ahead that holds; None when there is none."""
    row = session.scalar(select(AppealSchedule).join(Appeal).where(AppealSchedule.appeal_id == appeal_id, holds()))
    if row is None:
        return None
    return Scheduled(
        id=row.id,
        appeal_id=row.appeal_id,
        publish_at=row.publish_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        approved_fingerprint=row.approved_fingerprint,
    )


def stopped(session: Session, appeal_id: UUID) -> AppealSchedule | None:
    """The last approval that did not go out at its moment, while the same text still waits; else None."""
    last = session.scalar(
        select(AppealSchedule)
        .where(AppealSchedule.appeal_id == appeal_id)
        .order_by(AppealSchedule.approved_at.desc(), AppealSchedule.id)
        .limit(1)
    )
    return last if last is not None and last.state == ScheduleState.STOPPED and _is_of_now(session, last) else None


def stopped_count(session: Session) -> tuple[int, datetime | None]:
    """How many handed-in texts did not go out at their moment and wait since, and since when the first one does."""
    newer = select(AppealSchedule.appeal_id).where(AppealSchedule.state == ScheduleState.WAITING)
    count, first = session.execute(
        select(func.count(Appeal.id.distinct()), func.min(AppealSchedule.ended_at))
        .join(Appeal, Appeal.id == AppealSchedule.appeal_id)
        .where(
            AppealSchedule.state == ScheduleState.STOPPED,
            AppealSchedule.submitted_at == Appeal.submitted_at,
            Appeal.state.not_in(ENDED),
            Appeal.id.not_in(newer),
        )
    ).one()
    return count, first


def schedule_waiting(session: Session, appeal_id: UUID) -> AppealSchedule | None:
    """The waiting approval of that appeal, whether it holds or not, locked."""
    return session.scalar(
        select(AppealSchedule)
        .where(AppealSchedule.appeal_id == appeal_id, AppealSchedule.state == ScheduleState.WAITING)
        .with_for_update()
    )


def schedules_due(session: Session, now: datetime) -> Sequence[UUID]:
    """Appeals with a waiting approval whose moment has come, or which holds no longer."""
    return session.scalars(
        select(AppealSchedule.appeal_id)
        .join(Appeal)
        .where(AppealSchedule.state == ScheduleState.WAITING, or_(AppealSchedule.publish_at <= now, ~_of_now()))
        .order_by(AppealSchedule.publish_at)
        .limit(200)
    ).all()


def oldest_due_schedule(session: Session) -> datetime | None:
    """Since when the first approval whose moment has come waits to go out."""
    return session.scalar(
        select(func.min(AppealSchedule.publish_at)).where(
            AppealSchedule.state == ScheduleState.WAITING, AppealSchedule.publish_at <= func.now()
        )
    )


def ending_between(session: Session, now: datetime, until: datetime) -> Sequence[Appeal]:
    """Live appeals whose review date lies before ``until``."""
    return session.scalars(
        select(Appeal)
        .where(Appeal.state == State.PUBLISHED, Appeal.live_until > now, Appeal.live_until <= until)
        .order_by(Appeal.live_until)
    ).all()


def long_missing(session: Session, now: datetime) -> Sequence[Appeal]:
    """Live appeals with the month since which the person is missing."""
    return session.scalars(
        select(Appeal).where(
            Appeal.state == State.PUBLISHED, Appeal.live_until > now, Appeal.long_term, Appeal.missing_since != ""
        )
    ).all()


def reminded(session: Session, since: datetime) -> set[tuple[UUID, str, datetime]]:
    """Appeal, kind and date of every reminder of a date after ``since``."""
    rows = session.execute(
        select(AppealReminder.appeal_id, AppealReminder.kind, AppealReminder.of).where(AppealReminder.of > since)
    )
    return {(row.appeal_id, row.kind, row.of) for row in rows}


def writers_of(session: Session, appeal_id: UUID) -> set[UUID]:
    """Everybody who wrote in any version of it or in what is being written: earlier words stand in later versions."""
    rows = session.execute(
        select(Appeal.writers, Appeal.created_by, AppealVersion.writers)
        .outerjoin(AppealVersion, AppealVersion.appeal_id == Appeal.id)
        .where(Appeal.id == appeal_id)
    )
    return {each for now, creator, before in rows for each in (*now, creator, *(before or ()))}


def published_between(session: Session, now: datetime, ahead: timedelta) -> int:
    """How many are scheduled to go out within ``ahead``."""
    waits = select(func.count()).select_from(AppealSchedule).join(Appeal).where(holds())
    return session.scalar(waits.where(AppealSchedule.publish_at <= now + ahead)) or 0


def _of_now() -> ColumnElement[bool]:
    same = AppealSchedule.submitted_at.is_not_distinct_from(Appeal.submitted_at)
    return and_(same, Appeal.state.not_in(ENDED))


def _is_of_now(session: Session, row: AppealSchedule) -> bool:
    one = select(AppealSchedule.id).join(Appeal).where(AppealSchedule.id == row.id, _of_now())
    return session.scalar(one) is not None

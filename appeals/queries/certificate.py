"""Visits, certificates and leftovers: what is owed, and what the desk shows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from appeals.models import (
    Appeal,
    AppealPhoto,
    Briefing,
    BriefingVersion,
    ChannelVisit,
    SiteEpoch,
    WithdrawalCertificate,
    WithdrawalChannel,
    WithdrawalLeftover,
)
from appeals.queries.public import is_live
from appeals.queries.shown import as_published
from appeals.rules import State
from appeals.rules.briefing import BriefingState
from foundation.background import SweepRun

AGAIN = timedelta(hours=24)
"""A live appeal is visited again after that, so that "last seen" is never older."""
VISITS_OWED = "appeals.visits_owed"
"""The sweep that makes the visits."""
SOON = timedelta(seconds=30)
"""A visit that did not find everything is made again after that."""


def keys_shown(session: Session, row: Appeal, original: str) -> list[str]:
    """Under which names a photo's pictures are public at this moment."""
    if row.state != State.PUBLISHED or row.current_version is None:
        return []
    shown = as_published(session, row.id, row.current_version)
    made = session.scalars(
        select(AppealPhoto.key).where(AppealPhoto.appeal_id == row.id, AppealPhoto.original == original)
    )
    return sorted(set(made) & {photo.key for photo in shown.photos}) if shown else []


def briefed_keys(session: Session, row: Appeal, original: str) -> list[str]:
    """Under which names a photo's pictures are in the briefing that partners have at this moment."""
    shown = session.scalar(
        select(BriefingVersion)
        .join(Briefing, Briefing.id == BriefingVersion.briefing_id)
        .where(Briefing.appeal_id == row.id, Briefing.state == BriefingState.SENT)
        .where(BriefingVersion.number == Briefing.current_version)
    )
    made = select(AppealPhoto.key).where(AppealPhoto.appeal_id == row.id, AppealPhoto.original == original)
    told = {photo["key"] for photo in shown.content.get("photos", ())} if shown else set()
    return sorted(told & set(session.scalars(made)))


def visits_owed(session: Session, now: datetime, *, limit: int = 20) -> Sequence[UUID]:
    """Live appeals that were not met on every channel since they went out, or for a day."""
    mine = and_(ChannelVisit.appeal_id == Appeal.id, ChannelVisit.version == Appeal.current_version)
    never = ~exists().where(mine)
    failed = exists().where(mine, ChannelVisit.fault != "", ChannelVisit.tried_at < now - SOON)
    old = exists().where(mine, ChannelVisit.tried_at < now - AGAIN)
    owed = select(Appeal.id).where(is_live(now), or_(never, failed, old))
    return session.scalars(owed.order_by(Appeal.published_at.desc()).limit(limit)).all()


def not_met(session: Session, now: datetime) -> tuple[int, datetime | None]:
    """How many live appeals are not shown by every channel, and since when the first of them is public.

    One that nobody has visited counts once a sweep has ended since: at the first start nothing was looked at yet.
    """
    mine = and_(ChannelVisit.appeal_id == Appeal.id, ChannelVisit.version == Appeal.current_version)
    looked = exists().where(SweepRun.name == VISITS_OWED, SweepRun.ended_at > Appeal.published_at)
    never, failed = and_(~exists().where(mine), looked), exists().where(mine, ChannelVisit.fault != "")
    count, oldest = session.execute(
        select(func.count(), func.min(Appeal.published_at)).where(is_live(now), or_(never, failed))
    ).one()
    return count, oldest


def visits(session: Session, appeal_id: UUID, version: int) -> Sequence[ChannelVisit]:
    """How the channels of one version were met."""
    return session.scalars(
        select(ChannelVisit)
        .where(ChannelVisit.appeal_id == appeal_id, ChannelVisit.version == version)
        .order_by(ChannelVisit.channel, ChannelVisit.path)
    ).all()


def last_seen(session: Session, appeal_id: UUID) -> dict[str, ChannelVisit]:
    """Path → when it was last met live, over all versions: old bytes may be those of an older version."""
    rows = session.scalars(
        select(ChannelVisit).where(ChannelVisit.appeal_id == appeal_id).order_by(ChannelVisit.shown_at.nulls_first())
    )
    return {row.path: row for row in rows}


def epoch(session: Session) -> int:
    """The site's, as this transaction sees it."""
    return session.scalars(select(SiteEpoch.value)).one()


def certificate(session: Session, certificate_id: UUID, *, lock: bool = False) -> WithdrawalCertificate | None:
    """One certificate, held against other writers when asked."""
    return session.get(WithdrawalCertificate, certificate_id, with_for_update=lock, populate_existing=lock)


def certificates(session: Session, appeal_id: UUID) -> Sequence[WithdrawalCertificate]:
    """All of one appeal, the newest first."""
    return session.scalars(
        select(WithdrawalCertificate)
        .where(WithdrawalCertificate.appeal_id == appeal_id)
        .order_by(WithdrawalCertificate.number.desc())
    ).all()


def certificates_due(session: Session, now: datetime) -> Sequence[UUID]:
    """Whose next check is due, the oldest ending first."""
    due = WithdrawalCertificate.due_at <= now
    return session.scalars(
        select(WithdrawalCertificate.id).where(due).order_by(WithdrawalCertificate.ended_at).limit(50)
    ).all()


def channels_of(session: Session, certificate_id: UUID) -> Sequence[WithdrawalChannel]:
    """The addresses of a certificate, in order."""
    return session.scalars(
        select(WithdrawalChannel)
        .where(WithdrawalChannel.certificate_id == certificate_id)
        .order_by(WithdrawalChannel.position)
    ).all()


def not_neutral(session: Session) -> tuple[int, datetime | None]:
    """How many endings are not proved on every channel, and since when the first waits."""
    waits = and_(WithdrawalCertificate.neutral_at.is_(None), WithdrawalCertificate.due_at.is_not(None))
    count, oldest = session.execute(select(func.count(), func.min(WithdrawalCertificate.ended_at)).where(waits)).one()
    return count, oldest


def first_not_neutral(session: Session) -> UUID | None:
    """The appeal whose proof has waited longest."""
    waits = and_(WithdrawalCertificate.neutral_at.is_(None), WithdrawalCertificate.due_at.is_not(None))
    first = select(WithdrawalCertificate.appeal_id).where(waits).order_by(WithdrawalCertificate.ended_at)
    return session.scalar(first.limit(1))


def live_count(session: Session, now: datetime) -> int:
    """How many appeals are public."""
    return session.scalar(select(func.count()).select_from(Appeal).where(is_live(now))) or 0


def leftovers_of(session: Session, certificate_id: UUID) -> Sequence[WithdrawalLeftover]:
    """What could not be recalled, in the order in which it is due."""
    return session.scalars(
        select(WithdrawalLeftover)
        .where(WithdrawalLeftover.certificate_id == certificate_id)
        .order_by(WithdrawalLeftover.due_at, WithdrawalLeftover.kind)
    ).all()


def leftover(session: Session, leftover_id: UUID, *, lock: bool = False) -> WithdrawalLeftover | None:
    """One of them, held against other writers when asked."""
    return session.get(WithdrawalLeftover, leftover_id, with_for_update=lock, populate_existing=lock)


def leftovers_due(session: Session, now: datetime) -> tuple[int, datetime | None]:
    """How many are past their day and open, and since when the first is."""
    late = and_(WithdrawalLeftover.closed_at.is_(None), WithdrawalLeftover.due_at <= now)
    count, oldest = session.execute(select(func.count(), func.min(WithdrawalLeftover.due_at)).where(late)).one()
    return count, oldest


def leftovers_open(session: Session, owner: UUID) -> tuple[int, datetime | None]:
    """How many are somebody's to do, and when the first is due."""
    mine = and_(WithdrawalLeftover.closed_at.is_(None), WithdrawalLeftover.owner == owner)
    count, first = session.execute(select(func.count(), func.min(WithdrawalLeftover.due_at)).where(mine)).one()
    return count, first


def first_with_leftovers(session: Session, owner: UUID) -> UUID | None:
    """The appeal whose open leftover somebody has to do first."""
    mine = and_(WithdrawalLeftover.closed_at.is_(None), WithdrawalLeftover.owner == owner)
    return session.scalar(
        select(WithdrawalCertificate.appeal_id)
        .join(WithdrawalLeftover, WithdrawalLeftover.certificate_id == WithdrawalCertificate.id)
        .where(mine)
        .order_by(WithdrawalLeftover.due_at)
        .limit(1)
    )


def to_remind(session: Session, now: datetime, pause: timedelta) -> Sequence[UUID]:
    """Leftovers past their day whose owner was not reminded for a while."""
    late = and_(WithdrawalLeftover.closed_at.is_(None), WithdrawalLeftover.due_at <= now)
    quiet = or_(WithdrawalLeftover.reminded_at.is_(None), WithdrawalLeftover.reminded_at <= now - pause)
    return session.scalars(select(WithdrawalLeftover.id).where(late, quiet).limit(200)).all()

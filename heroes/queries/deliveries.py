"""What is waiting to be sent, and how it stands at the moment of sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from appeals.models import Appeal, AppealVersion, SiteEpoch
from appeals.queries import is_live
from foundation.places import lookup
from foundation.places.models import Place
from heroes.models import DigestChunk, DigestDelivery, DigestItem, DigestRun, Hero
from heroes.rules import DeliveryState, HeroState, Kind, window_due

NUDGED = 50
"""Chunks that workers are told of at once; each that ends tells of the next one."""
_WAITING = DigestDelivery.state == DeliveryState.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One delivery of a chunk that is still owed."""

    run_id: UUID
    hero_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A hero as they are at this moment, and what the digest says of them."""

    address: str | None
    following: bool
    link_version: int
    place: str
    radius: int
    """Metres."""
    frequency: str
    more: int
    planned_at: datetime
    epoch: int
    """Of the site: what was made under another one is made again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A live appeal of a delivery: the version that it was owed for, and what is current now."""

    appeal_id: UUID
    version: int
    current: int
    material: int
    """The latest material version now; higher than ``version`` when the appeal changed since the planning."""
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A digest as staff see it: how many deliveries stand where, and the faults of those that failed."""

    kind: str
    window_start: datetime
    planned_at: datetime | None
    finished_at: datetime | None
    counts: dict[str, int]
    faults: dict[str, int]


def _items() -> Select[Any]:
    newer = aliased(DigestItem)
    replaced = exists().where(
        newer.hero_id == DigestItem.hero_id,
        newer.appeal_id == DigestItem.appeal_id,
        newer.version > DigestItem.version,
    )
    material = (
        select(func.max(AppealVersion.number))
        .where(
            AppealVersion.appeal_id == Appeal.id,
            AppealVersion.material,
            AppealVersion.number <= Appeal.current_version,
        )
        .correlate(Appeal)
        .scalar_subquery()
    )
    now: Any = bindparam("now", type_=DateTime(timezone=True))
    return (
        select(DigestItem.appeal_id, DigestItem.version, Appeal.current_version, material, DigestItem.position)
        .join(Appeal, Appeal.id == DigestItem.appeal_id)
        .where(DigestItem.run_id == bindparam("run"), DigestItem.hero_id == bindparam("hero"), is_live(now), ~replaced)
        .order_by(DigestItem.position)
    )


# Made once: for each mail of a digest, making them again would cost more than running them.
_ITEMS = _items()
_READY = (
    select(
        Hero.address, Hero.state, Hero.link_version, Hero.radius, Hero.frequency, Place.name, Place.area,
        DigestDelivery.more, DigestDelivery.planned_at, select(SiteEpoch.value).scalar_subquery().label("epoch"),
    )
    .join(DigestDelivery, DigestDelivery.hero_id == Hero.id)
    .join(DigestChunk, DigestChunk.id == DigestDelivery.chunk_id)
    .join(Place, Place.id == Hero.place_id)
    .where(
        DigestDelivery.run_id == bindparam("run"), DigestDelivery.hero_id == bindparam("hero"), _WAITING,
        DigestChunk.id == bindparam("chunk"), DigestChunk.fence == bindparam("fence"),
    )
)  # fmt: skip


def waiting_in(session: Session, chunk_id: int) -> Sequence[Waiting]:
    """What is still owed of a chunk, in its order."""
    rows = session.execute(
        select(DigestDelivery.run_id, DigestDelivery.hero_id)
        .where(DigestDelivery.chunk_id == chunk_id, _WAITING)
        .order_by(DigestDelivery.position)
    )
    return [Waiting(run_id=run_id, hero_id=hero_id) for run_id, hero_id in rows]


def ready(session: Session, waiting: Waiting, chunk_id: int, fence: int) -> Ready | None:
    """The hero right now; None when the delivery is no longer owed, or the chunk is no longer ours."""
    given = {"run": waiting.run_id, "hero": waiting.hero_id, "chunk": chunk_id, "fence": fence}
    row = session.execute(_READY, given).first()
    if row is None:
        return None
    return Ready(
        address=row.address,
        following=row.state == HeroState.FOLLOWING,
        link_version=row.link_version,
        place=lookup.written(row.name, row.area),
        radius=row.radius,
        frequency=row.frequency,
        more=row.more,
        planned_at=row.planned_at,
        epoch=row.epoch or 0,
    )


def items_now(session: Session, waiting: Waiting, now: datetime) -> list[Item]:
    """What of a delivery is live at this moment, in its order; without what a newer item of the hero replaces."""
    rows = session.execute(_ITEMS, {"run": waiting.run_id, "hero": waiting.hero_id, "now": now})
    return [
        Item(appeal_id=appeal_id, version=version, current=current, material=latest or version, position=position)
        for appeal_id, version, current, latest, position in rows
        if current is not None
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Mails that were to have one appeal."""

    handed_over: int
    left_out: int
    waiting: int


def told_of(session: Session, appeal_id: UUID, version: int, until: datetime) -> Told:
    """Of the deliveries of an appeal up to that version: gone by ``until``, ended after it, and still owed."""
    of_it = exists().where(
        DigestItem.run_id == DigestDelivery.run_id, DigestItem.hero_id == DigestDelivery.hero_id,
        DigestItem.appeal_id == appeal_id, DigestItem.version <= version,
    )  # fmt: skip
    gone = and_(DigestDelivery.state == DeliveryState.SENT, DigestDelivery.ended_at <= until)
    without = and_(DigestDelivery.state.in_([DeliveryState.SENT, DeliveryState.DROPPED]), ~gone)
    handed_over, left_out, waiting = session.execute(
        select(func.count().filter(gone), func.count().filter(without), func.count().filter(_WAITING)).where(of_it)
    ).one()
    return Told(handed_over=handed_over, left_out=left_out, waiting=waiting)


def chunks_due(session: Session, now: datetime, *, limit: int = NUDGED) -> Sequence[int]:
    """Chunks that nobody holds and whose time has come, the oldest first."""
    return session.scalars(
        select(DigestChunk.id).where(is_due(now)).order_by(DigestChunk.due_at, DigestChunk.id).limit(limit)
    ).all()


def is_due(now: datetime) -> ColumnElement[bool]:
    """The condition that a chunk has something to send, at this time, and nobody holds it."""
    free = or_(DigestChunk.leased_until.is_(None), DigestChunk.leased_until < now)
    return and_(DigestChunk.done_at.is_(None), DigestChunk.due_at <= now, free)


def chunks_of(session: Session, run_id: UUID) -> Sequence[int]:
    """All chunks of a run, in order."""
    chunks = select(DigestChunk.id).where(DigestChunk.run_id == run_id).order_by(DigestChunk.number)
    return session.scalars(chunks).all()


def oldest_waiting(session: Session) -> datetime | None:
    """Since when the oldest digest that is still owed waits."""
    return session.scalar(select(func.min(DigestDelivery.planned_at)).where(_WAITING))


def due_runs(session: Session, now: datetime) -> list[tuple[Kind, datetime]]:
    """Kind and window of every digest that is due and was never planned."""
    due = [(kind, window_due(kind, now)) for kind in Kind]
    return [(kind, window) for kind, window in due if not is_planned(session, kind, window)]


def is_planned(session: Session, kind: Kind, window: datetime) -> bool:
    """Whether the digest of that window was planned."""
    run = select(DigestRun.id).where(DigestRun.kind == kind, DigestRun.window_start == window)
    return session.scalar(run.where(DigestRun.planned_at.is_not(None))) is not None


def runs(session: Session, *, limit: int = 30) -> list[Run]:
    """The last runs, the newest first."""
    found = session.scalars(
        select(DigestRun).order_by(DigestRun.window_start.desc(), DigestRun.kind).limit(limit)
    ).all()
    return [_run(session, run) for run in found]


def failed_since(session: Session, since: datetime) -> tuple[int, datetime | None]:
    """How many digests were given up after ``since``, and the first of these moments."""
    row = session.execute(
        select(func.count(), func.min(DigestDelivery.ended_at)).where(
            DigestDelivery.state == DeliveryState.FAILED, DigestDelivery.ended_at > since
        )
    ).one()
    return row[0], row[1]


def _run(session: Session, run: DigestRun) -> Run:
    fault = case((DigestDelivery.state == DeliveryState.FAILED, DigestDelivery.fault), else_=None)
    rows = session.execute(
        select(DigestDelivery.state, fault, func.count())
        .where(DigestDelivery.run_id == run.id)
        .group_by(DigestDelivery.state, fault)
    ).all()
    counts = {str(state): 0 for state in DeliveryState}
    for state, _, number in rows:
        counts[state] += number
    return Run(
        kind=run.kind,
        window_start=run.window_start,
        planned_at=run.planned_at,
        finished_at=run.finished_at,
        counts=counts,
        faults={code: number for _, code, number in rows if code},
    )

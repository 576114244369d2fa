"""Who is owed which appeals: one INSERT..SELECT for everybody, whatever their number.

The index finds the heroes whose box meets an appeal's box (GiST over core PostgreSQL's ``box``), and the exact
distance decides. Nothing here loops over heroes.

What was told before is looked up by the key of ``digest_item``, row by row on purpose: just after a large run the
planner does not know yet how large that table is, and a plain "not exists" then compares every row with every other
one (over six minutes for 100,000 heroes, measured).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select, text
from sqlalchemy.orm import Session

from appeals.models import Appeal, AppealVersion
from appeals.queries import is_live
from foundation.places.distance import box_around
from heroes.rules import BATCH, LARGEST_DIGEST, Kind

_LONGEST = "8min"
"""Less than a task may take: the statement of a worker that was killed does not hold the planners' lock for ever."""
_URGENCY = {"high": 0, "medium": 1, "low": 2}

PLAN = """
with appeal as (
    select * from unnest(
        cast(:ids as uuid[]), cast(:versions as integer[]), cast(:urgencies as integer[]), cast(:latitudes as float8[]),
        cast(:longitudes as float8[]), cast(:radii as integer[]), cast(:boxes as text[]), cast(:nationals as boolean[]),
        cast(:moments as timestamptz[])
    ) as a (id, version, urgency, latitude, longitude, radius, box, national, published_at)
), matched as (
    select hero.id as hero_id, appeal.id, appeal.version, appeal.urgency, appeal.published_at,
        metres_between(hero.latitude, hero.longitude, appeal.latitude, appeal.longitude) as metres
    from appeal join hero on hero.reach_box && cast(appeal.box as box)
    where not appeal.national and hero.state = 'following' and hero.frequency = :kind
        and metres_between(hero.latitude, hero.longitude, appeal.latitude, appeal.longitude)
            <= hero.radius + appeal.radius
    union all
    select hero.id, appeal.id, appeal.version, appeal.urgency, appeal.published_at,
        metres_between(hero.latitude, hero.longitude, appeal.latitude, appeal.longitude)
    from appeal cross join hero
    where appeal.national and hero.state = 'following' and hero.frequency = :kind
), owed as (
    select matched.*,
        row_number() over (partition by hero_id order by urgency, metres, published_at desc, id) as position
    from matched left join lateral (
        select true as before from digest_item
        where hero_id = matched.hero_id and appeal_id = matched.id and version >= matched.version
        limit 1
    ) told on true
    where told.before is null
), person as (
    select hero_id, greatest(count(*) - :largest, 0) as more,
        row_number() over (
            order by array_agg(id order by position) filter (where position <= :largest), hero_id
        ) - 1 as place
    from owed group by hero_id
), chunk as (
    insert into digest_chunk (run_id, number, due_at)
    select :run, number, :now from generate_series(0, (select max(place) / :batch from person)) as number
    returning id, number
), delivery as (
    insert into digest_delivery (run_id, hero_id, chunk_id, position, more, state, planned_at)
    select :run, hero_id, chunk.id, place % :batch, more, 'waiting', :now
    from person join chunk on chunk.number = place / :batch
)
insert into digest_item (hero_id, appeal_id, version, run_id, position)
select hero_id, id, version, :run, position from owed where position <= :largest
on conflict do nothing
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveAppeal:
    """A live appeal with its latest material version, for matching."""

    id: UUID
    version: int
    urgency: int
    """0 is first."""
    latitude: float
    longitude: float
    radius: int
    national: bool
    published_at: datetime


def live_appeals(session: Session, now: datetime) -> list[LiveAppeal]:
    """Everything that is live and was ever told as new; its place is that of the current version."""
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
    current = and_(AppealVersion.appeal_id == Appeal.id, AppealVersion.number == Appeal.current_version)
    rows = session.execute(
        select(material.label("material"), Appeal.risk, AppealVersion).join(Appeal, current).where(is_live(now))
    )
    return [_live(material_version, risk, version) for material_version, risk, version in rows if material_version]


def _live(number: int, risk: str, version: AppealVersion) -> LiveAppeal:
    return LiveAppeal(
        id=version.appeal_id,
        version=number,
        urgency=_URGENCY[risk],
        latitude=version.latitude,
        longitude=version.longitude,
        radius=version.radius,
        national=version.national,
        published_at=version.published_at,
    )


def parameters(run_id: UUID, kind: Kind, appeals: Sequence[LiveAppeal], now: datetime) -> dict[str, object]:
    """What ``PLAN`` is bound to."""
    return {
        "run": run_id,
        "kind": str(kind),
        "now": now,
        "largest": LARGEST_DIGEST,
        "batch": BATCH,
        "ids": [appeal.id for appeal in appeals],
        "versions": [appeal.version for appeal in appeals],
        "urgencies": [appeal.urgency for appeal in appeals],
        "latitudes": [appeal.latitude for appeal in appeals],
        "longitudes": [appeal.longitude for appeal in appeals],
        "radii": [appeal.radius for appeal in appeals],
        "boxes": [box_around(appeal.latitude, appeal.longitude, appeal.radius) for appeal in appeals],
        "nationals": [appeal.national for appeal in appeals],
        "moments": [appeal.published_at for appeal in appeals],
    }


def plan(session: Session, run_id: UUID, kind: Kind, appeals: Sequence[LiveAppeal], now: datetime) -> None:
    """Write chunks, deliveries and items for everybody who follows with that frequency and is owed something."""
    session.execute(text(f"set local statement_timeout = '{_LONGEST}'"))
    session.execute(text(PLAN), parameters(run_id, kind, appeals, now))

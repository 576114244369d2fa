"""What is public, for everybody; and the case, for the sightings room."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Integer, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from appeals.models import Appeal, AppealPhoto, AppealTranslation, AppealVersion, SiteEpoch, WithdrawalCertificate
from appeals.queries.photo import of_version
from appeals.rules import Case, PublicAppeal, Tombstone, translations_in
from foundation.database import Glance

TOMBSTONES_KEPT = timedelta(days=30)
"""In feeds: longer than readers keep old items."""
_NAME = re.compile(r"[0-9a-z]{20}", re.ASCII)
_WITHDRAWN_PHOTOS = (
    select(func.array_agg(AppealPhoto.key))
    .where(AppealPhoto.appeal_id == Appeal.id, AppealPhoto.withdrawn_at.is_not(None))
    .scalar_subquery()
)
_WITHDRAWN_LANGUAGES = (  # of that version for good: what is approved later goes out with a later one
    select(func.array_agg(AppealTranslation.language))
    .where(AppealTranslation.appeal_id == Appeal.id, AppealTranslation.withdrawn_at >= AppealVersion.published_at)
    .correlate(Appeal, AppealVersion)
    .scalar_subquery()
)
_COLUMNS = (
    *(Appeal.public_id, AppealVersion.appeal_id, AppealVersion.number, AppealVersion.content, AppealVersion.national),
    *(AppealVersion.latitude, AppealVersion.longitude, AppealVersion.radius, AppealVersion.published_at),
)
"""Of an appeal and one of its versions, as ``public_of`` unpacks them: making whole entities takes longer."""
_TAKEN_BACK = (_WITHDRAWN_PHOTOS.label("gone"), _WITHDRAWN_LANGUAGES.label("unspoken"))
_CURRENT = and_(AppealVersion.appeal_id == Appeal.id, AppealVersion.number == Appeal.current_version)
_PUBLIC: Select[Any] = select(*_COLUMNS, *_TAKEN_BACK).join(AppealVersion, _CURRENT)


def is_live(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """The condition on ``Appeal`` that it is public at this moment: for joins of other rooms too (rules P10, R2)."""
    return and_(Appeal.state == "published", Appeal.live_until > now)


_LIVE = _PUBLIC.where(is_live(bindparam("now", type_=Appeal.live_until.type)))
_ONE = _LIVE.where(Appeal.public_id == bindparam("name"))
_NEWEST = _LIVE.order_by(AppealVersion.published_at.desc(), Appeal.public_id).limit(bindparam("most", type_=Integer))


def published(session: Session | Glance, public_id: str, now: datetime) -> PublicAppeal | None:
    """The live appeal of that public name; None when it is unknown, withdrawn, past its review date, or not public.

    One statement: its state, its words and what was taken back of it are of one snapshot.

    PostgreSQL is asked for a name that nobody has where it cannot be one: it refuses U+0000, and the answer must take
    as long (rule P9).
    """
    name = public_id if _NAME.fullmatch(public_id) else ""
    rows: Iterable[Iterable[Any]] = session.execute(_ONE, {"name": name, "now": now})
    return next((public_of(row) for row in rows), None)


def published_list(
    session: Session | Glance, now: datetime, *, limit: int | None = 100, area: str = ""
) -> Sequence[PublicAppeal]:
    """Live appeals, newest first; ``area`` is the slug of a region or nation. One statement, as in ``published``."""
    wanted = _NEWEST.where(_in_area(AppealVersion, area)) if area else _NEWEST
    rows: Iterable[Iterable[Any]] = session.execute(wanted, {"now": now, "most": limit})
    return [public_of(row) for row in rows]


def live_versions(session: Session, appeal_ids: Collection[UUID], now: datetime) -> dict[UUID, int]:
    """Of ``appeal_ids`` those that are public at this moment, with the number of their current version."""
    rows = session.execute(select(Appeal.id, Appeal.current_version).where(Appeal.id.in_(appeal_ids), is_live(now)))
    return {appeal_id: version for appeal_id, version in rows if version is not None}


def case_of(session: Session, appeal_id: UUID, now: datetime) -> Case | None:
    """What the sightings room needs of an appeal that is or once was public."""
    return _case(session, Appeal.id == appeal_id, now)


def case_named(session: Session, public_id: str, now: datetime) -> Case | None:
    """As ``case_of``, by public name."""
    return _case(session, Appeal.public_id == public_id, now)


def tombstones(session: Session, now: datetime, *, kept: timedelta, area: str = "") -> Sequence[Tombstone]:
    """Appeals that were public and ended less than ``kept`` ago, the last to end first.

    Of an ``area`` (a slug) that *any* version was in: a reader there may still keep an earlier one.
    """
    ended = func.coalesce(Appeal.ended_at, Appeal.live_until)
    wanted = (
        select(Appeal.public_id, AppealVersion.published_at, ended.label("ended_at"))
        .join(AppealVersion, _CURRENT)
        .where(~is_live(now), ended > now - kept)
    )
    if area:
        any_version = aliased(AppealVersion)
        wanted = wanted.where(exists().where(any_version.appeal_id == Appeal.id, _in_area(any_version, area)))
    rows = session.execute(wanted.order_by(ended.desc(), Appeal.public_id))
    return [Tombstone(public_id=row.public_id, published_at=row.published_at, ended_at=row.ended_at) for row in rows]


def sent(session: Session, public_id: str, version: int | None = None) -> Sequence[tuple[int, datetime]]:
    """The versions that went out since it was last taken back before ``version``, with their moments, oldest first.

    ``version`` is the current one unless given. What a Cancel has taken back is not told again: a reinstated appeal
    is a new publication.
    """
    number = func.coalesce(version, Appeal.current_version)
    taken_back = (
        select(func.max(WithdrawalCertificate.version))
        .where(WithdrawalCertificate.appeal_id == Appeal.id, WithdrawalCertificate.kind != "photo")
        .where(WithdrawalCertificate.version < number)
        .scalar_subquery()
    )
    rows = session.execute(
        select(AppealVersion.number, AppealVersion.published_at)
        .join(Appeal, Appeal.id == AppealVersion.appeal_id)
        .where(Appeal.public_id == public_id, AppealVersion.number <= number)
        .where(AppealVersion.number > func.coalesce(taken_back, 0))
        .order_by(AppealVersion.number)
    )
    return [(row.number, row.published_at) for row in rows]


def changed_at(session: Session) -> datetime:
    """When what is public last changed by somebody's hand."""
    return session.scalars(select(SiteEpoch.raised_at)).one()


def public_moment(connection: Session | Connection, now: datetime) -> tuple[int, datetime | None]:
    """The site epoch, and when the next live appeal ends by itself (rule P10), both of one snapshot."""
    next_end = select(func.min(Appeal.live_until)).where(is_live(now)).scalar_subquery()
    epoch, moment = connection.execute(select(SiteEpoch.value, next_end)).one()
    return epoch, moment


def version_of(session: Session, appeal_id: UUID, number: int) -> PublicAppeal | None:
    """A version as it was published, live or not; None once it is purged (rule R5)."""
    row = session.execute(
        select(*_COLUMNS, *_TAKEN_BACK)
        .join(AppealVersion, AppealVersion.appeal_id == Appeal.id)
        .where(Appeal.id == appeal_id, AppealVersion.number == number)
    ).one_or_none()
    return None if row is None or "known_as" not in row.content else public_of(row)


def _in_area(version: type[AppealVersion], slug: str) -> ColumnElement[bool]:
    """Whether it was of that region or nation; ``appeals.feeds.area_slug`` does the same sum."""

    def slug_of(name: str) -> ColumnElement[str]:
        return func.regexp_replace(func.lower(version.content[name].astext), "[^a-z0-9]+", "-", "g")

    return or_(slug_of("region") == slug, slug_of("nation") == slug)


def public_of(row: Iterable[Any]) -> PublicAppeal:
    """Of ``_COLUMNS`` and ``_TAKEN_BACK``, by their order: asking a thousand rows by name took a third of the time.

    A photo that was taken back is gone from the version that showed it, and so is a translation.
    """
    public_id, appeal_id, number, content, national, latitude, longitude, radius, published_at, gone, unspoken = row
    return PublicAppeal(
        appeal_id=appeal_id,
        public_id=public_id,
        version=number,
        known_as=content["known_as"],
        age=content["age"],
        description=content["description"],
        last_seen=content["last_seen"],
        area=content["area"],
        region=content["region"],
        nation=content["nation"],
        force=content["force"],
        reference=content["reference"],
        photos=tuple(of_version(photo) for photo in content["photos"] if photo["key"] not in (gone or ())),
        national=national,
        latitude=latitude,
        longitude=longitude,
        radius=radius,
        published_at=published_at,
        review_at=datetime.fromisoformat(content["review_at"]),
        missing_since=content.get("missing_since", ""),
        translations=tuple(each for each in translations_in(content) if each.language not in (unspoken or ())),
    )


def _case(session: Session, which: ColumnElement[bool], now: datetime) -> Case | None:
    row = session.execute(
        select(Appeal, AppealVersion.content, is_live(now).label("live")).join(AppealVersion, _CURRENT).where(which)
    ).one_or_none()
    if row is None or row.Appeal.team_id is None:
        return None
    return Case(
        appeal_id=row.Appeal.id,
        public_id=row.Appeal.public_id,
        known_as=row.content.get("known_as", ""),
        reference=row.content.get("reference", ""),
        force=row.content.get("force", ""),
        team_id=row.Appeal.team_id,
        risk=row.Appeal.risk,
        live=bool(row.live),
    )

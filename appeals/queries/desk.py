"""What the staff see: the desk's side of the appeals, and what is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from appeals.models import Appeal, AppealClearance, AppealComment
from appeals.queries import photo as photo_queries
from appeals.queries.photo import photos
from appeals.queries.translations import with_translations
from appeals.rules import (
    ENDED,
    FIELD_NAMES,
    Draft,
    Fields,
    Hit,
    HitKind,
    PublicAppeal,
    Reach,
    State,
    as_handed_in,
    fingerprint,
)
from foundation.places.lookup import label, region_of
from foundation.places.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of the desk's list."""

    id: UUID
    state: State
    known_as: str
    age: int | None
    place: str
    force: str
    revising: bool
    """A newer text is being written while an older one is public."""
    waits_since: datetime | None
    """Handed in for review at that time."""
    edited_at: datetime
    live_until: datetime | None
    writers: frozenset[UUID]


def appeal(session: Session, appeal_id: UUID) -> Appeal | None:
    """The desk's row."""
    return session.get(Appeal, appeal_id)


def locked(session: Session, appeal_id: UUID) -> Appeal | None:
    """The desk's row, held against other writers until the commit.

    FOR NO KEY UPDATE: rows that only point at it (a digest of thousands that is being planned, a report that is coming
    in) neither wait for this lock nor hold it up (rule P11).
    """
    return session.get(Appeal, appeal_id, with_for_update={"key_share": True}, populate_existing=True)


def fields_of(row: Appeal) -> Fields:
    """What is being written."""
    return Fields(**{name: getattr(row, name) for name in FIELD_NAMES})


def draft(session: Session, row: Appeal) -> Draft:
    """What the gate looks at, but for the wording check's hits."""
    return Draft(
        state=State(row.state),
        fields=fields_of(row),
        photos=tuple(photo_queries.on_draft(photo) for photo in photos(session, row.id)),
        cleared=frozenset(clearances(session, row.id)),
        risk_checked_at=row.risk_checked_at,
        senior_by=row.senior_by,
        senior_reason=row.senior_reason,
        writers=frozenset(row.writers),
        submitted=row.submitted_at is not None,
        commented=_commented(session, row.id),
        long_term=row.long_term,
    )


def _commented(session: Session, appeal_id: UUID) -> tuple[str, ...]:
    still_open = (AppealComment.appeal_id == appeal_id) & AppealComment.resolved_at.is_(None)
    return tuple(session.scalars(select(AppealComment.field).where(still_open).order_by(AppealComment.made_at)))


def clearances(session: Session, appeal_id: UUID) -> dict[Hit, AppealClearance]:
    """Who cleared what, and why."""
    rows = session.scalars(select(AppealClearance).where(AppealClearance.appeal_id == appeal_id))
    return {Hit(field=row.field, kind=HitKind(row.kind), words=row.words, sentence=row.sentence): row for row in rows}


def as_public(session: Session, row: Appeal, now: datetime) -> PublicAppeal | None:
    """What publishing would make public of the desk's text; None while its area or review date is missing."""
    place = session.get(Place, row.place_id) if row.place_id is not None else None
    if place is None or row.review_at is None:
        return None
    ready = [photo for photo in photos(session, row.id) if photo.state == "ready"]
    appeal = PublicAppeal(
        appeal_id=row.id,
        public_id=row.public_id,
        version=(row.current_version or 0) + 1,
        known_as=row.known_as,
        age=row.age,
        description=row.description,
        last_seen=row.last_seen,
        area=label(place),
        region=region_of(place.name, place.area, place.nation),
        nation=place.nation,
        force=row.force,
        reference=row.reference,
        photos=tuple(photo_queries.as_public(photo) for photo in ready),
        national=row.reach == Reach.NATIONAL,
        latitude=place.latitude,
        longitude=place.longitude,
        radius=row.area_radius,
        published_at=now,
        review_at=row.review_at,
        missing_since=row.missing_since,
    )
    return with_translations(session, appeal)


def to_approve(session: Session, row: Appeal, now: datetime) -> tuple[PublicAppeal | None, str]:
    """What publishing would make public, and the fingerprint that a person approves it by; empty: there is nothing."""
    public = as_public(session, row, now)
    if public is None:
        return None, ""
    return public, as_handed_in(fingerprint(public, material=row.material), row.submitted_at)


def in_review(session: Session, not_written_by: UUID | None = None) -> tuple[int, datetime | None]:
    """How many wait for a second person, and since when the first one does."""
    waits = Appeal.submitted_at.is_not(None) & Appeal.state.not_in(ENDED)
    if not_written_by is not None:
        waits &= ~Appeal.writers.contains([not_written_by])
    count, oldest = session.execute(select(func.count(), func.min(Appeal.submitted_at)).where(waits)).one()
    return count, oldest


def ending_soon(session: Session, now: datetime, until: datetime) -> int:
    """How many leave the public by themselves before ``until``."""
    soon = and_(Appeal.state == State.PUBLISHED, Appeal.live_until > now, Appeal.live_until <= until)
    return session.scalar(select(func.count()).select_from(Appeal).where(soon)) or 0


def overdue(session: Session, now: datetime) -> Sequence[Appeal]:
    """Past their review date and not yet marked so, held against other writers; busy ones wait for the next time."""
    return session.scalars(
        select(Appeal)
        .where(Appeal.state == State.PUBLISHED, Appeal.live_until <= now)
        .with_for_update(skip_locked=True)
    ).all()


def oldest_overdue(session: Session) -> datetime | None:
    """Since when the first appeal past its review date waits to be marked so."""
    return session.scalar(
        select(func.min(Appeal.live_until)).where(Appeal.state == State.PUBLISHED, Appeal.live_until <= func.now())
    )

"""The reports of a case that is to be forgotten (rule R5)."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from appeals import queries as appeals
from appeals.queries import purge as owed
from appeals.rules import ENDED
from appeals.rules.purge import Part
from sightings.models import Forwarding, Sighting, SightingPhoto


def may_go(session: Session, appeal_id: UUID) -> bool:
    """Whether the reports of that appeal may go now; its row is held against other writers."""
    row = appeals.locked(session, appeal_id)
    if row is None or row.state not in ENDED:
        return False
    return not owed.is_purged(session, appeal_id, Part.REPORTS) and owed.hold_on(session, appeal_id) is None


def reports_of(session: Session, appeal_id: UUID) -> list[Sighting]:
    """All of them, set aside or not."""
    return list(session.scalars(select(Sighting).where(Sighting.appeal_id == appeal_id).with_for_update()))


def photos_of(session: Session, appeal_id: UUID) -> list[SightingPhoto]:
    """Of all its reports."""
    return list(
        session.scalars(
            select(SightingPhoto)
            .join(Sighting, Sighting.id == SightingPhoto.sighting_id)
            .where(Sighting.appeal_id == appeal_id)
        )
    )


def packages_of(session: Session, appeal_id: UUID) -> list[Forwarding]:
    """What was passed on of all its reports."""
    return list(
        session.scalars(
            select(Forwarding)
            .join(Sighting, Sighting.id == Forwarding.sighting_id)
            .where(Sighting.appeal_id == appeal_id)
        )
    )

"""Cleaning photos, and keeping files in step with rows (rule S6)."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from foundation import clock
from foundation.background import sweep, task, waits
from sightings.queries import photos as queries
from sightings.workflow import photos


@task("sightings.clean_photo")
def clean_photo(photo_id: str) -> None:
    photos.clean(UUID(photo_id))


@sweep("sightings.clean_waiting", every=timedelta(seconds=30))
def clean_waiting() -> None:
    """Every photo whose nudge was lost, or whose worker died."""
    photos.clean_waiting()


@sweep("sightings.reconcile_photos", every=timedelta(hours=1))
def reconcile_photos() -> None:
    """Files without rows, rows without files: none of either."""
    photos.reconcile(clock.now())


@waits("sightings.photo_waiting", alarm=timedelta(minutes=5))
def photo_waiting(session: Session) -> datetime | None:
    return queries.oldest_waiting(session)

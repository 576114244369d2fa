"""The photos of reports: a clean copy for staff, and files in step with rows (rule S6; threats 20, 21)."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from foundation import images
from foundation.background import one_by_one
from foundation.database import reading, transaction
from foundation.images import ImageRefusedError, TakenAt, store
from sightings.models import Sighting, SightingPhoto
from sightings.queries import photos
from sightings.rules.places import GivenPlace, Source, from_json, to_json
from sightings.rules.words import Flag

log = structlog.get_logger()
CLEAN = "clean"
"""The part of the sealed store that holds the copy made from pixels."""
WIDTH = 1280
"""Pixels: enough to know a face and read a bus."""
ORPHAN_AGE = timedelta(hours=1)
"""A file is sealed right before its row is committed: one that has no row for so long has none coming."""
GONE = "gone"


def clean(photo_id: UUID) -> None:
    """Make the copy for staff, and note the place that the photo names (rule S5). Safe to do twice."""
    with reading() as session:
        photo = session.get(SightingPhoto, photo_id)
    if photo is None or photo.state != "waiting":
        return
    original = store.read_sealed(photo.key)
    if original is None:
        _note_broken(photo_id, GONE)
        return
    try:
        cleaned = images.clean(original, (WIDTH,))
    except ImageRefusedError as refused:
        _note_broken(photo_id, refused.refusal.value)
        return
    picture = cleaned.picture(WIDTH)
    store.put_sealed(photo.key, picture.content, CLEAN)
    with transaction() as session:
        row = session.get_one(SightingPhoto, photo_id, with_for_update=True)
        if row.state == "waiting":
            row.state, row.width, row.height = "clean", picture.width, picture.height
            if cleaned.taken_at_place is not None:
                _note_place(session, row.sighting_id, cleaned.taken_at_place)


def clean_waiting() -> None:
    """Every photo that waits: a nudge may have been lost. One that fails again does not hold up the next."""
    with reading() as session:
        waiting = photos.waiting(session)
    one_by_one(waiting, clean, step="sightings.clean_photo")


def reconcile(now: datetime) -> None:
    """Files without a row go; a row without its file says so, for staff to ask the sender.

    Only rows of some age are looked at: a photo that comes while the files are counted is among the rows alone.
    """
    kept = set(store.keys_before(now))
    old = set(store.keys_before(now - ORPHAN_AGE))
    with reading() as session:
        orphans = old - photos.owned(session, old)
        bereft = [photo_id for photo_id, key in photos.with_file(session, before=now - ORPHAN_AGE) if key not in kept]
    for key in orphans:
        store.delete(key)
    for photo_id in bereft:
        _note_broken(photo_id, GONE)
    if orphans or bereft:
        log.warning("photos_reconciled", orphans=len(orphans), bereft=len(bereft))


def _note_broken(photo_id: UUID, fault: str) -> None:
    with transaction() as session:
        row = session.get_one(SightingPhoto, photo_id, with_for_update=True)
        sighting = session.get_one(Sighting, row.sighting_id, with_for_update=True)
        row.state, row.fault = "broken", fault
        sighting.flags = sorted({*sighting.flags, Flag.PHOTO_FAULT})


def _note_place(session: Session, sighting_id: UUID, place: TakenAt) -> None:
    sighting = session.get_one(Sighting, sighting_id, with_for_update=True)
    given = GivenPlace(
        source=Source.PHOTO, latitude=place.latitude, longitude=place.longitude, accuracy_m=place.accuracy
    )
    sighting.places = to_json((*from_json(sighting.places), given))

"""The pictures of photos on the disk: made from the sealed upload, taken off, and files in step with rows."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog

from appeals import queries
from appeals.models import AppealPhoto
from foundation.background import one_by_one
from foundation.database import reading, transaction
from foundation.images import Cleaned, Cut, Format, ImageRefusedError, clean, store
from foundation.images.cleaning import BLURRED, WHOLE, WIDTHS

log = structlog.get_logger()
PART = "whole"
"""The sealed part on which staff choose the crop."""
ORPHAN_AGE = timedelta(hours=1)
"""A file is written right after its row: one that has no row for so long has none."""
UNCUT = Cut(desk=True)
_SLOTS = [(width, made) for width in WIDTHS for made in Format] + [(BLURRED, Format.JPEG)]


def make_pictures(photo_id: UUID) -> None:
    """Make the public pictures of one photo from its sealed original. Harmless when they are there.

    Raises:
        OSError: when the disk did not take them, or no process could be started: it still waits.
    """
    with reading() as session:
        photo = session.get(AppealPhoto, photo_id)
    if photo is None or photo.state != "waiting":
        return
    original = store.read_sealed(photo.original)
    edits = queries.edits_of(photo)
    try:
        cleaned = clean(original, cut=Cut(turn=edits.turn, crop=edits.crop, desk=True)) if original else None
    except ImageRefusedError:
        cleaned = None
    if cleaned is None:
        _note(photo_id, "broken")
    else:
        _keep(photo_id, cleaned)


def make_soon(photo_id: UUID) -> None:
    """As ``make_pictures``, for somebody who looks on: where the disk is in the way, the sweep does it later."""
    one_by_one([photo_id], make_pictures, step="appeals.make_pictures")


def keep_soon(photo_id: UUID, cleaned: Cleaned) -> None:
    """Write down pictures that are made already. Where the disk is in the way, the sweep makes them again."""
    one_by_one([photo_id], lambda each: _keep(each, cleaned), step="appeals.keep_pictures")


def take_off_pictures() -> None:
    """Delete the pictures of photos that were taken back or replaced, and of appeals that have ended.

    They are served to nobody from the moment of the withdrawal; this is for the disk. It is owed until it is done.
    """
    with reading() as session:
        owed = queries.photos_to_take_off(session)
    one_by_one(owed, _take_off, step="appeals.take_off_picture")


def reconcile_pictures(now: datetime) -> None:
    """Files without a row go; a row without its files has them made again. Sealed uploads are sightings' to count."""
    before = now - ORPHAN_AGE
    public, whole = set(store.public_keys_before(before)), set(store.keys_before(before, PART))
    with reading() as session:
        known = queries.known_pictures(session, public | whole)
        rows = queries.with_pictures(session, before=before)
    bereft = [photo_id for photo_id, key, _ in rows if not _is_whole(key)]
    lost = [photo_id for photo_id, _, original in rows if not store.has_sealed(original)]
    one_by_one(sorted((public | whole) - known), _delete, step="appeals.delete_orphan")
    one_by_one(bereft, lambda each: _note(each, "waiting", was="ready"), step="appeals.note_bereft")
    if (public | whole) - known or bereft or lost:
        log.warning(
            "pictures_reconciled", orphans=len((public | whole) - known), bereft=len(bereft), originals_lost=len(lost)
        )


def _is_whole(key: str) -> bool:
    return all(store.has_public(key, slot, made) for slot, made in _SLOTS) and store.has_sealed(key, PART)


def _keep(photo_id: UUID, cleaned: Cleaned) -> None:
    """Under the row's lock: a photo that was taken back meanwhile leaves nothing."""
    with transaction() as session:
        photo = session.get_one(AppealPhoto, photo_id, with_for_update=True)
        if photo.state != "waiting" or photo.withdrawn_at is not None:
            return
        for picture in cleaned.pictures:
            if picture.slot == WHOLE:
                store.put_sealed(photo.key, picture.content, PART)
            else:
                store.put_public(photo.key, picture.slot, picture.format, picture.content)
        photo.state, photo.width, photo.height = "ready", cleaned.width, cleaned.height


def _take_off(photo_id: UUID) -> None:
    """One photo, in its own transaction: one whose files cannot be deleted does not hold up the others."""
    with transaction() as session:
        photo = queries.locked_to_take_off(session, photo_id)
        if photo is not None:
            _delete(photo.key)
            photo.state = "gone"


def _delete(key: str) -> None:
    store.withdraw(key)
    store.drop(key, PART)


def _note(photo_id: UUID, state: str, *, was: str = "waiting") -> None:
    with transaction() as session:
        photo = session.get_one(AppealPhoto, photo_id, with_for_update=True)
        if photo.state == was:
            photo.state = state

"""Photos of the person: the upload sealed, the public pictures made from its pixels alone."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from appeals import queries
from appeals.models import Appeal, AppealPhoto
from appeals.rules import WRITABLE, PhotoWords, plain
from appeals.workflow.marks import raise_epoch, record, written
from foundation import background
from foundation.database import transaction
from foundation.images import Cleaned, ImageRefusedError, clean, store
from foundation.tokens import opaque


def add_photo(appeal_id: UUID, by: UUID, original: bytes, words: PhotoWords, *, now: datetime) -> str | None:
    """The key of the new photo; None when the appeal has ended.

    Raises:
        ImageRefusedError: when there is no picture in ``original``; nothing was kept.
    """
    cleaned = clean(original)
    key = opaque()
    store.put_sealed(key, original)
    _keep(key, cleaned)
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.state not in WRITABLE:
            return None
        last = max((photo.position for photo in queries.photos(session, appeal_id)), default=0)
        session.add(
            AppealPhoto(
                id=uuid4(), appeal_id=appeal_id, key=key, position=last + 1, alt=plain(words.alt),
                source=plain(words.source), permission=plain(words.permission), state="ready",
                width=cleaned.width, height=cleaned.height, uploaded_by=by, uploaded_at=now,
            )
        )  # fmt: skip
        written(row, by, now)
        record(session, appeal_id, "photo_added", by=by, now=now, photo=key)
    return key


def remove_photo(appeal_id: UUID, by: UUID, key: str, *, now: datetime) -> bool:
    """Take a photo back. Where it is public, it is gone from there at once: taking back needs one person."""
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        photo = queries.photo_on_desk(session, appeal_id, key)
        if row is None or photo is None:
            return False
        photo.withdrawn_at = now
        if row.state in WRITABLE:
            written(row, by, now)
        raise_epoch(session, now)
        record(session, appeal_id, "photo_removed", by=by, now=now, photo=key)
        background.nudge(session, "appeals.take_off_pictures")
        return True


def make_again(session: Session, row: Appeal) -> None:
    """Of an appeal that is opened again: the pictures that were taken off the disk are owed anew."""
    for photo in queries.photos(session, row.id):
        if photo.state != "broken":
            photo.state = "waiting"
            background.nudge(session, "appeals.make_pictures", str(photo.id))


def make_pictures(photo_id: UUID) -> None:
    """Make the public pictures of one photo from its sealed original. Harmless when they are there."""
    with transaction() as session:
        photo = session.get(AppealPhoto, photo_id)
        original = store.read_sealed(photo.key) if photo and photo.state == "waiting" else None
    if photo is None or photo.state != "waiting":
        return
    try:
        cleaned = clean(original) if original else None
    except ImageRefusedError:
        cleaned = None
    with transaction() as session:
        photo = session.get_one(AppealPhoto, photo_id, with_for_update=True)
        if photo.state != "waiting":
            return
        if cleaned is None:
            photo.state = "broken"
            return
        _keep(photo.key, cleaned)
        photo.state, photo.width, photo.height = "ready", cleaned.width, cleaned.height


def take_off_pictures() -> None:
    """Delete the public pictures of photos that were taken back and of appeals that have ended.

    They are served to nobody from the moment of the withdrawal; this is for the disk. It is owed until it is done.
    """
    with transaction() as session:
        for photo in queries.photos_to_take_off(session):
            store.withdraw(photo.key)
            photo.state = "gone"


def _keep(key: str, cleaned: Cleaned) -> None:
    for picture in cleaned.pictures:
        store.put_public(key, picture.slot, picture.format, picture.content)

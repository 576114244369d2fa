"""Photos of the person, on the desk: added, cut, put in order, taken back.

The row is committed before a public file is written: what is lost on the way is a row that waits, and a sweep makes
its pictures. ``appeals.workflow.pictures`` is the side of the disk.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from appeals import queries
from appeals.models import Appeal, AppealPhoto
from appeals.queries import certificate as certificates
from appeals.rules import WRITABLE, Edits, Marks, PhotoWords, crop_faults, plain
from appeals.rules.purge import Line, Noted
from appeals.workflow import certificate, pictures
from appeals.workflow.marks import PATIENCE, keep_back, raise_epoch, record, written
from foundation import background
from foundation.database import transaction
from foundation.images import clean, store
from foundation.tokens import opaque

_KEPT = ("appeal_id", "position", "alt", "source", "permission", "original", "blurred", "progressed")


def add_photo(appeal_id: UUID, by: UUID, original: bytes, words: PhotoWords, *, now: datetime) -> str | None:
    """The key of the new photo; None when the appeal has ended.

    Raises:
        ImageRefusedError: when there is no picture in ``original``; nothing was kept.
        OSError: when the disk did not take it; nothing was kept.
    """
    cleaned = clean(original, cut=pictures.UNCUT)
    key = opaque()
    try:
        store.put_sealed(key, original)
    except OSError:
        store.delete(key)
        raise
    photo_id = _add(appeal_id, by, key, words, now)
    if photo_id is None:
        store.delete(key)
        return None
    pictures.keep_soon(photo_id, cleaned)
    return key


def _add(appeal_id: UUID, by: UUID, key: str, words: PhotoWords, now: datetime) -> UUID | None:
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.state not in WRITABLE:
            return None
        last = max((photo.position for photo in queries.photos(session, appeal_id)), default=0)
        photo = AppealPhoto(
            id=uuid4(), appeal_id=appeal_id, key=key, original=key, position=last + 1, alt=plain(words.alt),
            source=plain(words.source), permission=plain(words.permission), uploaded_by=by, uploaded_at=now,
        )  # fmt: skip
        session.add(photo)
        written(row, by, now)
        record(session, appeal_id, "photo_added", by=by, now=now, photo=key)
        return photo.id


def cut_photo(appeal_id: UUID, by: UUID, name: str, edits: Edits, *, now: datetime) -> str | None:
    """Turn and crop it anew from the sealed upload; the key of the new pictures, None when there is no such photo.

    The new pictures have a new key, so that no approval, cache or published version ever shows other pixels than it
    did. Where only the focus point moved, the pixels stay, and so does the key.

    Raises:
        ValueError: when ``edits`` lie outside the picture.
    """
    if crop_faults(edits):
        raise ValueError("outside the picture")
    with transaction() as session:
        found = _writable(session, appeal_id, name)
        if found is None:
            return None
        row, photo = found
        if queries.edits_of(photo) == edits:
            return photo.key
        if _pixels(queries.edits_of(photo)) == _pixels(edits):
            photo.focus_x, photo.focus_y = edits.focus_x, edits.focus_y
        else:
            photo = _replace(session, photo, edits, by, now)
        written(row, by, now)
        record(session, appeal_id, "photo_cut", by=by, now=now, photo=photo.key)
        key, photo_id = photo.key, photo.id
    pictures.make_soon(photo_id)
    return key


def mark_photo(appeal_id: UUID, by: UUID, name: str, marks: Marks, *, now: datetime) -> bool:
    """Say how it is shown: blurred until somebody asks, and that it was changed. False: there is no such photo."""
    with transaction() as session:
        found = _writable(session, appeal_id, name)
        if found is None:
            return False
        row, photo = found
        if (photo.blurred, photo.progressed) != (marks.blurred, marks.progressed):
            photo.blurred, photo.progressed = marks.blurred, marks.progressed
            written(row, by, now)
            record(
                session, appeal_id, "photo_marked", by=by, now=now, photo=photo.key, blurred=marks.blurred,
                progressed=marks.progressed,
            )  # fmt: skip
        return True


def move_photo(appeal_id: UUID, by: UUID, name: str, *, earlier: bool, now: datetime) -> bool:
    """Change places with the one before it, or after it. False: there is no such photo, or it is the last that way."""
    with transaction() as session:
        found = _writable(session, appeal_id, name)
        if found is None:
            return False
        row, photo = found
        order = list(queries.photos(session, appeal_id))
        here = order.index(photo)
        there = here - 1 if earlier else here + 1
        if not 0 <= there < len(order):
            return False
        order[here], order[there] = order[there], order[here]
        for position, each in enumerate(order, 1):
            each.position = position
        written(row, by, now)
        record(session, appeal_id, "photo_moved", by=by, now=now, photo=photo.key, earlier=earlier)
        return True


def remove_photo(appeal_id: UUID, by: UUID, name: str, *, now: datetime) -> bool:
    """Take a photo back. Where it is public, it is gone from there at once: taking back needs one person."""
    with transaction(patience=PATIENCE) as session:
        row = queries.locked(session, appeal_id)
        photo = queries.photo_named(session, appeal_id, name)
        if row is None or photo is None:
            return False
        if row.state in WRITABLE:
            written(row, by, now)
        _end(session, row, photo.original, by, now)
        record(session, appeal_id, "photo_removed", by=by, now=now, photo=photo.key)
        return True


def remove_restored(noted: Noted, *, now: datetime) -> bool:
    """An old backup still has it; the ledger says that it was taken back. False: the database knows."""
    with transaction() as session:
        row = queries.locked(session, noted.appeal_id)
        if row is None or not _end(session, row, noted.of, None, now):
            return False
        record(session, row.id, "photo_removed", by=None, now=now, photo=noted.of, restored=True)
        return True


def _end(session: Session, row: Appeal, original: str, by: UUID | None, now: datetime) -> bool:
    """All rows that were made of one upload go: the public version may show an older cut than the desk does.

    False: they had gone.
    """
    shown = AppealPhoto.withdrawn_at.is_(None)
    made_of_it = (AppealPhoto.appeal_id == row.id, AppealPhoto.original == original)
    gone = session.execute(
        update(AppealPhoto).where(*made_of_it, shown).values(withdrawn_at=now).returning(AppealPhoto.id)
    )
    if not gone.all():
        return False
    raise_epoch(session, now)
    told = {*certificates.keys_shown(session, row, original), *certificates.briefed_keys(session, row, original)}
    for key in sorted(told):
        owner = by or row.published_by or row.edited_by
        certificate.issue(session, row, owner=owner, now=now, photo_key=key).ended_by = by
    keep_back(session, Noted(appeal_id=row.id, line=Line.PHOTO, at=now, of=original))
    background.nudge(session, "appeals.take_off_pictures")
    return True


def make_again(session: Session, row: Appeal) -> None:
    """Of an appeal that is opened again: the pictures that were taken off the disk are owed anew."""
    for photo in queries.photos(session, row.id):
        if photo.state != "broken":
            photo.state = "waiting"
            background.nudge(session, "appeals.make_pictures", str(photo.id))


def _writable(session: Session, appeal_id: UUID, name: str) -> tuple[Appeal, AppealPhoto] | None:
    row = queries.locked(session, appeal_id)
    photo = queries.photo_named(session, appeal_id, name)
    return (row, photo) if row is not None and photo is not None and row.state in WRITABLE else None


def _pixels(edits: Edits) -> Edits:
    return replace(edits, focus_x=0, focus_y=0)


def _replace(session: Session, old: AppealPhoto, edits: Edits, by: UUID, now: datetime) -> AppealPhoto:
    """A row for the new cut, in the place of the old one."""
    new = AppealPhoto(
        id=uuid4(), key=opaque(), uploaded_by=by, uploaded_at=now, turn=edits.turn, crop_left=edits.left,
        crop_top=edits.top, crop_width=edits.width, crop_height=edits.height, focus_x=edits.focus_x,
        focus_y=edits.focus_y, state="waiting", **{name: getattr(old, name) for name in _KEPT},
    )  # fmt: skip
    old.replaced_at = now
    session.add(new)
    session.flush()
    background.nudge(session, "appeals.take_off_pictures")
    return new

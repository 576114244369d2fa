"""Photos: on the desk, in a version, and what is owed on the disk."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from appeals.models import Appeal, AppealPhoto, AppealVersion, Briefing, BriefingVersion
from appeals.rules import ENDED, DraftPhoto, PublicPhoto
from appeals.rules.briefing import BriefingState
from appeals.rules.photos import Edits, focus_of

_NAME = re.compile(r"[0-9a-z]{20}", re.ASCII)
_ON_DESK = and_(AppealPhoto.withdrawn_at.is_(None), AppealPhoto.replaced_at.is_(None))


def photos(session: Session, appeal_id: UUID) -> Sequence[AppealPhoto]:
    """Photos on the desk, in their order; not the ones that were taken back or that an edit replaced."""
    return session.scalars(
        select(AppealPhoto)
        .where(AppealPhoto.appeal_id == appeal_id, _ON_DESK)
        .order_by(AppealPhoto.position, AppealPhoto.id)
    ).all()


def photo_on_desk(session: Session, appeal_id: UUID, key: str) -> AppealPhoto | None:
    """One photo of one appeal by the key of its pictures, unless it was taken back or replaced."""
    return _one(session, appeal_id, AppealPhoto.key == key) if _NAME.fullmatch(key) else None


def photo_named(session: Session, appeal_id: UUID, name: str) -> AppealPhoto | None:
    """As ``photo_on_desk``, by the name that stays the same whatever was edited.

    PostgreSQL is not asked for what cannot be a name: it refuses U+0000.
    """
    return _one(session, appeal_id, AppealPhoto.original == name) if _NAME.fullmatch(name) else None


def _one(session: Session, appeal_id: UUID, which: ColumnElement[bool]) -> AppealPhoto | None:
    return session.scalar(select(AppealPhoto).where(AppealPhoto.appeal_id == appeal_id, which, _ON_DESK))


def edits_of(photo: AppealPhoto) -> Edits:
    """How its pictures are made from the upload."""
    return Edits(
        turn=photo.turn,
        left=photo.crop_left,
        top=photo.crop_top,
        width=photo.crop_width,
        height=photo.crop_height,
        focus_x=photo.focus_x,
        focus_y=photo.focus_y,
    )


def on_draft(photo: AppealPhoto) -> DraftPhoto:
    """As the gate looks at it."""
    return DraftPhoto(
        key=photo.key,
        name=photo.original,
        alt=photo.alt,
        source=photo.source,
        permission=photo.permission,
        state=photo.state,
        width=photo.width,
        height=photo.height,
        edits=edits_of(photo),
        blurred=photo.blurred,
        progressed=photo.progressed,
    )


def as_public(photo: AppealPhoto) -> PublicPhoto:
    """What publishing would make public of it."""
    return PublicPhoto(
        key=photo.key,
        alt=photo.alt,
        width=photo.width or 0,
        height=photo.height or 0,
        focus=focus_of(edits_of(photo)),
        blurred=photo.blurred,
        progressed=photo.progressed,
    )


def of_version(kept: Mapping[str, Any]) -> PublicPhoto:
    """As a version keeps it; old ones know of no focus and no marks."""
    across, down = kept.get("focus", (0.5, 0.3))
    return PublicPhoto(**{**kept, "focus": (across, down)})


def _shown() -> ColumnElement[bool]:
    """In the version that is public, or was last."""
    named = func.jsonb_build_array(func.jsonb_build_object("key", AppealPhoto.key))
    return (
        select(AppealVersion.number)
        .join(Appeal, and_(Appeal.id == AppealVersion.appeal_id, Appeal.current_version == AppealVersion.number))
        .where(AppealVersion.appeal_id == AppealPhoto.appeal_id, AppealVersion.content["photos"].contains(named))
        .correlate(AppealPhoto)
        .exists()
    )


def _briefed() -> ColumnElement[bool]:
    """In the briefing that partners have."""
    named = func.jsonb_build_array(func.jsonb_build_object("key", AppealPhoto.key))
    return (
        select(BriefingVersion.number)
        .join(
            Briefing,
            and_(Briefing.id == BriefingVersion.briefing_id, Briefing.current_version == BriefingVersion.number),
        )
        .where(Briefing.appeal_id == AppealPhoto.appeal_id, Briefing.state == BriefingState.SENT)
        .where(BriefingVersion.content["photos"].contains(named))
        .correlate(AppealPhoto)
        .exists()
    )


def _to_take_off() -> ColumnElement[bool]:
    """Taken back, of an appeal that has ended, or replaced and not in what is public or what partners have."""
    ended = select(Appeal.id).where(Appeal.state.in_(ENDED))
    replaced = and_(AppealPhoto.replaced_at.is_not(None), not_(_shown()), not_(_briefed()))
    gone = or_(AppealPhoto.withdrawn_at.is_not(None), AppealPhoto.appeal_id.in_(ended), replaced)
    return and_(AppealPhoto.state == "ready", gone)


def photos_to_take_off(session: Session) -> Sequence[UUID]:
    """Photos whose pictures may not be on the disk any more, in no order: one that fails does not hold up the rest."""
    return session.scalars(select(AppealPhoto.id).where(_to_take_off()).order_by(func.random()).limit(500)).all()


def locked_to_take_off(session: Session, photo_id: UUID) -> AppealPhoto | None:
    """That photo if it is still to be taken off, held against other writers."""
    return session.scalar(
        select(AppealPhoto).where(AppealPhoto.id == photo_id, _to_take_off()).with_for_update(of=AppealPhoto)
    )


def oldest_to_take_off(session: Session) -> datetime | None:
    """Since when the first picture waits to be taken off the disk."""
    replaced = func.greatest(AppealPhoto.replaced_at, Appeal.published_at)
    since = func.coalesce(AppealPhoto.withdrawn_at, Appeal.ended_at, replaced)
    return session.scalar(
        select(func.min(since)).join(Appeal, Appeal.id == AppealPhoto.appeal_id).where(_to_take_off())
    )


def _to_make() -> ColumnElement[bool]:
    needed = or_(AppealPhoto.replaced_at.is_(None), _shown())
    ended = select(Appeal.id).where(Appeal.state.in_(ENDED))  # opened again, they are owed anew
    wanted = and_(AppealPhoto.withdrawn_at.is_(None), AppealPhoto.appeal_id.not_in(ended))
    return and_(AppealPhoto.state == "waiting", wanted, needed)


def photos_to_make(session: Session) -> Sequence[UUID]:
    """Photos whose pictures are still to be made from the sealed original."""
    return session.scalars(select(AppealPhoto.id).where(_to_make()).order_by(func.random()).limit(50)).all()


def oldest_to_make(session: Session) -> datetime | None:
    """Since when the first of them waits."""
    return session.scalar(select(func.min(AppealPhoto.uploaded_at)).where(_to_make()))


def with_pictures(session: Session, *, before: datetime) -> Sequence[tuple[UUID, str, str]]:
    """Id, key and name of the upload of all whose pictures must be on the disk."""
    rows = session.execute(
        select(AppealPhoto.id, AppealPhoto.key, AppealPhoto.original).where(
            AppealPhoto.state == "ready", AppealPhoto.uploaded_at < before
        )
    )
    return [(photo_id, key, original) for photo_id, key, original in rows]


def known_pictures(session: Session, keys: Collection[str]) -> set[str]:
    """Those of ``keys`` whose pictures may be on the disk, or are about to be."""
    rows = select(AppealPhoto.key).where(AppealPhoto.key.in_(keys), or_(AppealPhoto.state == "ready", _to_make()))
    return set(session.scalars(rows))

"""What was shown of an appeal that has ended: by this the service looks for it on its own channels (rule R3)."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from appeals.models import Appeal, AppealPhoto, AppealVersion, Briefing, BriefingVersion
from appeals.queries.public import public_of
from appeals.rules import PublicAppeal

NEVER_PUBLIC = 0
"""The version of an appeal that only partners had."""
_BLANK: dict[str, Any] = {
    "known_as": "", "age": None, "description": "", "last_seen": "", "area": "", "region": "", "nation": "",
    "force": "", "reference": "",
}  # fmt: skip


def as_published(session: Session, appeal_id: UUID, number: int) -> PublicAppeal | None:
    """A version with every photo that it was published with, also those that were taken back since.

    ``NEVER_PUBLIC``: what partners were shown last. Of what is purged there is left: its name, and its pictures'.
    """
    if number == NEVER_PUBLIC:
        return _as_briefed(session, appeal_id)
    row = session.execute(
        select(Appeal.public_id, AppealVersion)
        .join(AppealVersion, AppealVersion.appeal_id == Appeal.id)
        .where(Appeal.id == appeal_id, AppealVersion.number == number)
    ).one_or_none()
    if row is None:
        return None
    content = row.AppealVersion.content
    whole = content if "known_as" in content else _what_is_left(session, row.AppealVersion, content)
    return public_of(_row(row.public_id, row.AppealVersion, whole))


def was_briefed(session: Session, appeal_id: UUID) -> bool:
    """Whether partners were ever sent it."""
    sent = exists().where(Briefing.appeal_id == appeal_id, Briefing.current_version.is_not(None))
    return bool(session.scalar(select(sent)))


def _as_briefed(session: Session, appeal_id: UUID) -> PublicAppeal | None:
    row = session.execute(
        select(Appeal.public_id, BriefingVersion)
        .join(Briefing, Briefing.appeal_id == Appeal.id)
        .join(BriefingVersion, BriefingVersion.briefing_id == Briefing.id)
        .where(Appeal.id == appeal_id)
        .order_by(BriefingVersion.approved_at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    shown = row.BriefingVersion
    version = SimpleNamespace(
        appeal_id=appeal_id, number=NEVER_PUBLIC, national=False, latitude=0.0, longitude=0.0, radius=0,
        published_at=shown.approved_at,
    )  # fmt: skip
    whole = shown.content if "known_as" in shown.content else _what_is_left(session, version, shown.content)
    return public_of(_row(row.public_id, version, whole))


def _row(public_id: str, shown: Any, content: dict[str, Any]) -> tuple[Any, ...]:
    """As ``public_of`` reads it; nothing of it counts as taken back. ``content`` stands in for a purged one."""
    circle = (shown.latitude, shown.longitude, shown.radius)
    return (public_id, shown.appeal_id, shown.number, content, shown.national, *circle, shown.published_at, None, None)


def _what_is_left(session: Session, version: Any, content: dict[str, Any]) -> dict[str, Any]:
    keys = session.scalars(select(AppealPhoto.key).where(AppealPhoto.appeal_id == version.appeal_id))
    photos = [{"key": key, "alt": "", "width": 0, "height": 0} for key in keys]
    return _BLANK | {"photos": photos, "review_at": version.published_at.isoformat()} | content

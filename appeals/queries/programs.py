"""Partners' keys, and what the hub is owed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appeals.models import ApiKey, Appeal, AppealVersion, HubNotice, SiteEpoch


def key_of(session: Session, digest: bytes) -> ApiKey | None:
    """The key of that SHA-256, unless it was revoked."""
    return session.scalar(select(ApiKey).where(ApiKey.digest == digest, ApiKey.revoked_at.is_(None)))


def keys(session: Session) -> Sequence[ApiKey]:
    """Every key there ever was: those in force first, then the newest."""
    order = (ApiKey.revoked_at.is_not(None), ApiKey.made_at.desc())
    return session.scalars(select(ApiKey).order_by(*order)).all()


def untold(session: Session, hub: str) -> tuple[int, datetime] | None:
    """The site epoch and since when the hub was not told of it; None when nothing is owed."""
    row = session.execute(
        select(SiteEpoch.value, SiteEpoch.raised_at, HubNotice.epoch).outerjoin(HubNotice, HubNotice.hub == hub)
    ).one()
    return None if row.epoch is not None and row.epoch >= row.value else (row.value, row.raised_at)


def areas_in_feeds(session: Session, now: datetime, *, kept: timedelta) -> set[str]:
    """Names of the regions and nations whose feeds hold an appeal or a tombstone, or may have lost one lately."""
    region, nation = AppealVersion.content["region"].astext, AppealVersion.content["nation"].astext
    ended = func.coalesce(Appeal.ended_at, Appeal.live_until)
    rows = session.execute(
        select(region, nation).join(Appeal, Appeal.id == AppealVersion.appeal_id).where(ended > now - kept).distinct()
    )
    return {name for row in rows for name in row if name}

"""Every SELECT of the appeals room; the door for other rooms."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from appeals.rules import Case, PublicAppeal


def published(session: Session, public_id: str, now: datetime) -> PublicAppeal | None:
    """The live appeal of that public name; None when it is unknown, withdrawn, past its review date, or not public."""
    raise NotImplementedError


def published_list(session: Session, now: datetime, *, limit: int = 100) -> Sequence[PublicAppeal]:
    """Live appeals, newest first."""
    raise NotImplementedError


def live_versions(session: Session, appeal_ids: Collection[UUID], now: datetime) -> dict[UUID, int]:
    """Of ``appeal_ids`` those that are public at this moment, with the number of their current version."""
    raise NotImplementedError


def case_of(session: Session, appeal_id: UUID, now: datetime) -> Case | None:
    """What the sightings room needs of an appeal that is or once was public."""
    raise NotImplementedError


def case_named(session: Session, public_id: str, now: datetime) -> Case | None:
    """As ``case_of``, by public name."""
    raise NotImplementedError

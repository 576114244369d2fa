"""A later version of a live appeal, straight into the tables."""

from datetime import datetime
from typing import Any
from uuid import UUID

from appeals import queries
from appeals.models import Appeal, AppealVersion
from appeals.workflow.marks import raise_epoch
from foundation.database import transaction


def publish_again(appeal_id: UUID, *, now: datetime, **content: Any) -> None:
    """The same with other words."""
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        last = session.get_one(AppealVersion, (appeal_id, row.current_version))
        kept = {column.name: getattr(last, column.name) for column in AppealVersion.__table__.columns}
        kept |= {"number": last.number + 1, "content": last.content | content, "published_at": now}
        session.add(AppealVersion(**kept))
        session.get_one(Appeal, appeal_id).current_version = last.number + 1
        raise_epoch(session, now)

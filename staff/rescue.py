"""A form that was sent after its session had ended: kept sealed for its writer, offered at the next sign-in, and gone
when it was saved or after a day.

Kept by the server and not by the browser: at a charity several people share a computer, and what one of them wrote
about a missing person must not be there for the next one. What proves the writer is the signed cookie of the ended
session; other sites' requests do not carry it (SameSite=Lax).
"""

import json
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from foundation.database import transaction
from staff.models import RescuedForm

KEPT_FOR = timedelta(hours=24)
LONGEST = 100_000
"""Characters of the form as JSON; the desk's longest is a tenth of it."""
_NOT_KEPT = frozenset({"csrf_token", "code", "password"})
Pairs = list[tuple[str, str]]


def keep(person_id: UUID, path: str, pairs: Pairs, now: datetime) -> bool:
    """Keep the newest form of that page. False: it is longer than any form of ours."""
    content = json.dumps([pair for pair in pairs if pair[0] not in _NOT_KEPT])
    if len(content) > LONGEST:
        return False
    values = {"content": content.encode(), "kept_at": now}
    with transaction() as session:
        session.execute(
            insert(RescuedForm)
            .values(staff_id=person_id, path=path, **values)
            .on_conflict_do_update(index_elements=["staff_id", "path"], set_=values)
        )
    return True


def kept(session: Session, person_id: UUID, path: str, now: datetime) -> Pairs | None:
    """What was kept of that page for that person; None when nothing was, or it is too old."""
    row = session.get(RescuedForm, (person_id, path))
    if row is None or now - row.kept_at >= KEPT_FOR:
        return None
    return [(name, value) for name, value in json.loads(row.content)]


def waiting(session: Session, person_id: UUID, now: datetime) -> list[tuple[str, datetime]]:
    """Page and moment of everything that is kept for that person, the oldest first."""
    mine = select(RescuedForm.path, RescuedForm.kept_at).where(RescuedForm.staff_id == person_id)
    found = session.execute(mine.where(RescuedForm.kept_at > now - KEPT_FOR).order_by(RescuedForm.kept_at))
    return [(path, kept_at) for path, kept_at in found]


def forget(person_id: UUID, path: str) -> bool:
    """It is saved, or not wanted. False: nothing was kept of that page."""
    with transaction() as session:
        gone = delete(RescuedForm).where(RescuedForm.staff_id == person_id, RescuedForm.path == path)
        return session.execute(gone.returning(RescuedForm.path)).one_or_none() is not None


def forget_old(now: datetime) -> None:
    """All that is older than a day."""
    with transaction() as session:
        session.execute(delete(RescuedForm).where(RescuedForm.kept_at <= now - KEPT_FOR))

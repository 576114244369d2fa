"""Forgetting closed cases (rule R5): a few at a time, the rest the next time, and people see what waits."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from appeals import queries
from appeals.queries import purge as owed
from appeals.rules.purge import Part
from appeals.workflow import purge
from foundation import background, clock
from foundation.database import reading

CAP = 20
"""Appeals a run: a fault in the terms costs a few before somebody sees it, not all (threat 38)."""


@background.sweep("appeals.note_standing", every=timedelta(seconds=60))
def note_standing() -> None:
    """What ended or came back is in the ledger within a minute."""
    purge.note_standing()


@background.sweep("appeals.purge", every=timedelta(hours=1))
def purge_closed() -> None:
    """The words and photos of closed cases go."""
    now = clock.now()
    with reading() as session:
        due = owed.due(session, Part.APPEAL, now, owed.terms())[:CAP]
        areas = owed.with_an_area_left(session, now, kept=queries.TOMBSTONES_KEPT)
    purge_one = partial(purge.purge_appeal, now=now)
    background.one_by_one([each.appeal_id for each in due], purge_one, step="appeals.purge")
    background.one_by_one(areas, purge.forget_areas, step="appeals.forget_areas")


@background.waits("appeals.to_purge", alarm=timedelta(hours=26))
def to_purge(session: Session) -> datetime | None:
    """What should be gone and is not."""
    due = owed.due(session, Part.APPEAL, clock.now(), owed.terms())
    return due[0].due_at if due else None

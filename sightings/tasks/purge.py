"""Forgetting reports after the agreed evidential period (rule R5)."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from appeals.queries import purge as owed
from appeals.rules.purge import Part
from foundation import clock
from foundation.background import one_by_one, sweep, waits
from foundation.database import reading
from sightings.workflow import purge

CAP = 20
"""Appeals a run (threat 38)."""


@sweep("sightings.purge", every=timedelta(hours=1))
def purge_reports() -> None:
    """A few at a time; the rest the next time."""
    now = clock.now()
    with reading() as session:
        due = owed.due(session, Part.REPORTS, now, owed.terms())[:CAP]
    one_by_one([each.appeal_id for each in due], partial(purge.purge_reports, now=now), step="sightings.purge")


@waits("sightings.to_purge", alarm=timedelta(hours=26))
def to_purge(session: Session) -> datetime | None:
    """What should be gone and is not."""
    due = owed.due(session, Part.REPORTS, clock.now(), owed.terms())
    return due[0].due_at if due else None

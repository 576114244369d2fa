"""Urgent reports that a fault kept from the police: taken up again until they are sent (rule S8)."""

from datetime import datetime
from uuid import UUID

import structlog

from appeals import queries as appeals
from foundation.database import reading, transaction
from sightings.models import Sighting
from sightings.queries.receipt import unsent_urgent
from sightings.rules.states import State
from sightings.workflow.forward import forward_unreviewed

log = structlog.get_logger()


def forward_owed(now: datetime) -> None:
    """Every urgent report that was taken but has no forwarding; one that fails again does not hold up the next."""
    with reading() as session:
        owed = unsent_urgent(session)
    for sighting_id in owed:
        try:
            _forward(sighting_id, now)
        except Exception as fault:
            log.warning("urgent_forward_failed", sighting_id=str(sighting_id), fault=type(fault).__name__)


def _forward(sighting_id: UUID, now: datetime) -> None:
    with transaction() as session:
        sighting = session.get_one(Sighting, sighting_id, with_for_update=True)
        case = appeals.case_of(session, sighting.appeal_id, now)
        if case is not None and sighting.state == State.SUBMITTED and sighting_id in unsent_urgent(session):
            forward_unreviewed(session, sighting, case, now=now)

"""Silence climbs: send again, another address, the duty officers, a red line on the wall (rule F1)."""

from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from foundation import audit
from foundation.background import one_by_one
from foundation.database import reading, transaction
from sightings.models import Forwarding, Sighting
from sightings.queries import ages, desk
from sightings.rules.alerts import Alert
from sightings.rules.ladder import Clocks, Rung, climb
from sightings.rules.states import Delivery, may_deliver
from sightings.workflow.dispatch import alert_duty, dispatch
from sightings.workflow.forward import first_sending

log = structlog.get_logger()


def sweep(now: datetime) -> None:
    """Do everything that is owed at this moment. One forwarding is one transaction, and its fault stays its own."""
    with reading() as session:
        owed = desk.owed(session, now)
        taken_over = desk.taken_over(session)
        same_day = ages.owed_a_human(session, now)
    for rows, call in ((taken_over, note_taken_over), (owed, step), (same_day, alert_same_day)):
        one_by_one(rows, partial(call, now=now), step=f"ladder.{call.__name__}")


def step(forwarding_id: UUID, now: datetime) -> None:
    """Take what is owed for one forwarding; nothing when it was acknowledged meanwhile."""
    with transaction() as session:
        forwarding = desk.locked_forwarding(session, forwarding_id)
        if forwarding.next_step_at is None:
            return
        if not desk.written_to(session, forwarding.id):
            first_sending(session, forwarding, now=now)
            return
        refused = desk.refused_on_its_rung(session, forwarding.id)
        if refused or forwarding.next_step_at <= now:
            _climb(session, forwarding, now, refused=refused)


def note_taken_over(forwarding_id: UUID, now: datetime) -> None:
    """A relay has answered for the mail: it is on its way."""
    with transaction() as session:
        forwarding = desk.locked_forwarding(session, forwarding_id)
        if forwarding.state == Delivery.WAITING:
            forwarding.state = Delivery.SENT
            audit.record(
                session, at=now, actor=audit.SYSTEM, action="sightings.sent", subject=("forwarding", forwarding.id)
            )


def alert_same_day(sighting_id: UUID, now: datetime) -> None:
    """Once for one report: its sender needs a human today, and nobody has judged it (rule S7)."""
    with transaction() as session:
        sighting = desk.locked(session, sighting_id)
        if sighting and sighting_id in ages.owed_a_human(session, now):
            alert_duty(session, Alert.SAME_DAY, sighting, now=now)


def _climb(session: Session, forwarding: Forwarding, now: datetime, *, refused: bool) -> None:
    """To the next rung where there is somebody to write to."""
    clocks = Clocks(created_at=forwarding.created_at, due_at=forwarding.due_at, now=now)
    upper = climb(Rung(forwarding.ladder_step), clocks, refused=refused)
    if upper.rung is Rung.OTHERS and not dispatch(session, forwarding, Rung.OTHERS, now=now):
        upper = climb(Rung.OTHERS, clocks)
    if upper.rung is Rung.AGAIN:
        dispatch(session, forwarding, Rung.AGAIN, now=now)
    if upper.rung is Rung.DUTY:
        sighting = session.get_one(Sighting, forwarding.sighting_id)
        alert_duty(session, Alert.SILENCE, sighting, now=now, reference=forwarding.reference)
    forwarding.ladder_step, forwarding.next_step_at = int(upper.rung), upper.next_at
    if now >= forwarding.due_at and may_deliver(forwarding.state, Delivery.OVERDUE):
        forwarding.state = Delivery.OVERDUE
    audit.record(
        session, at=now, actor=audit.SYSTEM, action="sightings.climb", subject=("forwarding", forwarding.id),
        rung=upper.rung.name.lower(), refused=refused,
    )  # fmt: skip
    log.warning("forwarding_climbed", forwarding_id=str(forwarding.id), rung=upper.rung.name.lower(), refused=refused)

"""The ladder, and what waits at the desk and with the police (rules F1, S7, Y6)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from foundation import clock
from foundation.background import Queue, sweep, waits
from sightings.queries import ages
from sightings.rules import alerts
from sightings.rules.states import Lane
from sightings.workflow import ladder


@sweep("sightings.ladder", every=timedelta(seconds=20), queue=Queue.URGENT)
def climb_the_ladder() -> None:
    """Every forwarding whose next step is due, whose mail was refused, or whose team now has an address."""
    ladder.sweep(clock.now())


@waits("sightings.unopened_urgent", alarm=alerts.URGENT_UNOPENED)
def unopened_urgent(session: Session) -> datetime | None:
    return ages.unopened_urgent(session)[1]


@waits("sightings.needs_a_human", alarm=alerts.SUPPORTIVE_UNTRIAGED)
def needs_a_human(session: Session) -> datetime | None:
    return ages.supportive(session)[1]


@waits("sightings.untriaged_normal", alarm=alerts.NORMAL_UNTRIAGED)
def untriaged_normal(session: Session) -> datetime | None:
    return ages.untriaged(session, Lane.NORMAL)[1]


@waits("sightings.untriaged_slow", alarm=alerts.SLOW_UNTRIAGED)
def untriaged_slow(session: Session) -> datetime | None:
    return ages.untriaged(session, Lane.SLOW)[1]


@waits("sightings.unsendable", alarm=timedelta(0))
def unsendable(session: Session) -> datetime | None:
    return ages.unsendable(session)[1]


@waits("sightings.past_due", alarm=timedelta(minutes=1))
def past_due(session: Session) -> datetime | None:
    return ages.past_due(session, clock.now())[1]

"""Visits to our own channels, and the chase of what cannot be recalled."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from time import sleep
from uuid import UUID

from sqlalchemy.orm import Session

from appeals.certificate import parts
from appeals.queries import certificate as queries
from appeals.rules.certificate import BOUND, CHASE
from appeals.workflow import api_keys
from appeals.workflow import certificate as workflow
from foundation import background, clock
from foundation.background import Queue
from foundation.database import alone, reading
from foundation.stranger import Stranger

__all__ = ["parts"]
OFTEN = timedelta(seconds=10)
QUICK_TRIES = 5


def _stranger() -> Stranger:
    """With the service's own key where a key is needed."""
    return Stranger(key=lambda: api_keys.check_key(clock.now()))


@background.task("appeals.check_certificate")
def check_certificate(certificate_id: str) -> None:
    """Right after the ending, with short pauses; what is left then is the sweep's."""
    for _ in range(QUICK_TRIES):
        if workflow.check_certificate(UUID(certificate_id), visit=_stranger(), clock=clock.now):
            return
        sleep(1)


@background.sweep("appeals.check_certificates", every=OFTEN, queue=Queue.URGENT)
def check_certificates() -> None:
    """Certificates whose check is due: its nudge was lost, it did not find everything neutral, or it is the second."""
    with reading() as session:
        due = queries.certificates_due(session, clock.now())
    check = partial(workflow.check_certificate, visit=_stranger(), clock=clock.now)
    background.one_by_one(due, check, step="appeals.check_certificate")


@background.task("appeals.visit")
def visit(appeal_id: str) -> None:
    """Meet a new publication on every channel."""
    _meet([UUID(appeal_id)])


@background.sweep(queries.VISITS_OWED, every=timedelta(seconds=30))
def visits_owed() -> None:
    """Publications that were not met on every channel yet, and once a day all of them."""
    with reading() as session:
        owed = queries.visits_owed(session, clock.now())
    _meet(owed)


def _meet(owed: Sequence[UUID]) -> None:
    """Posters and pictures are drawn for it, for seconds: by one process, lest urgent work wait behind it."""
    with alone("appeals.visit") as mine:
        if mine:
            meet = partial(workflow.visit_appeal, visit=_stranger(), clock=clock.now)
            background.one_by_one(owed, meet, step="appeals.visit")


@background.sweep("appeals.chase_leftovers", every=timedelta(minutes=15))
def chase_leftovers() -> None:
    """Remind the owners of what could not be recalled and is past its day."""
    now = clock.now()
    with reading() as session:
        late = queries.to_remind(session, now, CHASE)
    background.one_by_one(late, partial(workflow.remind_owner, now=now), step="appeals.remind_owner")


@background.waits("appeals.not_neutral", alarm=BOUND)
def not_neutral(session: Session) -> datetime | None:
    """Appeals that were taken back, and not every channel is proved neutral."""
    return queries.not_neutral(session)[1]


@background.waits("appeals.not_met", alarm=timedelta(minutes=5))
def not_met(session: Session) -> datetime | None:
    """Publications that were not found on every channel."""
    return queries.not_met(session, clock.now())[1]


@background.waits("appeals.leftovers", alarm=timedelta(hours=12))
def leftovers(session: Session) -> datetime | None:
    """What could not be recalled, past its day."""
    return queries.leftovers_due(session, clock.now())[1]

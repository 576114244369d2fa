"""The Celery edge. A nudge tries one mail at once; the sweeps try what is owed, each lane on its own queue."""

from datetime import datetime, timedelta
from random import SystemRandom
from uuid import UUID

from sqlalchemy.orm import Session

from foundation import background, clock
from foundation.background import Queue
from outbox import queries, workflow
from outbox.rules import LONG_WAIT, Lane

_CHANCE = SystemRandom()


@background.task("outbox.deliver")
def deliver(message_id: str) -> None:
    workflow.deliver(UUID(message_id), now=clock.now, chance=_CHANCE)


@background.sweep("outbox.sweep_urgent", every=timedelta(seconds=5), queue=Queue.URGENT)
def sweep_urgent() -> None:
    workflow.deliver_due(Lane.URGENT, now=clock.now, chance=_CHANCE)


@background.sweep("outbox.sweep_default", every=timedelta(seconds=8), queue=Queue.DEFAULT)
def sweep_default() -> None:
    workflow.deliver_due(Lane.DEFAULT, now=clock.now, chance=_CHANCE)


@background.sweep("outbox.sweep_bulk", every=timedelta(seconds=8), queue=Queue.BULK)
def sweep_bulk() -> None:
    workflow.deliver_due(Lane.BULK, now=clock.now, chance=_CHANCE)


@background.sweep("outbox.forget", every=timedelta(hours=1))
def forget() -> None:
    workflow.forget(clock.now())


@background.waits("outbox.urgent", alarm=LONG_WAIT[Lane.URGENT])
def urgent_waits(session: Session) -> datetime | None:
    return queries.oldest_waiting(session, Lane.URGENT)


@background.waits("outbox.default", alarm=LONG_WAIT[Lane.DEFAULT])
def default_waits(session: Session) -> datetime | None:
    return queries.oldest_waiting(session, Lane.DEFAULT)


@background.waits("outbox.bulk", alarm=LONG_WAIT[Lane.BULK])
def bulk_waits(session: Session) -> datetime | None:
    return queries.oldest_waiting(session, Lane.BULK)


@background.waits("outbox.failed", alarm=timedelta(hours=1))
def failed_waits(session: Session) -> datetime | None:
    return queries.oldest_unseen(session)

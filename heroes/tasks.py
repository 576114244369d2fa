"""The Celery edge: ids in, one call."""

import os
import socket
from datetime import datetime, timedelta
from functools import partial
from random import SystemRandom
from uuid import UUID

from sqlalchemy.orm import Session

from foundation import background, clock
from foundation.database import reading
from heroes import certificate, queries, workflow
from outbox import smtp

__all__ = ["certificate"]


@background.task("heroes.answer")
def answer(request_id: str) -> None:
    workflow.answer(UUID(request_id), now=clock.now())


@background.task("heroes.send_chunk")
def send_chunk(chunk_id: str) -> None:
    owner = f"{socket.gethostname()}/{os.getpid()}"
    with smtp.connection() as relay:
        workflow.send_chunk(int(chunk_id), owner, relay, clock=clock.now, chance=SystemRandom())


@background.sweep("heroes.answer_waiting", every=timedelta(seconds=30))
def answer_waiting() -> None:
    """Requests whose nudge was lost."""
    with reading() as session:
        waiting = queries.unanswered(session, clock.now() - timedelta(seconds=10))
    background.one_by_one(waiting, partial(workflow.answer, now=clock.now()), step="heroes.answer")


@background.sweep("heroes.plan_due", every=timedelta(minutes=1))
def plan_due() -> None:
    """Digests that are due, and those that were and never started."""
    workflow.plan_due(now=clock.now())


@background.sweep("heroes.send_due", every=timedelta(seconds=30))
def send_due() -> None:
    """Chunks whose nudge or whose worker was lost, and those whose pause is over."""
    workflow.nudge_due(now=clock.now())


@background.sweep("heroes.forget", every=timedelta(hours=1))
def forget() -> None:
    """Addresses whose time is over (rules H1, H6)."""
    workflow.forget(now=clock.now())


@background.waits("heroes.request", alarm=timedelta(minutes=10))
def oldest_request(session: Session) -> datetime | None:
    return queries.oldest_request(session)


@background.waits("heroes.digest", alarm=timedelta(hours=4))
def oldest_digest(session: Session) -> datetime | None:
    return queries.oldest_waiting(session)


@background.waits("heroes.run", alarm=timedelta(minutes=30))
def oldest_run(session: Session) -> datetime | None:
    """Since when a digest is due that never started."""
    return min((window for _, window in queries.due_runs(session, clock.now())), default=None)

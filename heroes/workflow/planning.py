"""Making the digests that are due, and writing down who is owed what."""

from datetime import datetime
from uuid import UUID, uuid4

import structlog
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from foundation import audit
from foundation.background import Queue, nudge, one_by_one
from foundation.database import transaction
from heroes import queries
from heroes.models import DigestRun
from heroes.rules import Kind

log = structlog.get_logger()
_ONE_PLANNER = 0x6865726F
"""Key of the lock under which one planning at a time runs: two would owe the same change twice, and one would fail."""


def plan_due(*, now: datetime) -> list[UUID]:
    """Run the digests that are due and never started; give the runs that were planned now."""
    with transaction() as session:
        owed = queries.due_runs(session, now)
    planned: list[UUID | None] = []
    one_by_one(owed, lambda each: planned.append(run_digest(*each, now=now)), step="heroes.plan_due")
    return [run_id for run_id in planned if run_id is not None]


def run_digest(kind: Kind, window: datetime, *, now: datetime) -> UUID | None:
    """Plan the digest of that kind and window: every delivery of it, or none. None when it was planned before."""
    with transaction() as session:
        session.execute(select(func.pg_advisory_xact_lock(_ONE_PLANNER)))
        run = _run(session, kind, window, now)
        if run.planned_at is not None:
            return None
        queries.plan(session, run.id, kind, queries.live_appeals(session, now), now)
        run.planned_at = now
        chunks = queries.chunks_of(session, run.id)
        if not chunks:
            run.finished_at = now
        for chunk_id in chunks[: queries.NUDGED]:
            nudge(session, "heroes.send_chunk", str(chunk_id), queue=Queue.BULK)
        audit.record(
            session, at=now, actor=audit.SYSTEM, action="digest.planned", subject=("digest_run", run.id), kind=str(kind)
        )
    log.info("digest_planned", run_id=str(run.id), kind=str(kind), chunks=len(chunks))
    return run.id


def _run(session: Session, kind: Kind, window: datetime, now: datetime) -> DigestRun:
    """The one run of that kind and window, made when there is none."""
    new = insert(DigestRun).values(id=uuid4(), kind=kind, window_start=window, made_at=now).on_conflict_do_nothing()
    session.execute(new)
    found = select(DigestRun).where(DigestRun.kind == kind, DigestRun.window_start == window).with_for_update()
    return session.scalars(found).one()


def nudge_due(*, now: datetime) -> None:
    """Tell workers of chunks that are due and that nobody holds."""
    with transaction() as session:
        for chunk_id in queries.chunks_due(session, now):
            nudge(session, "heroes.send_chunk", str(chunk_id), queue=Queue.BULK)

"""Celery, and the rule that the database row is the promise and a message only a nudge (rule Y6).

A task takes ids and makes one call that is safe to run twice. A sweep finds what is owed and does it; every nudge
may be lost, doubled or late, and Valkey may be emptied, and all of the work is still done.
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import ParamSpec, TypeVar

import structlog
from celery import Celery
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from foundation import clock
from foundation.database.base import Base
from foundation.database.session import after_commit, transaction
from foundation.settings import settings

log = structlog.get_logger()
P = ParamSpec("P")
T = TypeVar("T")
request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id that goes through web, task and mail."""


class Queue(StrEnum):
    """Bulk mail never delays urgent mail: each queue has workers of its own."""

    URGENT = "urgent"
    DEFAULT = "default"
    BULK = "bulk"


class SweepRun(Base):
    """When each sweep last ended well; ``searchhero doctor`` names the ones that have not for too long."""

    __tablename__ = "sweep_run"

    name: Mapped[str] = mapped_column(primary_key=True)
    ended_at: Mapped[datetime]
    every_seconds: Mapped[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A task that beat starts; ``every`` is the pause between two starts."""

    task: str
    every: timedelta
    queue: Queue


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A kind of row that waits for something: ``oldest`` gives the moment since which the first one does."""

    kind: str
    alarm: timedelta
    oldest: Callable[[Session], datetime | None]


app = Celery("searchhero")
SWEEPS: dict[str, Sweep] = {}
WAITING: dict[str, Waiting] = {}


def configure() -> Celery:
    """Give Celery its settings. Called once by the rim, before a task is sent or run."""
    app.conf.update(
        broker_url=settings().valkey_url,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "visibility_timeout": 600,
            "socket_timeout": 5,
            "socket_connect_timeout": 2,
            # A nudge to a broker that is down gives up at once (3 ms instead of 6 s): somebody waits for an answer.
            "max_retries": 0,
        },
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_default_queue=Queue.DEFAULT,
        task_create_missing_queues=True,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        timezone="UTC",
        beat_schedule_filename=str(settings().state_dir / "beat-schedule"),
        beat_max_loop_interval=5,
    )
    return app


def task(name: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Make a function a task. It takes ids, and doing it twice does no harm."""
    return partial(app.task, name=name)


def sweep(
    name: str, *, every: timedelta, queue: Queue = Queue.DEFAULT
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Make a function a task that beat starts ``every`` so often, and note each good end.

    A start that waited longer than its pause is dropped: the next one does the same work.
    """

    def decorate(function: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            function()
            with transaction() as session:
                _note_end(session, name, every)

        SWEEPS[name] = Sweep(task=name, every=every, queue=queue)
        app.conf.beat_schedule = (app.conf.beat_schedule or {}) | {
            name: {
                "task": name,
                "schedule": every,
                "options": {"queue": str(queue), "expires": every.total_seconds()},
            }
        }
        app.task(name=name)(run)
        return run

    return decorate


def waits(
    kind: str, *, alarm: timedelta
) -> Callable[[Callable[[Session], datetime | None]], Callable[[Session], datetime | None]]:
    """Make a query the age of one kind of waiting row, None when none waits; past ``alarm`` the doctor complains.

    It stands in a room's ``tasks.py``. ``kind`` is ``room.what`` and never names a case.
    """

    def decorate(oldest: Callable[[Session], datetime | None]) -> Callable[[Session], datetime | None]:
        WAITING[kind] = Waiting(kind=kind, alarm=alarm, oldest=oldest)
        return oldest

    return decorate


def one_by_one(rows: Iterable[T], call: Callable[[T], object], *, step: str) -> None:
    """Do ``call`` for each row that a sweep found. One that fails costs itself and a log line, and never the next ones.

    The log has no traceback: the fault's own text may quote a row (rule Y4).
    """
    for row in rows:
        try:
            call(row)
        except Exception as fault:
            log.error("row_failed", step=step, row_id=str(row), fault=type(fault).__name__)  # noqa: TRY400


def _note_end(session: Session, name: str, every: timedelta) -> None:
    values = {"ended_at": clock.now(), "every_seconds": int(every.total_seconds())}
    session.execute(
        insert(SweepRun).values(name=name, **values).on_conflict_do_update(index_elements=[SweepRun.name], set_=values)
    )


def nudge(session: Session, name: str, *ids: str, queue: Queue = Queue.DEFAULT) -> None:
    """After the commit, ask a worker to look at ``ids`` now instead of at the next sweep.

    A broker that is down costs a log line: the row is there and the sweep finds it.
    """
    after_commit(session, partial(_send, name, ids, queue))


def hint(name: str, *ids: str, queue: Queue = Queue.DEFAULT) -> None:
    """As ``nudge``, from a GET, where nothing was written: only for what may be lost."""
    _send(name, ids, queue)


def _send(name: str, ids: tuple[str, ...], queue: Queue) -> None:
    try:
        app.send_task(name, args=ids, queue=str(queue), retry=False, headers={"request_id": request_id.get()})
    except Exception as error:  # down, full, loading, closing: the deed is committed and must not look failed
        log.warning("nudge_lost", task=name, fault=type(error).__name__)

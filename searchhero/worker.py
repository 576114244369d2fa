"""The Celery edge: the rooms' tasks inside the application's context, so that they can write mail from templates."""

import time
import warnings
from typing import Any

import structlog
from celery import Celery, Task
from celery.signals import setup_logging, worker_process_init
from flask import Flask

from foundation import background
from foundation.database import engine
from foundation.languages import OWN, speaking
from foundation.settings import settings
from searchhero import logs, metrics, rooms
from searchhero.run.lineage import die_with_parent

log = structlog.get_logger()
SOFT_LIMIT, HARD_LIMIT = 540, 570
"""Seconds that a task may take; below the broker's visibility timeout, after which it would go to a second worker."""


def celery_app() -> Celery:
    """Celery with every room's tasks, ready to work."""
    from searchhero.web import create_app

    app = background.configure()
    app.set_default()
    app.task_cls = _in_context(create_app())
    app.conf.update(
        task_soft_time_limit=SOFT_LIMIT,
        task_time_limit=HARD_LIMIT,
        worker_proc_alive_timeout=30,
        worker_cancel_long_running_tasks_on_connection_loss=False,
    )
    rooms.import_tasks()
    return app


def work(queues: str, concurrency: int) -> None:
    """Work on ``queues`` (comma-separated) until SIGTERM: what was begun is ended, nothing new is taken."""
    _prepare()
    warnings.filterwarnings("ignore", message=".*superuser privileges.*")
    metrics.share()
    app = celery_app()
    name = queues.replace(",", "+")
    app.worker_main([
        "--quiet", "worker", "--queues", queues, "--concurrency", str(concurrency), "--hostname", f"{name}@%h",
        "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", settings().log_level,
    ])  # fmt: skip


def tick() -> None:
    """Run beat until SIGTERM."""
    _prepare()
    app = background.configure()
    app.set_default()
    rooms.import_tasks()
    app.Beat(loglevel=settings().log_level, quiet=True).run()


def _prepare() -> None:
    logs.configure()
    settings().state_dir.mkdir(parents=True, exist_ok=True)
    setup_logging.connect(_leave_logging_alone)
    worker_process_init.connect(_begin_process)


def _leave_logging_alone(**_: Any) -> None:
    """Celery sets up its own logging unless somebody listens to this signal."""


def _begin_process(**_: Any) -> None:
    """A process of the pool: it ends with the worker, and shares no connection with it."""
    die_with_parent()
    engine().dispose(close=False)


def _in_context(application: Flask) -> type[Task]:
    """The base of all tasks."""

    class InContext(Task):  # type: ignore[misc]
        def __call__(self, *args: Any, **kwargs: Any) -> None:
            identity = (self.request.headers or {}).get("request_id") or self.request.get("request_id") or ""
            token = background.request_id.set(str(identity) or str(self.request.id or ""))
            started = time.perf_counter()
            try:
                with application.app_context(), speaking(OWN):
                    self.run(*args, **kwargs)
            except Exception:
                self._told("failed", started)
                raise
            else:
                self._told("done", started)
            finally:
                background.request_id.reset(token)

        def _told(self, ending: str, started: float) -> None:
            from searchhero import measures

            seconds = time.perf_counter() - started
            measures.TASKS.labels(self.name, ending).inc()
            measures.TASK_SECONDS.labels(self.name).observe(seconds)
            tell = log.exception if ending == "failed" else log.info
            tell(f"task_{ending}", task=self.name, task_id=self.request.id, ms=round(seconds * 1000, 1))

    return InContext

"""Prometheus metrics: counts and durations, and the age of what waits; never a label of a case (rule S2).

Every process writes into a shared folder under ``state_dir``; ``searchhero metrics`` serves them all together.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from foundation import background, clock
from foundation.database import reading
from foundation.settings import settings

log = structlog.get_logger()


def folder() -> Path:
    """Where the processes of this machine write their counters."""
    return settings().state_dir / "metrics"


def share() -> None:
    """Make this process write into the folder. Before ``prometheus_client`` is imported: it looks once."""
    folder().mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(folder()))


def ages(now: datetime) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds that the oldest row of each kind has waited (0: none does), and since each sweep's last good end."""
    with reading() as session:
        moments = {kind: waiting.oldest(session) for kind, waiting in background.WAITING.items()}
        ends = {run.name: run.ended_at for run in session.scalars(select(background.SweepRun))}
    waiting = {kind: (now - since).total_seconds() if since else 0.0 for kind, since in moments.items()}
    return waiting, {name: (now - end).total_seconds() for name, end in ends.items()}


class Ages:
    """A collector that looks into the database at each scrape."""

    def collect(self) -> Iterator[object]:
        from prometheus_client.core import GaugeMetricFamily

        up = GaugeMetricFamily("searchhero_database_up", "Whether the database answers.", value=1)
        waiting = GaugeMetricFamily("searchhero_waiting_seconds", "Age of the oldest waiting row.", labels=["kind"])
        sweeps = GaugeMetricFamily("searchhero_sweep_age_seconds", "Since a sweep's last good end.", labels=["sweep"])
        try:
            for family, found in zip((waiting, sweeps), ages(clock.now()), strict=True):
                for name, seconds in found.items():
                    family.add_metric([name], seconds)
        except (SQLAlchemyError, OSError) as error:
            log.warning("metrics_without_database", fault=type(error).__name__)
            up = GaugeMetricFamily("searchhero_database_up", "Whether the database answers.", value=0)
        yield from (up, waiting, sweeps)


def serve(port: int) -> None:
    """Serve them on loopback, for ever."""
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    from searchhero import logs, rooms

    logs.configure()
    rooms.import_tasks()
    folder().mkdir(parents=True, exist_ok=True)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder()))  # type: ignore[no-untyped-call]
    registry.register(Ages())  # type: ignore[arg-type]
    _, thread = start_http_server(port, addr="127.0.0.1", registry=registry)
    thread.join()

"""The whole system as real processes, over the test's own database, Valkey and relay."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from searchhero.embedded import free_port
from tests.journeys.system import System
from tests.journeys.visitor import Visitor
from tests.outbox.relay import Relay


@pytest.fixture
def system(environment: dict[str, str], assets: None, relay: Relay, clean: None, tmp_path: Path) -> Iterator[System]:
    """Web, workers and beat are up; they are ended before the tables are emptied."""
    port = free_port()
    settings = environment | {
        "SEARCHHERO_PUBLIC_URL": f"http://localhost:{port}",
        "SEARCHHERO_STATE_DIR": str(tmp_path / "state"),
        "SEARCHHERO_LOG_LEVEL": "INFO",
    }
    system = System(settings, tmp_path, port)
    try:
        system.start()
        yield system
    finally:
        system.stop()


@pytest.fixture
def visitor(system: System) -> Visitor:
    return Visitor(system.url)

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import redis

from foundation import background
from foundation.background import Queue, SweepRun, nudge
from foundation.database import reading, transaction
from searchhero.embedded import Valkey, free_port

NUDGE = """
import time
from foundation import background
from foundation.background import nudge
from foundation.database import transaction
background.configure()
started = time.monotonic()
for _ in range(2):
    with transaction() as session:
        nudge(session, "test.work", "1")
print(time.monotonic() - started)
"""


def _seconds_for_two_nudges(valkey_url: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", NUDGE],
        env=os.environ | {"SEARCHHERO_VALKEY_URL": valkey_url}, text=True, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "nudge_lost" in done.stdout
    return float(done.stdout.split()[-1])


def test_a_nudge_without_a_broker_costs_little_and_fails_nothing():
    assert _seconds_for_two_nudges(f"redis://127.0.0.1:{free_port()}/0") < 3


def test_a_nudge_to_a_broker_that_is_full_fails_nothing(tmp_path):
    server = Valkey(folder=tmp_path, port=free_port())
    command = [part if part != "256mb" else "1kb" for part in server.command()]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        from tests.conftest import _wait

        _wait(lambda: redis.Redis.from_url(server.url).ping())
        assert _seconds_for_two_nudges(server.url) < 3
    finally:
        child.terminate()
        child.wait(10)


def test_a_nudge_goes_out_after_the_commit_and_not_before(valkey):
    broker = redis.Redis.from_url(valkey.url)
    with transaction() as session:
        nudge(session, "test.work", "1", queue=Queue.URGENT)
        assert broker.llen("urgent") == 0
    assert broker.llen("urgent") == 1
    assert broker.llen("default") == 0


def test_a_journey_that_fails_nudges_nobody(valkey):
    def journey() -> None:
        with transaction() as session:
            nudge(session, "test.work", "1", queue=Queue.URGENT)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        journey()
    assert redis.Redis.from_url(valkey.url).llen("urgent") == 0


@pytest.fixture
def a_sweep():
    made = []

    def make(function):
        run = background.sweep("test.sweep", every=timedelta(seconds=7), queue=Queue.BULK)(function)
        made.append("test.sweep")
        return run

    yield make
    for name in made:
        background.SWEEPS.pop(name)
        background.app.conf.beat_schedule.pop(name)
        background.app.tasks.pop(name)


def test_each_good_end_of_a_sweep_is_noted(a_sweep):
    run = a_sweep(lambda: None)
    before = datetime.now(UTC)
    run()
    run()
    with reading() as session:
        (noted,) = session.query(SweepRun).all()
    assert (noted.name, noted.every_seconds) == ("test.sweep", 7)
    assert before < noted.ended_at <= datetime.now(UTC)


def test_a_sweep_that_fails_is_not_noted_as_ended(a_sweep):
    def fail() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        a_sweep(fail)()
    with reading() as session:
        assert session.query(SweepRun).count() == 0


def test_beat_starts_a_sweep_on_its_queue_and_drops_starts_that_waited_too_long(a_sweep):
    a_sweep(lambda: None)
    entry = background.app.conf.beat_schedule["test.sweep"]
    assert entry == {"task": "test.sweep", "schedule": timedelta(seconds=7), "options": {"queue": "bulk", "expires": 7}}

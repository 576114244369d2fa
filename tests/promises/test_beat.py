"""Beat and the tasks: every sweep is a task, and every queue has a worker."""

import re
import sys
from datetime import timedelta
from pathlib import Path

from foundation import background
from searchhero import rooms
from searchhero.run.environment import Ports
from searchhero.run.parts import House, services

ROOT = Path(__file__).parents[2]
rooms.import_tasks()


def test_every_beat_entry_names_a_task():
    background.app.finalize()
    entries = background.app.conf.beat_schedule
    assert entries
    assert [name for name, entry in entries.items() if entry["task"] not in background.app.tasks] == []


def test_every_nudge_names_a_task():
    """A task whose file nobody imports is thrown away by the worker, and its work waits for a sweep, or for ever."""
    background.app.finalize()
    nudged = {
        name
        for room in ("appeals", "heroes", "outbox", "sightings", "staff")
        for path in (ROOT / room).rglob("*.py")
        for name in re.findall(r"""nudge\(\s*session,\s*"([^"]+)\"""", path.read_text())
    }
    assert {"outbox.deliver"} <= nudged
    assert nudged - set(background.app.tasks) == set()


def test_every_file_of_tasks_is_imported():
    files = {path for path in ROOT.glob("*/tasks/*.py") if path.stem != "__init__"} | set(ROOT.glob("*/tasks.py"))
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files}
    assert names - set(sys.modules) == set()


def test_every_sweep_is_on_the_schedule_in_its_queue_and_expires_with_its_pause():
    entries = background.app.conf.beat_schedule
    assert set(entries) == set(background.SWEEPS)
    for name, sweep in background.SWEEPS.items():
        assert entries[name]["options"] == {"queue": str(sweep.queue), "expires": sweep.every.total_seconds()}


def test_every_queue_has_a_worker_and_bulk_one_of_its_own():
    house = House(
        var=Path("var"),
        ports=Ports(site=1, inbox=2, metrics=3, inbox_smtp=4, postgres=5, valkey=6),
        postgres=None,
        valkey=None,
        inbox=False,
        settings={},
    )
    listened = [
        set(part.command[part.command.index("--queues") + 1].split(","))
        for part in services(house)
        if "--queues" in part.command
    ]
    assert set.union(*listened) == {str(queue) for queue in background.Queue}
    assert {"bulk"} in listened


def test_Y6_every_kind_that_waits_has_an_alarm_within_a_week():
    assert background.WAITING
    assert [kind for kind, row in background.WAITING.items() if not timedelta() <= row.alarm <= timedelta(days=7)] == []
    assert [kind for kind in background.WAITING if "." not in kind] == []

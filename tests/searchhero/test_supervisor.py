"""The supervisor, with small children of its own. It runs in a process of its own: it adopts every orphan it sees."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = """
import sys
from pathlib import Path
from searchhero.run.child import Part
from searchhero.run.supervisor import StopAskedError, Supervisor

def part(name, code, tier=1, stop_seconds=3.0):
    return Part(name=name, command=(sys.executable, "-u", "-c", code), tier=tier, stop_seconds=stop_seconds)

try:
    with Supervisor(Path(sys.argv[1])) as supervisor:
        {body}
        supervisor.watch()
except StopAskedError:
    sys.exit(0)
"""
POLITE = """
import os, signal, sys, time
def end(*_):
    print("ended politely", flush=True); sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("pid", os.getpid(), flush=True)
while True: time.sleep(0.05)
"""


class Run:
    """A supervisor in a process of its own, and what it has said."""

    def __init__(self, folder: Path, body: str) -> None:
        self.output = folder / "said"
        script = SCRIPT.replace("{body}", body.replace("\n", "\n        "))
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-c", script, str(folder / "log")],
            stdout=self.output.open("w"),
            stderr=subprocess.STDOUT,
            cwd=Path(__file__).parents[2],
            start_new_session=True,
        )

    def said(self) -> str:
        return self.output.read_text()

    def until(self, words: str, times: int = 1, seconds: float = 20) -> str:
        end = time.monotonic() + seconds
        while self.said().count(words) < times:
            assert time.monotonic() < end, f"{words!r} was not said:\n{self.said()}"
            time.sleep(0.02)
        return self.said()

    def pids(self, name: str) -> list[int]:
        lines = [line for line in self.said().splitlines() if line.startswith(name) and "| pid " in line]
        return [int(line.rsplit(" ", 1)[1]) for line in lines]

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@pytest.fixture
def start(tmp_path):
    runs = []

    def begin(body: str) -> Run:
        runs.append(Run(tmp_path, body))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.process.kill()
            run.process.wait()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pid: int, seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not alive(pid)


def test_a_killed_child_is_started_again_and_the_log_says_so(start, tmp_path):
    run = start(f"supervisor.start(part('one', {POLITE!r}))")
    run.until("| pid ")
    os.kill(run.pids("one")[0], signal.SIGKILL)
    run.until("| pid ", times=2)
    assert "one was ended by SIGKILL; it is started again in 0.25 s." in run.said()
    assert "one was ended by SIGKILL" in (tmp_path / "log" / "run.log").read_text()
    assert run.end() == 0


def test_sigterm_ends_every_child_politely_and_those_that_lean_on_others_first(start):
    run = start(f"supervisor.start(part('store', {POLITE!r}, 0))\nsupervisor.start(part('service', {POLITE!r}, 2))")
    run.until("| pid ", times=2)
    pids = run.pids("store") + run.pids("service")
    assert run.end() == 0
    ends = [line.split("|")[0].strip() for line in run.said().splitlines() if "ended politely" in line]
    assert ends == ["service", "store"]
    assert not any(alive(pid) for pid in pids)


def test_a_child_that_does_not_end_in_its_time_is_killed(start):
    deaf = POLITE.replace("signal.SIGTERM, end", "signal.SIGTERM, signal.SIG_IGN")
    run = start(f"supervisor.start(part('deaf', {deaf!r}, 1, 0.3))")
    run.until("| pid ")
    assert run.end() == 0
    assert "deaf did not end within 0.3 s and is killed." in run.said()
    assert not alive(run.pids("deaf")[0])


def test_what_a_killed_child_leaves_behind_is_ended_before_it_is_started_again(start):
    parent = (
        "import os, subprocess, time\n"
        "child = subprocess.Popen(['sleep', '999'], start_new_session=True)\n"
        "print('left', child.pid, flush=True)\nprint('pid', os.getpid(), flush=True)\ntime.sleep(99)"
    )
    run = start(f"supervisor.start(part('parent', {parent!r}))")
    run.until("| pid ")
    left = int(next(line for line in run.said().splitlines() if "| left " in line).rsplit(" ", 1)[1])
    os.kill(run.pids("parent")[0], signal.SIGKILL)
    run.until("| pid ", times=2)
    assert gone(left)
    assert run.end() == 0


def test_children_die_with_a_supervisor_that_is_killed(start):
    run = start(f"supervisor.start(part('one', {POLITE!r}))")
    run.until("| pid ")
    run.process.kill()
    run.process.wait()
    assert gone(run.pids("one")[0])


def test_a_step_that_fails_is_one_sentence(start):
    body = (
        "from searchhero.run.supervisor import ChildFailedError\n"
        "try:\n    supervisor.once(part('step', 'import sys; print(\"The disk is full.\"); sys.exit(3)'))\n"
        "except ChildFailedError as error:\n    print('REFUSED', error, flush=True)"
    )
    run = start(body)
    assert "REFUSED The disk is full." in run.until("REFUSED")
    assert run.end() == 0


def test_pauses_grow_and_stay_below_half_a_minute():
    from searchhero.run.child import pause_before

    pauses = [pause_before(number) for number in range(1, 12)]
    assert pauses[0] < 0.5
    assert pauses == sorted(pauses)
    assert pauses[-1] == 30


def test_a_log_never_takes_more_than_twice_its_size(tmp_path, monkeypatch):
    from searchhero.run import child

    monkeypatch.setattr(child, "LOG_BYTES", 1000)
    log = child.LogFile(tmp_path / "one.log")
    for number in range(500):
        log.write(f"line {number} {'x' * 40}\n".encode())
    log.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.log", "one.log.1"]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 2200
    assert "line 499" in (tmp_path / "one.log").read_text() + (tmp_path / "one.log.1").read_text()

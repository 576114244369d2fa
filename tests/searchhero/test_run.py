"""`searchhero run`: what is in the way is one sentence, and the whole of it once for real."""

import fcntl
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from foundation.settings import PREFIX
from searchhero.run import environment, ground

ROOT = Path(__file__).parents[2]


def command(folder: Path, *arguments: str, **extra: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return subprocess.Popen(
        [sys.executable, "-m", "searchhero", *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **extra},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def refusal(folder: Path, **extra: str) -> str:
    run = command(folder, "run", **extra)
    said, _ = run.communicate(timeout=60)
    assert run.returncode == 1, said
    assert "Traceback" not in said
    return said


def two_ports() -> dict[str, str]:
    site, inbox = ground.free_ports(2)
    return {"PORT": str(site), "INBOX_PORT": str(inbox)}


def test_a_taken_port_is_named_with_the_way_out(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refusal(tmp_path, **{**two_ports(), "PORT": str(port)})
    assert said == f"Port {port} (the site) is taken: end what listens there, or choose another with PORT.\n"


def test_a_port_that_is_none_is_named(tmp_path):
    assert refusal(tmp_path, PORT="web") == "PORT is 'web': it must be a port number from 1 to 65535.\n"


def test_a_broken_setting_is_named(tmp_path):
    said = refusal(tmp_path, **two_ports(), SEARCHHERO_PROXY_HOPS="many", SEARCHHERO_PUBLIC_URL="nowhere")
    assert "SEARCHHERO_PROXY_HOPS" in said
    assert "SEARCHHERO_PUBLIC_URL" in said


def test_a_second_run_on_the_same_folder_is_refused(tmp_path):
    (tmp_path / "var").mkdir()
    with (tmp_path / "var" / "lock").open("w") as held:
        held.write("4242")
        held.flush()
        fcntl.flock(held, fcntl.LOCK_EX)
        said = refusal(tmp_path, **two_ports())
    assert said == "Another run (process 4242) uses var: end it first.\n"


def test_a_full_disk_is_named(tmp_path):
    with pytest.raises(ground.GroundError, match=r"The disk of .* is full: \d+ MB are free, \d+ MB are needed."):
        ground.enough_room(tmp_path, needed=1 << 60)


def test_damaged_keys_are_named_and_not_replaced(tmp_path):
    (tmp_path / "keys.json").write_text("{half")
    with pytest.raises(ground.GroundError, match="is damaged"):
        environment.keys(tmp_path)
    assert (tmp_path / "keys.json").read_text() == "{half"


def test_keys_are_made_once_and_for_their_owner_only(tmp_path):
    first = environment.keys(tmp_path)
    assert environment.keys(tmp_path) == first
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert len(set(first.values())) == 4


def test_the_environment_wins_and_a_foreign_database_brings_its_own_owner():
    fallback = {f"{PREFIX}DATABASE_URL": "ours", f"{PREFIX}DATABASE_OWNER_URL": "our owner", f"{PREFIX}VALKEY_URL": "v"}
    given = {f"{PREFIX}DATABASE_URL": "theirs", "PATH": "/bin", f"{PREFIX}VALKEY_URL": ""}
    assert environment.effective(given, fallback) == {f"{PREFIX}DATABASE_URL": "theirs", f"{PREFIX}VALKEY_URL": "v"}


def test_the_note_of_a_run_is_believed_only_while_that_run_lives(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    environment.note(tmp_path, {f"{PREFIX}VALKEY_URL": "redis://127.0.0.1:1/0"})
    environment.join_the_run(tmp_path)
    assert f"{PREFIX}VALKEY_URL" not in os.environ
    with ground.alone(tmp_path):
        environment.join_the_run(tmp_path)
    assert os.environ[f"{PREFIX}VALKEY_URL"] == "redis://127.0.0.1:1/0"


@pytest.mark.timeout(240)
def test_everything_starts_survives_kills_and_ends_without_a_trace(tmp_path):
    chosen = two_ports()
    # The demo has a test of its own, and takes its time.
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "demo-is-in").touch()
    run = command(tmp_path, "run", **chosen)
    said = _until_ready(run)
    assert f"http://localhost:{chosen['PORT']}/staff/sign-in" in said
    assert _status(chosen["PORT"], "/readyz") == 200
    assert _status(chosen["INBOX_PORT"], "/") == 200
    _mail_comes_into_the_inbox(tmp_path, chosen["INBOX_PORT"])
    children = _children(run.pid)
    assert len(children) == 8
    postgres = next(pid for pid, words in children.items() if "bin/postgres" in words)
    os.kill(postgres, signal.SIGKILL)
    _wait(lambda: "postgres was ended by SIGKILL" in (tmp_path / "var/log/run.log").read_text())
    _wait(lambda: _status(chosen["PORT"], "/readyz") == 200)
    everybody = _descendants(run.pid)
    run.kill()
    run.wait()
    _wait(lambda: not any(Path(f"/proc/{pid}").exists() for pid in everybody))
    run = command(tmp_path, "run", **chosen)
    _until_ready(run)
    everybody = _descendants(run.pid)
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=60)
    assert run.returncode == 0
    assert [pid for pid in everybody if Path(f"/proc/{pid}").exists()] == []
    assert "database system is shut down" in (tmp_path / "var/log/postgres.log").read_text()
    assert not (tmp_path / "var" / "run.json").exists()


def _until_ready(run: subprocess.Popen[str]) -> str:
    said = ""
    assert run.stdout is not None
    for line in run.stdout:
        said += line
        if line == "ready\n":
            os.set_blocking(run.stdout.fileno(), False)
            return said
    raise AssertionError(said)


def _mail_comes_into_the_inbox(folder: Path, port: str) -> None:
    import smtplib

    smtp_url = json.loads((folder / "var" / "run.json").read_text())[f"{PREFIX}SMTP_URL"]
    with smtplib.SMTP("127.0.0.1", int(re.findall(r"\d+$", smtp_url)[0])) as link:
        link.sendmail("a@example.org", ["b@example.org"], b"Subject: Good morning\r\n\r\nhttps://example.org/one\r\n")
    connection = http.client.HTTPConnection("localhost", int(port), timeout=5)
    connection.request("GET", "/")
    assert "Good morning" in connection.getresponse().read().decode()
    connection.close()


def _status(port: str, path: str) -> int:
    connection = http.client.HTTPConnection("localhost", int(port), timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def _parents() -> dict[int, tuple[int, str]]:
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                found[int(entry.name)] = (parent, (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
    return found


def _children(pid: int) -> dict[int, str]:
    return {child: words for child, (parent, words) in _parents().items() if parent == pid}


def _descendants(pid: int) -> set[int]:
    found = {pid}
    known = _parents()
    while more := {child for child, (parent, _) in known.items() if parent in found} - found:
        found |= more
    return found


def _wait(done, seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.1)

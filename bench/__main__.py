"""`make bench`: every measurement, over a PostgreSQL and a Valkey of its own that are ended afterwards.

`python -m bench bench.pages` takes only those that are named.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
from cryptography.fernet import Fernet

from bench.measure import end_in_order
from searchhero.embedded import APPLICATION, DATABASE, OWNER, Postgres, Valkey, free_port

ROOT = Path(__file__).parent.parent
MEASUREMENTS = (
    "bench.feeds",
    "bench.digest_plan",
    "bench.pages",
    "bench.neutral",
    "bench.rivals",
    "bench.withdrawal",
    "bench.photo",
    "bench.page_weight",
)


def main() -> None:
    end_in_order()
    folder = Path(tempfile.mkdtemp(prefix="searchhero-bench-"))
    folder.chmod(0o755)  # PostgreSQL runs as nobody where we are root
    postgres = Postgres(folder=folder / "postgres", port=free_port())
    valkey = Valkey(folder=folder, port=free_port())
    postgres.prepare()
    servers = [
        subprocess.Popen(server.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        for server in (postgres, valkey)
    ]
    try:
        prepare(postgres)
        for measurement in sys.argv[1:] or MEASUREMENTS:
            print(f"== {measurement}", flush=True)
            take(measurement, environment(postgres, valkey, folder))
    finally:
        for server in servers:
            server.send_signal(signal.SIGINT)
            server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def take(measurement: str, settings: dict[str, str]) -> None:
    """In a process of its own, which is given the time to end what it has started when we are ended."""
    child = subprocess.Popen([sys.executable, "-m", "bench.measure", measurement], env=settings, cwd=ROOT)
    try:
        if child.wait():
            raise subprocess.CalledProcessError(child.returncode, measurement)
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait(90)


def prepare(postgres: Postgres) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            with psycopg.connect(postgres.url(OWNER, "postgres"), autocommit=True) as connection:
                connection.execute(f"create role {APPLICATION} login")
                connection.execute(f"create database {DATABASE}")
                return
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def environment(postgres: Postgres, valkey: Valkey, folder: Path) -> dict[str, str]:
    settings = {
        "ENVIRONMENT": "development",
        "DATABASE_URL": postgres.url(APPLICATION),
        "DATABASE_OWNER_URL": postgres.url(OWNER),
        "VALKEY_URL": valkey.url,
        "SMTP_URL": f"smtp://127.0.0.1:{free_port()}",
        "MAIL_FROM": "appeals@searchhero.example.org",
        "PUBLIC_URL": "http://localhost",
        "SECRET_KEYS": "bench-signing-key",
        "VAULT_KEYS": Fernet.generate_key().decode(),
        "INDEX_KEY": "bench-index-key",
        "PHOTO_DIR": str(folder / "photos"),
        "STATE_DIR": str(folder / "state"),
        "LOG_LEVEL": "WARNING",
    }
    return {**os.environ, **{f"SEARCHHERO_{name}": value for name, value in settings.items()}}


if __name__ == "__main__":
    main()

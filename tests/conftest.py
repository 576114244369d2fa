"""Real PostgreSQL, Valkey and SMTP for every test; each pytest-xdist worker has its own."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from cryptography.fernet import Fernet
from playwright.sync_api import Browser, Page
from pytest_socket import socket_allow_hosts

from searchhero.embedded import APPLICATION, DATABASE, OWNER, Postgres, Valkey, free_port

SEEDS = {"alembic_version", "audit_head", "site_epoch", "place"}
ROOT = Path(__file__).parent.parent
HOST = "localhost"
LONGEST = (
    "promises/test_every_page.py",
    "journeys/test_faults.py",
    "appeals/test_withdrawal_race.py",
    "journeys/test_the_loop.py",
)
"""Files that take minutes: begun first, so that no worker is left alone with one at the end."""
PILED_UP = 1 << 20
"""Bytes of a table from which on the dead rows of earlier tests cost more than new files do."""


hypothesis.settings.register_profile(
    "whatever-the-machine-does", deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
)
hypothesis.settings.load_profile("whatever-the-machine-does")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    first = [ROOT / "tests" / name for name in LONGEST]
    items.sort(key=lambda item: first.index(item.path) if item.path in first else len(first))


def _wait(check: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            check()
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    folder = Path(f"/tmp/searchhero-test-{os.getpid()}-{free_port()}")
    server = Postgres(folder=folder, port=free_port())
    server.prepare()
    child = subprocess.Popen(
        [*server.command(), "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "autovacuum=off"],
        cwd=folder, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        _wait(lambda: psycopg.connect(server.url(OWNER, "postgres")).close())
        with psycopg.connect(server.url(OWNER, "postgres"), autocommit=True) as connection:
            connection.execute(f"create role {APPLICATION} login")
            connection.execute(f"create database {DATABASE}")
        yield server
    finally:
        child.send_signal(signal.SIGINT)  # a fast shutdown: SIGTERM would wait for our own pool
        child.wait(20)
        subprocess.run(["rm", "-rf", str(folder)], check=False)


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    server = Valkey(folder=tmp_path_factory.mktemp("valkey"), port=free_port())
    child = subprocess.Popen(server.command(), stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        import redis

        _wait(lambda: redis.Redis.from_url(server.url).ping())
        yield server
    finally:
        child.terminate()
        child.wait(10)


@pytest.fixture(scope="session", autouse=True)
def environment(postgres: Postgres, valkey: Valkey, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The settings of the test run, in the environment as in production; the schema migrated, the gazetteer in."""
    var = tmp_path_factory.mktemp("var")
    values = {
        "SEARCHHERO_ENVIRONMENT": "development",
        "SEARCHHERO_DATABASE_URL": postgres.url(APPLICATION),
        "SEARCHHERO_DATABASE_OWNER_URL": postgres.url(OWNER),
        "SEARCHHERO_VALKEY_URL": valkey.url,
        "SEARCHHERO_SMTP_URL": f"smtp://127.0.0.1:{free_port()}",
        "SEARCHHERO_MAIL_FROM": "appeals@searchhero.example.org",
        "SEARCHHERO_MAIL_BULK_FROM": "digest@news.searchhero.example.org",
        "SEARCHHERO_PUBLIC_URL": f"http://{HOST}",
        "SEARCHHERO_SECRET_KEYS": "test-signing-key",
        "SEARCHHERO_VAULT_KEYS": Fernet.generate_key().decode(),
        "SEARCHHERO_INDEX_KEY": "test-index-key",
        "SEARCHHERO_PHOTO_DIR": str(var / "photos"),
        "SEARCHHERO_STATE_DIR": str(var / "state"),
        "SEARCHHERO_LOG_LEVEL": "WARNING",
    }
    for name in [name for name in os.environ if name.startswith("SEARCHHERO_")]:
        del os.environ[name]
    os.environ.update(values)
    from foundation import background
    from searchhero import schema

    background.configure()
    schema.upgrade()
    return values


@pytest.fixture(autouse=True)
def clean(environment: dict[str, str], valkey: Valkey) -> Iterator[None]:
    """Every test starts on empty tables (but for the gazetteer) and an empty Valkey, and owns what it makes."""
    yield
    forget(valkey)
    empty(environment)


def forget(valkey: Valkey) -> None:
    """Empty Valkey, and throw the kept bytes away."""
    import redis

    from foundation import kept

    redis.Redis.from_url(valkey.url).flushall()
    kept.forget()


def empty(environment: dict[str, str]) -> None:
    """Empty the tables and the folder of photos, in a tenth of the time that ``truncate`` takes for all tables.

    The rows are deleted where there are any. Once what is dead has piled up, ``truncate`` gives the files back.
    """
    shutil.rmtree(environment["SEARCHHERO_PHOTO_DIR"], ignore_errors=True)
    with psycopg.connect(environment["SEARCHHERO_DATABASE_OWNER_URL"], autocommit=False) as connection:
        rows = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        tables = sorted(name for (name,) in rows if name not in SEEDS)
        connection.execute(
            f"lock table {', '.join(tables)} in access exclusive mode"
        )  # what is still writing ends first
        connection.execute(
            "alter table audit_entry disable trigger audit_refuse, disable trigger audit_refuse_truncate"
        )
        largest = connection.execute(
            "select max(pg_relation_size(name::regclass)) from unnest(%s::text[]) name", [tables]
        )
        if largest.fetchone()[0] > PILED_UP:
            connection.execute(f"truncate {', '.join(tables)}")
        else:
            filled = " union all ".join(f"select '{name}' where exists (select from {name})" for name in tables)
            connection.execute("set local session_replication_role = replica")  # foreign keys need no order then
            for (name,) in connection.execute(filled).fetchall():
                connection.execute(f"delete from {name}")
        connection.execute("select setval(seqrelid::regclass, seqstart, false) from pg_sequence")
        connection.execute(
            "alter table audit_entry enable always trigger audit_refuse, enable always trigger audit_refuse_truncate"
        )
        connection.execute("update audit_head set seq = 0, digest = decode(repeat('00', 32), 'hex')")
        connection.execute("update site_epoch set value = value + 1")


@pytest.fixture(scope="session")
def app(environment: dict[str, str]):
    from searchhero.web import create_app

    return create_app()


@pytest.fixture
def client(app):
    return app.test_client()


from tests.browser import chromium, open_context, serving, watch  # noqa: E402
from tests.outbox.relay import Relay  # noqa: E402
from tests.staff.browser import anybody, signed_in  # noqa: E402, F401


@pytest.fixture
def relay(environment: dict[str, str]) -> Iterator[Relay]:
    """The relay that the settings name, up and empty; without this fixture nobody listens there."""
    relay = Relay(port=int(environment["SEARCHHERO_SMTP_URL"].rpartition(":")[2]))
    relay.up()
    try:
        yield relay
    finally:
        relay.down()


@pytest.fixture(autouse=True)
def only_loopback() -> None:
    """No test reaches out; database and Valkey are on loopback."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def assets() -> None:
    """Style and scripts built, axe and the Nu checker there; for tests that look at pages."""
    from searchhero import build_assets

    try:
        build_assets.build(for_tests=True)
    except build_assets.BuildError as error:
        pytest.exit(str(error), returncode=4)


@pytest.fixture(scope="session")
def live_server(assets: None, app) -> Iterator[str]:
    """The address of the app, served as a browser meets it."""
    with serving(app) as address:
        yield address


@pytest.fixture(scope="module")
def browser(assets: None) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, live_server: str) -> Iterator[Page]:
    """A page in a fresh profile, 1280 px wide; a script error or a breach of the content policy fails the test."""
    with open_context(browser, live_server) as context:
        page = context.new_page()
        faults = watch(page)
        yield page
        assert faults == []

"""The journey of ``searchhero run``: ground, stores, schema, demo, services, ready; and back again."""

import http.client
import importlib.util
import os
import shutil
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from foundation.settings import PREFIX, BrokenSettingsError, Settings, load
from searchhero.demo.sign_ins import sign_in_lines
from searchhero.embedded import EmbeddedError
from searchhero.run import environment, ground
from searchhero.run.parts import House, is_ours, services, step, stores
from searchhero.run.supervisor import ChildFailedError, StopAskedError, Supervisor


def run(var: Path = environment.VAR) -> int:
    """Until Ctrl-C or SIGTERM; the exit code is 0 then, and 1 with one sentence when something is in the way."""
    try:
        with ground.alone(var):
            _run(var)
    except StopAskedError:
        return 0
    except BrokenSettingsError as error:
        print(f"These settings are broken:\n{error}", file=sys.stderr, flush=True)
    except (ground.GroundError, EmbeddedError, ChildFailedError) as error:
        print(str(error), file=sys.stderr, flush=True)
    except OSError as error:
        print(f"{error.filename or var}: {error.strerror}.", file=sys.stderr, flush=True)
    return 1


def _run(var: Path) -> None:
    house = _house(var)
    os.environ.update(house.settings)
    settings = load()
    _look_around(house, settings)
    try:
        with Supervisor(var / "log") as supervisor:
            try:
                _start(supervisor, house, settings)
                supervisor.watch()
            except StopAskedError:
                supervisor.say("Ending everything.")
                supervisor.stop()
                supervisor.say("Ended.")
                raise
    finally:
        environment.forget_note(var)


def _house(var: Path) -> House:
    given = dict(os.environ)
    chosen = environment.ports(given)
    own = environment.keys(var)
    postgres, valkey = environment.servers(var, chosen, own)
    settings = environment.effective(given, environment.defaults(var, chosen, own, postgres, valkey))
    return House(
        var=var,
        ports=chosen,
        postgres=postgres if is_ours(given, "DATABASE_URL") else None,
        valkey=valkey if is_ours(given, "VALKEY_URL") else None,
        inbox=is_ours(given, "SMTP_URL"),
        settings=settings,
    )


def _look_around(house: House, settings: Settings) -> None:
    """Everything that can be known to be wrong before the first child starts."""
    ground.port_is_free(house.ports.site, "PORT", "the site")
    if house.inbox:
        ground.port_is_free(house.ports.inbox, "INBOX_PORT", "the inbox")
    ground.port_is_free(settings.metrics_port, f"{PREFIX}METRICS_PORT", "metrics")
    ground.enough_room(house.var)
    for folder in (settings.photo_dir, settings.state_dir, house.var / "inbox", house.var / "valkey"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Counters of processes that are gone: Prometheus takes a counter that begins anew.
    shutil.rmtree(settings.state_dir / "metrics", ignore_errors=True)


def _start(supervisor: Supervisor, house: House, settings: Settings) -> None:
    if house.postgres is not None and not (house.postgres.folder / "PG_VERSION").exists():
        supervisor.say("First start: making the database.")
    if house.postgres is not None:
        house.postgres.prepare()
    for part in stores(house):
        supervisor.start(part)
    if house.postgres is not None:
        answers = _quiet(house.postgres.make_roles, psycopg.Error)
        supervisor.until(answers, seconds=60, what="PostgreSQL", needs="postgres")
    supervisor.once(step(house, "migrate", "db", "upgrade"))
    environment.note(house.var, house.settings)
    _demo(supervisor, house)
    for part in services(house):
        supervisor.start(part)
    supervisor.until(_site_is_ready(house, settings), seconds=60, what="The site", needs="web")
    if house.inbox:
        supervisor.until(_listens(house.ports.inbox), seconds=20, what="The inbox", needs="inbox")
    supervisor.until(_listens(settings.metrics_port), seconds=20, what="The metrics", needs="metrics")
    _welcome(house, settings)


def _demo(supervisor: Supervisor, house: House) -> None:
    """Fill the demo at the very first start, into a database of ours only."""
    done = house.var / "demo-is-in"
    if house.postgres is None or done.exists() or not importlib.util.find_spec("searchhero.demo.cli"):
        return
    supervisor.say("First start: filling the demo.")
    supervisor.once(step(house, "demo", "demo"))
    done.touch()


def _quiet(action: Callable[[], object], *faults: type[Exception]) -> Callable[[], bool]:
    def done() -> bool:
        with suppress(*faults):
            action()
            return True
        return False

    return done


def _listens(port: int) -> Callable[[], bool]:
    return _quiet(lambda: socket.create_connection(("127.0.0.1", port), timeout=1).close(), OSError)


def _site_is_ready(house: House, settings: Settings) -> Callable[[], bool]:
    def answered() -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", house.ports.site, timeout=2)
        try:
            connection.request("GET", "/readyz", headers={"Host": settings.public_host})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return answered


def _welcome(house: House, settings: Settings) -> None:
    site = settings.public_url
    lines = [
        "",
        f"  The site       {site}/",
        f"  Staff sign-in  {site}/staff/sign-in",
    ]
    if house.inbox:
        lines.append(f"  Inbox          http://localhost:{house.ports.inbox}/   (every mail that is sent ends here)")
    lines.append(f"  Metrics        http://localhost:{settings.metrics_port}/metrics")
    if house.postgres is not None:
        lines += ["", "  Demo sign-ins", *(f"    {line}" for line in sign_in_lines())]
        lines.append("  Second factor: .venv/bin/searchhero demo code EMAIL   (prints the code of this moment)")
    lines += ["", f"  Ctrl-C ends everything. What you entered stays in {urlsplit(str(house.var)).path}/.", "", "ready"]
    print("\n".join(lines), flush=True)

"""The children of a run, and the order in which they lean on each other."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from foundation.settings import PREFIX
from searchhero.embedded import Postgres, Valkey
from searchhero.run.child import Part, own_program
from searchhero.run.environment import Ports

_STORE, _BESIDE, _SERVICE = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Where everything of one run is."""

    var: Path
    ports: Ports
    postgres: Postgres | None
    """None: the environment names a database."""
    valkey: Valkey | None
    inbox: bool
    settings: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        return {**self.settings, "PYTHONUNBUFFERED": "1"}


def stores(house: House) -> list[Part]:
    """PostgreSQL (SIGINT is its clean and quick end), Valkey and the inbox, as far as they are ours."""
    found = []
    if house.postgres is not None:
        found.append(
            Part(
                name="postgres",
                command=tuple(house.postgres.command()),
                tier=_STORE,
                folder=house.postgres.folder,
                stop_signal=signal.SIGINT,
                stop_seconds=30,
            )
        )
    if house.valkey is not None:
        found.append(Part(name="valkey", command=tuple(house.valkey.command()), tier=_STORE))
    if house.inbox:
        addresses = ("--smtp-port", str(house.ports.inbox_smtp), "--web-port", str(house.ports.inbox))
        folder = ("--folder", str(house.var / "inbox"))
        found.append(_own(house, "inbox", "inbox", *addresses, *folder, tier=_BESIDE))
    return found


def services(house: House) -> list[Part]:
    """What does the work. Two workers, so that bulk mail never delays urgent mail."""
    return [
        _own(house, "web", "web", "--port", str(house.ports.site), "--workers", str(min(2, os.cpu_count() or 1))),
        _own(house, "worker", "worker", "--queues", "urgent,default", "--concurrency", "2", stop_seconds=20),
        _own(house, "worker-bulk", "worker", "--queues", "bulk", "--concurrency", "1", stop_seconds=20),
        _own(house, "beat", "beat"),
        _own(house, "metrics", "metrics"),
    ]


def step(house: House, name: str, *arguments: str) -> Part:
    """Something of ours that is run once."""
    return _own(house, name, *arguments)


def _own(house: House, name: str, *arguments: str, tier: int = _SERVICE, stop_seconds: float = 10) -> Part:
    return Part(
        name=name,
        command=own_program(*arguments),
        tier=tier,
        environment=house.environment,
        stop_seconds=stop_seconds,
    )


def is_ours(environment: dict[str, str], setting: str) -> bool:
    """Whether the environment leaves ``setting`` to us."""
    return not environment.get(f"{PREFIX}{setting}")

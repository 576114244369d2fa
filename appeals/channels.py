"""Every address at which an appeal shows: what a withdrawal takes back, and what the service then checks (R2, R3).

A view that shows an appeal says so here, beside its route; ``tests/promises/test_channels.py`` holds every public route
that takes a public name against this list.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from appeals.rules import PublicAppeal
from foundation.languages import LANGUAGES

Paths = Callable[[PublicAppeal], Iterable[str]]


LISTS = "lists"
"""The one shared channel that keeps no tombstones."""


class Kind(StrEnum):
    """What an address answers once the appeal has ended."""

    OWN = "own"
    """As an unknown one does, byte for byte (rule P9)."""
    SHARED = "shared"
    """With the others, and with nothing of this one but, in feeds, its nameless tombstone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address of one appeal."""

    channel: str
    """page, pictures, rss, ...: a code."""
    path: str
    """Of our own public address, with its query."""
    kind: Kind
    keyed: bool = False
    """Opens to a partner's key only, and is neutral in a way of its own: problem details, not a page."""

    @property
    def nothing(self) -> str:
        """Where nothing ever was, in the same language: what an own address answers once the appeal has ended."""
        first = self.path.split("/")[1]
        return f"{f'/{first}' if first in LANGUAGES else ''}/appeals/{'0' * 20}"


_CHANNELS: dict[str, tuple[Kind, bool, Paths]] = {}


def own(channel: str, *, keyed: bool = False) -> Callable[[Paths], Paths]:
    """Register addresses that are of one appeal alone."""
    return _register(channel, Kind.OWN, keyed)


def shared(channel: str, *, keyed: bool = False) -> Callable[[Paths], Paths]:
    """Register addresses that show it among others."""
    return _register(channel, Kind.SHARED, keyed)


def addresses(appeal: PublicAppeal, *, keyed: bool = False) -> tuple[Address, ...]:
    """All addresses at which ``appeal`` shows while it is live: to anybody, or (``keyed``) to a partner's program."""
    return tuple(
        Address(channel=channel, path=path, kind=kind, keyed=keyed)
        for channel, (kind, needs_key, paths) in sorted(_CHANNELS.items())
        if needs_key == keyed
        for path in paths(appeal)
    )


def _register(channel: str, kind: Kind, keyed: bool) -> Callable[[Paths], Paths]:  # noqa: FBT001 - from two lines above
    def decorate(paths: Paths) -> Paths:
        _CHANNELS[channel] = (kind, keyed, paths)
        return paths

    return decorate

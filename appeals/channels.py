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
        return f"{beside(self.path, keyed=self.keyed)}/{'0' * 20}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What its addresses have in common."""

    kind: Kind
    keyed: bool
    drawn: bool
    """Files into which the first photo is drawn: they hold its pixels and not its name."""
    paths: Paths


_CHANNELS: dict[str, Channel] = {}


def own(channel: str, *, keyed: bool = False, drawn: bool = False) -> Callable[[Paths], Paths]:
    """Register addresses that are of one appeal alone."""

    def decorate(paths: Paths) -> Paths:
        _CHANNELS[channel] = Channel(kind=Kind.OWN, keyed=keyed, drawn=drawn, paths=paths)
        return paths

    return decorate


def shared(channel: str, *, keyed: bool = False) -> Callable[[Paths], Paths]:
    """Register addresses that show it among others."""

    def decorate(paths: Paths) -> Paths:
        _CHANNELS[channel] = Channel(kind=Kind.SHARED, keyed=keyed, drawn=False, paths=paths)
        return paths

    return decorate


def addresses(appeal: PublicAppeal, *, keyed: bool = False) -> tuple[Address, ...]:
    """All addresses at which ``appeal`` shows while it is live: to anybody, or (``keyed``) to a partner's program."""
    return tuple(
        Address(channel=name, path=path, kind=channel.kind, keyed=keyed)
        for name, channel in sorted(_CHANNELS.items())
        if channel.keyed == keyed
        for path in channel.paths(appeal)
    )


def every_address(appeal: PublicAppeal) -> tuple[Address, ...]:
    """Of both kinds: what a withdrawal takes back."""
    return addresses(appeal) + addresses(appeal, keyed=True)


def is_keyed(channel: str) -> bool:
    """Whether its addresses open to a key only."""
    return channel in _CHANNELS and _CHANNELS[channel].keyed


def is_drawn(channel: str) -> bool:
    """Whether its addresses hold a photo without naming it."""
    return channel in _CHANNELS and _CHANNELS[channel].drawn


def beside(path: str, *, keyed: bool) -> str:
    """Below it stand the names of appeals: one that is not live is neutral as ``path`` is, in language and form."""
    if keyed:
        return "/api/v1/appeals"
    first = path.split("/")[1]
    return f"/{first}/appeals" if first in LANGUAGES else "/appeals"

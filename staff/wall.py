"""The wall: what needs doing, for the one who looks. Every room hangs its own tiles.

    @tile(Role.TRIAGER)
    def waiting_reports(session: Session, person: Person, now: datetime) -> Tile | None:
        ...

Hang them in a module that the room's ``views`` imports. A tile only reads.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from staff.access import Person
from staff.rules import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One kind of waiting work: how much of it, and how long the oldest has waited."""

    title: str
    count: int
    url: str
    since: datetime | None = None
    """The moment (aware UTC) from which the oldest waits. None: nothing waits, or age does not matter here."""
    late_after: timedelta | None = None
    """What has waited longer is urgent."""
    urgent: bool = False
    """Comes first and stands out."""


Maker = Callable[[Session, Person, datetime], Tile | None]
_TILES: dict[Maker, frozenset[Role]] = {}


def tile(*roles: Role) -> Callable[[Maker], Maker]:
    """Hang a tile for whoever holds one of ``roles`` (none named: everybody). None from it: not shown."""

    def decorate(maker: Maker) -> Maker:
        _TILES[maker] = frozenset(roles)
        return maker

    return decorate


def tiles_for(session: Session, person: Person, now: datetime) -> list[Tile]:
    """The tiles for one person: urgent ones first, then those with something waiting, in the order of hanging."""
    mine = [maker for maker, roles in _TILES.items() if not roles or roles & person.roles]
    shown = [_aged(made, now) for maker in mine if (made := maker(session, person, now))]
    return sorted(shown, key=lambda made: (not (made.urgent and made.count), not made.count))


def _aged(made: Tile, now: datetime) -> Tile:
    late = made.since and made.late_after is not None and now - made.since > made.late_after
    return replace(made, urgent=True) if late else made

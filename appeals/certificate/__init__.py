"""The withdrawal certificate: what it says, and the door through which other rooms add their lines (rule R3).

    @certificate.part("digests")
    def digests(session: Session, ended: Ended) -> list[Line]:
        ...

It stands in a room's ``certificate.py``, which its ``views`` and its ``tasks`` import. A part only reads.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a certificate is about."""

    appeal_id: UUID
    version: int
    kind: str
    """withdrawn, lapsed, or photo: only one picture of it was taken back."""
    ended_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fact from the database. It names nobody."""

    code: str
    """Goes into the sealed document, with ``count``."""
    words: str
    """The whole sentence, as people read it."""
    count: int = 0
    open: bool = False
    """Something is still owed here: it stands out, and the certificate is not whole."""


Part = Callable[[Session, Ended], list[Line]]
_PARTS: dict[str, Part] = {}


def part(name: str) -> Callable[[Part], Part]:
    """Add lines to every certificate."""

    def decorate(made: Part) -> Part:
        _PARTS[name] = made
        return made

    return decorate


def lines(session: Session, ended: Ended) -> list[Line]:
    """All that the rooms have to say, in the order of their names."""
    return [line for _, made in sorted(_PARTS.items()) for line in made(session, ended)]

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

from appeals.models import WithdrawalCertificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a certificate is about."""

    certificate_id: UUID
    appeal_id: UUID
    version: int
    kind: str
    """withdrawn, lapsed, or photo: only one picture of it was taken back."""
    photo_key: str | None
    ended_at: datetime
    epoch: int
    """Of the site, raised in the commit of the ending."""
    checks: int
    """How often all channels were asked so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fact from the database. It names nobody."""

    code: str
    """Goes into the sealed document, with ``count``."""
    words: str
    """The whole sentence, as people read it."""
    count: int = 0
    open: bool = False
    """Something is still owed here: it stands out."""
    shows: bool = False
    """Something of ours still shows the appeal: it is not neutral, and no certificate is sealed."""


def ended_of(one: WithdrawalCertificate) -> Ended:
    """What ``one`` is about."""
    return Ended(
        certificate_id=one.id, appeal_id=one.appeal_id, version=one.version, kind=one.kind, photo_key=one.photo_key,
        ended_at=one.ended_at, epoch=one.epoch, checks=one.checks,
    )  # fmt: skip


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

"""Asking our own channels, outside of any transaction: every address in every coding, as a stranger (rule R2)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from appeals import channels
from foundation.stranger import CODINGS, Answer, UnreachableError, Visit
from foundation.tokens import opaque

Clock = Callable[[], datetime]
Judge = Callable[[Answer, Answer], str]
"""An answer, and what an unknown address beside it answers in the same coding: a code, empty when all is well."""
PATIENCE = 3
"""Addresses in a row that give no answer before the rest are not asked: the site is down, not one of them."""


@dataclass(kw_only=True)
class Met:
    """What one address answered."""

    path: str
    at: datetime
    """When the first answer had come, by our clock."""
    status: int | None = None
    date: datetime | None = None
    """By the clock of the machine that answered."""
    fault: str = ""
    etags: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One address to be asked for."""

    path: str
    judge: Judge
    etags: Sequence[str] = ()
    """What an earlier visitor may still hold."""
    keyed: bool = False


def meet(asked: Iterable[Asked], visit: Visit, clock: Clock) -> Iterator[Met]:
    """Ask for each; the first fault of an address is its fault."""
    unknown: dict[tuple[str, str], Answer] = {}
    silent = 0
    for one in asked:
        met = Met(path=one.path, at=clock(), fault="unreachable")
        if silent < PATIENCE:
            try:
                met = _meet_one(one, unknown, visit, clock)
            except UnreachableError as error:
                met = Met(path=one.path, at=clock(), fault=str(error))
        silent = silent + 1 if met.status is None else 0
        yield met


def _meet_one(one: Asked, unknown: dict[tuple[str, str], Answer], visit: Visit, clock: Clock) -> Met:
    tries: list[tuple[str, Sequence[str]]] = [(coding, ()) for coding in CODINGS]
    if one.etags:
        tries += [(coding, one.etags) for coding in CODINGS]
    met: Met | None = None
    beside = channels.beside(one.path, keyed=one.keyed)
    for coding, etags in tries:
        same = (beside, coding)
        if same not in unknown:
            unknown[same] = visit(f"{beside}/{opaque()}", coding=coding, keyed=one.keyed)
        answer = visit(one.path, coding=coding, etags=etags, keyed=one.keyed)
        met = met or Met(path=one.path, at=clock(), status=answer.status, date=answer.date)
        if etag := answer.header("etag"):
            met.etags.append(etag)
        if fault := one.judge(answer, unknown[same]):
            met.status, met.fault = answer.status, fault
            break
    assert met is not None  # noqa: S101 - CODINGS is not empty
    return met

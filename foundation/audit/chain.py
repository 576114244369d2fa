"""Checking the audit trail, in Python, so that a changed function in the database cannot vouch for itself."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.audit.models import AuditEntry, AuditHead

GENESIS = bytes(32)
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of the chain: note it down elsewhere, and a later rewrite of everything shows too."""

    seq: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A place where the chain does not hold: ``fault`` is changed, missing, or reordered."""

    seq: int
    fault: str


def digest_of(entry: AuditEntry) -> bytes:
    """SHA-256 over the row's fields, each ended by U+001F, and the digest before it."""
    fields = (
        str(entry.seq),
        entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        entry.actor,
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        entry.detail,
        entry.previous.hex(),
    )
    return hashlib.sha256(_SEPARATOR.join(fields).encode()).digest()


def verify(session: Session) -> tuple[Head, list[Break]]:
    """Walk the whole chain and name every break."""
    breaks: list[Break] = []
    expected_seq, previous = 1, GENESIS
    for entry in _entries(session):
        breaks += [Break(seq=seq, fault="missing") for seq in range(expected_seq, entry.seq)]
        if digest_of(entry) != entry.digest:
            breaks.append(Break(seq=entry.seq, fault="changed"))
        elif entry.seq == expected_seq and entry.previous != previous:
            breaks.append(Break(seq=entry.seq, fault="reordered"))
        expected_seq, previous = entry.seq + 1, entry.digest
    head = session.get(AuditHead, True)
    last = head.seq if head else 0
    breaks += [Break(seq=seq, fault="missing") for seq in range(expected_seq, last + 1)]
    if head and not breaks and head.digest != previous:
        breaks.append(Break(seq=last, fault="changed"))
    return Head(seq=last, digest=previous.hex()), breaks


def _entries(session: Session) -> Iterator[AuditEntry]:
    statement = select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=2000)
    return iter(session.scalars(statement))

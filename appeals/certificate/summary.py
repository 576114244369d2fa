"""A certificate as people read it: its channels one line each, and how it stands. Values in, values out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from appeals.certificate.document import SealedChannel
from appeals.models import WithdrawalCertificate, WithdrawalChannel
from appeals.rules.certificate import BOUND, Standing

Address = WithdrawalChannel | SealedChannel


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """All addresses of one channel: the last of them counts."""

    name: str
    addresses: int
    shown_at: datetime | None
    shown_date: datetime | None
    """Last seen live, by the clock that looked and by the server's."""
    neutral_since: datetime | None
    neutral_date: datetime | None
    fault: str
    status: int | None


def standing(certificate: WithdrawalCertificate, now: datetime) -> Standing:
    """How the proof stands at ``now``."""
    if certificate.digest:
        return Standing.SEALED
    if certificate.neutral_at:
        return Standing.NEUTRAL
    if certificate.due_at is None:
        return Standing.GIVEN_UP
    return Standing.LATE if now > certificate.ended_at + BOUND else Standing.WAITING


def by_channel(channels: Sequence[Address]) -> list[Channel]:
    """One line for each channel, in the order of the addresses."""
    grouped: dict[str, list[Address]] = {}
    for each in channels:
        grouped.setdefault(each.channel, []).append(each)
    return [_line(name, rows) for name, rows in grouped.items()]


def _line(name: str, rows: list[Address]) -> Channel:
    seen = max((row for row in rows if row.shown_at), key=lambda row: str(row.shown_at), default=None)
    open_still = [row for row in rows if row.fault or row.neutral_since is None]
    last = max(open_still, key=_gravity) if open_still else max(rows, key=lambda row: str(row.neutral_since))
    return Channel(
        name=name,
        addresses=len(rows),
        shown_at=seen.shown_at if seen else None,
        shown_date=seen.shown_date if seen else None,
        neutral_since=last.neutral_since,
        neutral_date=last.neutral_date,
        fault=last.fault,
        status=last.status,
    )


STILL_THERE = frozenset({"shows", "differs", "not_modified", "same_bytes"})
"""Faults by which the person may still be shown."""


def _gravity(row: Address) -> tuple[bool, bool]:
    """Who may still be shown comes before what could not be told, and that before what was not looked at yet."""
    return row.fault in STILL_THERE, bool(row.fault)

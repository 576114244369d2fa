"""The certificate as canonical JSON: what is hashed, and what the hash in the audit trail stands for.

Keys sorted, no spaces, UTF-8; times in UTC. It names no person: ids, codes, addresses of our own, times, and what was
said of the rest, with the partners who had not answered.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from appeals.certificate import Line
from appeals.models import WithdrawalCertificate, WithdrawalChannel


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedChannel:
    """One address, as it was when the certificate was sealed."""

    channel: str
    path: str
    kind: str
    shown_at: datetime | None
    shown_date: datetime | None
    neutral_since: datetime | None
    neutral_date: datetime | None
    checked_at: datetime | None
    status: int | None
    fault: str = ""
    """Nothing with a fault is ever sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What was sealed."""

    channels: tuple[SealedChannel, ...]
    lines: tuple[Line, ...] | None
    """None in a document of before: it kept the counts alone."""


def read(document: str) -> Sealed:
    """A kept document, as ``sealed`` wrote it."""
    told = json.loads(document)
    lines = told.get("lines")
    return Sealed(
        channels=tuple(_read_channel(each) for each in told["channels"]),
        lines=None if lines is None else tuple(Line(**each) for each in lines),
    )


def _read_channel(told: dict[str, Any]) -> SealedChannel:
    return SealedChannel(
        channel=told["channel"],
        path=told["path"],
        kind=told["kind"],
        shown_at=_read_moment(told["last_seen_live"]),
        shown_date=_read_moment(told["last_seen_live_date_header"]),
        neutral_since=_read_moment(told["neutral_since"]),
        neutral_date=_read_moment(told["neutral_since_date_header"]),
        checked_at=_read_moment(told["checked_at"]),
        status=told["status"],
    )


def _read_moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


def sealed(certificate: WithdrawalCertificate, channels: Iterable[WithdrawalChannel], lines: Iterable[Line]) -> str:
    """The document."""
    told = {
        "certificate": str(certificate.id),
        "appeal": str(certificate.appeal_id),
        "number": certificate.number,
        "version": certificate.version,
        "kind": certificate.kind,
        "photo": certificate.photo_key,
        "reason": certificate.reason,
        "ended_at": _moment(certificate.ended_at),
        "ended_by": str(certificate.ended_by) if certificate.ended_by else None,
        "epoch": certificate.epoch,
        "neutral_at": _moment(certificate.neutral_at),
        "confirmed_at": _moment(certificate.confirmed_at),
        "checks": certificate.checks,
        "channels": [_channel(each) for each in channels],
        "lines": [{"code": line.code, "count": line.count, "open": line.open, "words": line.words} for line in lines],
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(document: str) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(document.encode()).hexdigest()


def _channel(channel: WithdrawalChannel) -> dict[str, object]:
    return {
        "channel": channel.channel,
        "path": channel.path,
        "kind": channel.kind,
        "last_seen_live": _moment(channel.shown_at),
        "last_seen_live_date_header": _moment(channel.shown_date),
        "neutral_since": _moment(channel.neutral_since),
        "neutral_since_date_header": _moment(channel.neutral_date),
        "checked_at": _moment(channel.checked_at),
        "status": channel.status,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds") if moment else None

"""The certificate as canonical JSON: what is hashed, and what the hash in the audit trail stands for.

Keys sorted, no spaces, UTF-8; times in UTC. It names nobody: ids, codes, addresses of our own, and times.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime

from appeals.certificate import Line
from appeals.models import WithdrawalCertificate, WithdrawalChannel


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
        "counted": {line.code: line.count for line in lines},
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

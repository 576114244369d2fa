"""What goes to the investigating team: canonical bytes and their SHA-256 (rules F2, F4, S4).

Canonical: JSON (RFC 8259), UTF-8, sorted keys, no spaces between tokens, times as RFC 3339 in UTC. The same value
gives the same bytes, so the hash proves what was sent.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from foundation.languages import OWN
from sightings.models import Forwarding
from sightings.rules.places import GivenPlace

REPORT_FORMAT, REVIEW_FORMAT = "searchhero-report/1", "searchhero-review/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo by its opaque name; ``sha256`` is of the original's bytes."""

    key: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach the sender; ``basis`` is consent, or safeguarding where consent may not delay (rule S8)."""

    name: str
    email: str
    phone: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The case that it belongs to, as the police know it."""

    reference: str
    force: str
    known_as: str
    public_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report, complete: nothing is shortened and nothing is put in other words (rule F4)."""

    reference: str
    made_at: datetime
    about: About
    reviewed: bool
    urgent: bool
    received_at: datetime
    language: str
    """BCP 47 tag of the page that it was written on. Packages of before have none: they were all in English."""
    what: str
    seen_when: str
    seen_at: datetime | None
    places: tuple[GivenPlace, ...]
    """As given, each with its source and its accuracy in metres, the most trusted first (rule S5)."""
    photos: tuple[Photo, ...]
    contact: Contact | None
    contact_told: str
    """Why the contact details are here or are not: consent, safeguarding, none_given or no_consent."""
    under_18: bool
    flags: tuple[str, ...]
    responsible: str
    """Who of the charity sees it through; empty while nobody has looked."""
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a person of the charity said of a report that had gone before anybody looked (rules S8, F3)."""

    reference: str
    number: int
    made_at: datetime
    verdict: str
    words: str
    responsible: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The bytes as they are kept, and their hash."""

    content: bytes
    sha256: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One package as it went: the fields of its kept bytes, and their hash in hex."""

    forwarding: Forwarding
    fields: dict[str, Any]
    sha256: str


def pack(value: Report | Review) -> Package:
    """The canonical bytes of a report or of a supplement."""
    kind = REPORT_FORMAT if isinstance(value, Report) else REVIEW_FORMAT
    plain = asdict(value) | {"format": kind}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_moment)
    content = text.encode()
    return Package(content=content, sha256=hashlib.sha256(content).digest())


def unpack(content: bytes) -> dict[str, Any]:
    """The fields of kept bytes, times as moments again."""
    fields: dict[str, Any] = json.loads(content)
    if fields["format"] == REPORT_FORMAT:
        fields.setdefault("language", OWN)
    for name in ("made_at", "received_at", "seen_at"):
        if fields.get(name):
            fields[name] = datetime.fromisoformat(fields[name])
    return fields


def sent(rows: Iterable[Forwarding]) -> list[Sent]:
    """The report and its supplements, from the bytes that were kept (rule F2)."""
    return [Sent(forwarding=row, fields=unpack(row.package), sha256=row.package_sha256.hex()) for row in rows]


def contact_of(name: str, email: str, phone: str, *, consented: bool, urgent: bool) -> tuple[Contact | None, str]:
    """What of the sender's contact details goes on, and the code of what is said about it (rules S4, S8)."""
    if not (name or email or phone):
        return None, "none_given"
    if not (consented or urgent):
        return None, "no_consent"
    basis = "consent" if consented else "safeguarding"
    return Contact(name=name, email=email, phone=phone, basis=basis), basis


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(type(value).__name__)

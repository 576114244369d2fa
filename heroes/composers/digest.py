"""The digest as a message (RFC 5322): words made once for all heroes with the same appeals, then joined with the few
personal fields. One message for one recipient; the envelope equals the header (threat 39). No tracking (rule H7).
"""

import binascii
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from uuid import UUID

from flask_babel import ngettext
from markupsafe import escape

from appeals.rules import PublicAppeal
from foundation import tokens, vault
from foundation.settings import settings
from heroes.composers.links import choices_path, leave_path
from outbox.post import compose
from outbox.rules import header_fault
from outbox.smtp import Mail

_PERSONAL = ("place", "km", "choices_url", "leave_url")
_POLICY = SMTP.clone(cte_type="7bit", max_line_length=78)


class UnsafeMailError(ValueError):
    """The address may not become a header; ``str()`` is a code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """What differs from hero to hero."""

    run_id: UUID
    hero_id: UUID
    link_version: int
    recipient: str
    place: str
    radius: int
    """Metres."""
    frequency: str
    more: int
    planned_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One appeal of a digest, with the addresses of its page and picture (empty: it has none)."""

    appeal: PublicAppeal
    url: str
    picture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What all heroes with the same appeals read, with marks where the personal fields go."""

    head: str
    boundary: str
    text: str
    html: str


@dataclass(kw_only=True)
class Edition:
    """The words that one worker made so far."""

    _words: dict[tuple[object, ...], Words] = field(default_factory=dict)
    _marks: dict[str, str] = field(default_factory=lambda: {name: f"x{secrets.token_hex(12)}x" for name in _PERSONAL})
    """Random for each edition, so that no appeal's words can hold one."""

    def mail(self, hero: Personal, appeals: Sequence[PublicAppeal]) -> Mail:
        """The digest for one hero.

        Raises:
            UnsafeMailError: when the address could add a header or a recipient.
        """
        if fault := header_fault(recipient=hero.recipient, sender=settings().bulk_sender, title=""):
            raise UnsafeMailError(fault)
        words = self._words_for(hero, tuple(appeals))
        text, html = self.bodies(hero, appeals)
        parts = [_headers(words, hero, _fields(hero)["leave_url"])]
        for kind, body in (("plain", text), ("html", html)):
            parts.append(f"--{words.boundary}\r\n{_part_head(kind)}\r\n\r\n".encode("ascii") + _quoted(body))
        content = b"\r\n".join([*parts, f"--{words.boundary}--\r\n".encode("ascii")])
        return Mail(sender=parseaddr(settings().bulk_sender)[1], recipient=hero.recipient, content=content)

    def bodies(self, hero: Personal, appeals: Sequence[PublicAppeal]) -> tuple[str, str]:
        """What the hero reads: text and HTML."""
        words, fields = self._words_for(hero, tuple(appeals)), _fields(hero)
        text = _joined(words.text, {self._marks[name]: value for name, value in fields.items()})
        html = _joined(words.html, {self._marks[name]: str(escape(value)) for name, value in fields.items()})
        return text, html

    def _words_for(self, hero: Personal, appeals: tuple[PublicAppeal, ...]) -> Words:
        key = (appeals, hero.more, hero.frequency)
        if key not in self._words:
            self._words[key] = _words(appeals, hero.more, hero.frequency, self._marks)
        return self._words[key]


def message_id(run_id: UUID, hero_id: UUID) -> str:
    """The same for one digest of one hero at every attempt, and tells nothing (RFC 5322, section 3.6.4)."""
    domain = parseaddr(settings().bulk_sender)[1].rpartition("@")[2] or "localhost"
    return f"<{vault.blind_index('digest', f'{run_id}/{hero_id}')[:20].hex()}@{domain}>"


def _words(appeals: Sequence[PublicAppeal], more: int, frequency: str, marks: dict[str, str]) -> Words:
    entries = [entry(appeal) for appeal in appeals]
    text, html = compose(
        "heroes/digest",
        entries=entries,
        more=more,
        frequency=frequency,
        appeals_url=tokens.absolute("/appeals"),
        **marks,
    )
    head = EmailMessage(policy=_POLICY)
    name, address = parseaddr(settings().bulk_sender)
    head["From"] = Address(display_name=name, addr_spec=address)
    head["Subject"] = ngettext("%(num)d appeal near you", "%(num)d appeals near you", len(entries))
    return Words(
        head=head.as_string(policy=_POLICY).strip(),
        boundary=f"=_{secrets.token_hex(16)}",
        text=text,
        html=html,
    )


def entry(appeal: PublicAppeal) -> Entry:
    """As it stands in a mail."""
    path = f"/appeals/{appeal.public_id}"
    picture = tokens.absolute(f"{path}/photos/{appeal.face.key}-320.jpg") if appeal.face else ""
    return Entry(appeal=appeal, url=tokens.absolute(path), picture=picture)


def _fields(hero: Personal) -> dict[str, str]:
    return {
        "place": hero.place,
        "km": str(hero.radius // 1000),
        "choices_url": tokens.absolute(choices_path(hero.hero_id, hero.link_version)),
        "leave_url": tokens.absolute(leave_path(hero.hero_id, hero.link_version)),
    }


def _joined(words: str, values: dict[str, str]) -> str:
    for mark, value in values.items():
        words = words.replace(mark, value)
    return words


def _headers(words: Words, hero: Personal, leave_url: str) -> bytes:
    lines = (
        words.head,
        f"To: {hero.recipient}",
        f"Date: {format_datetime(hero.planned_at)}",
        f"Message-ID: {message_id(hero.run_id, hero.hero_id)}",
        f"List-Unsubscribe: <{leave_url}>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",  # RFC 8058
        "Auto-Submitted: auto-generated",  # RFC 3834: no out-of-office answers, please
        "Precedence: bulk",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{words.boundary}"',
        "",
        "",
    )
    return "\r\n".join(lines).encode("ascii")


def _part_head(kind: str) -> str:
    return f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable'


def _quoted(body: str) -> bytes:
    """Quoted-printable (RFC 2045) with CR LF: seven bits and short lines, so that no relay has to change a thing."""
    return binascii.b2a_qp(body.replace("\n", "\r\n").encode(), istext=True)

"""Mails on the disk: one ``.eml`` file each, whose name is the moment it came in."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from foundation.tokens import opaque

KEPT = 2000
"""The oldest ones go when there are more."""
_NAME = re.compile(r"\d{8}T\d{12}-[0-9a-z]{20}", re.ASCII)
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """As the page shows it."""

    name: str
    at: datetime
    recipient: str
    sender: str
    subject: str
    text: str
    html: str
    source: str

    @property
    def links(self) -> list[str]:
        """Addresses in the text, in order, each once."""
        return list(dict.fromkeys(address.rstrip(".,;:") for address in _ADDRESS.findall(self.text)))


def keep(folder: Path, content: bytes, at: datetime) -> str:
    """Write a mail whole or not at all; its name."""
    name = f"{at:%Y%m%dT%H%M%S%f}-{opaque()}"
    draft = folder / f".{name}"
    draft.write_bytes(content)
    draft.replace(folder / f"{name}.eml")
    for old in _paths(folder)[KEPT:]:
        old.unlink(missing_ok=True)
    return name


def newest(folder: Path, limit: int = 200) -> list[Mail]:
    """The mails that came last, newest first."""
    return [mail for path in _paths(folder)[:limit] if (mail := find(folder, path.stem))]


def find(folder: Path, name: str) -> Mail | None:
    """The mail of that name; None when there is none or the name is not one of ours."""
    if not _NAME.fullmatch(name):
        return None
    try:
        content = (folder / f"{name}.eml").read_bytes()
    except FileNotFoundError:
        return None
    message = message_from_bytes(content, policy=policy.default)
    return Mail(
        name=name,
        at=datetime.strptime(name[:21] + "+0000", "%Y%m%dT%H%M%S%f%z"),
        recipient=_header(message, "To"),
        sender=_header(message, "From"),
        subject=_header(message, "Subject"),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        source=content.decode(errors="replace"),
    )


def clear(folder: Path) -> None:
    for path in _paths(folder):
        path.unlink(missing_ok=True)


def _paths(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.eml"), reverse=True)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message[name] or "")
    except (ValueError, IndexError, AttributeError):
        return ""


def _part(message: EmailMessage, kind: str) -> str:
    try:
        body = message.get_body((kind,))
        return str(body.get_content()) if body is not None else ""
    except (LookupError, ValueError, KeyError):
        return ""

"""What will go out, before it does: every channel's own composer, given what stands on the desk.

    @preview.channel("rss", _("RSS item"), "application/xml", at=..., part=True)
    def rss_item(session: Session, appeal: PublicAppeal) -> bytes:
        ...

Register in a module that the room's ``views`` imports. Preview is publish: ``tests/appeals/test_preview.py`` holds each
registered channel against the bytes that the public gets.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from appeals.rules import PublicAppeal
from foundation.languages import OWN, linked, speaking
from foundation.settings import settings

Compose = Callable[[Session, PublicAppeal], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One thing that goes out."""

    name: str
    title: Any
    media_type: str
    compose: Compose
    at: Callable[[PublicAppeal], str] | None
    """The public path that answers with these bytes; None for what goes out by mail."""
    part: bool
    """The bytes are a part of that answer, beside those of other appeals."""

    @property
    def spoken(self) -> bool:
        """It goes out in every language of the public pages; the others are in English."""
        return self.compose in _SPOKEN

    @property
    def picture(self) -> Compose | None:
        """For what a page cannot show: its first page as PNG, from the same source."""
        return _PICTURES.get(self.name)


_CHANNELS: dict[str, Channel] = {}
_SPOKEN: set[Compose] = set()
_PICTURES: dict[str, Compose] = {}


def channel(
    name: str,
    title: Any,
    media_type: str,
    *,
    at: Callable[[PublicAppeal], str] | None = None,
    part: bool = False,
) -> Callable[[Compose], Compose]:
    """Register what composes one channel."""

    def decorate(compose: Compose) -> Compose:
        _CHANNELS[name] = Channel(name=name, title=title, media_type=media_type, compose=compose, at=at, part=part)
        return compose

    return decorate


def spoken(compose: Compose) -> Compose:
    """Mark what goes out in every language of the public pages."""
    _SPOKEN.add(compose)
    return compose


def first_page(name: str, compose: Compose) -> None:
    """Register what draws the first page of that channel as PNG."""
    _PICTURES[name] = compose


def channels() -> dict[str, Channel]:
    """All of them by name."""
    return dict(_CHANNELS)


def composed(which: Channel, session: Session, appeal: PublicAppeal, language: str = OWN) -> bytes:
    """The bytes as a stranger will get them: made inside a request for the public address, by nobody signed in."""
    tag = language if which.spoken else OWN
    content = _asked(which, session, appeal.in_language(tag), which.compose, tag)
    return linked(content.decode(), tag).encode() if which.media_type == "text/html" else content


def drawn(which: Channel, session: Session, appeal: PublicAppeal, language: str = OWN) -> bytes | None:
    """Its first page as PNG; None for what a page can show as it is."""
    if which.picture is None:
        return None
    return _asked(which, session, appeal.in_language(language), which.picture, language)


def _asked(which: Channel, session: Session, appeal: PublicAppeal, compose: Compose, tag: str) -> bytes:
    path = which.at(appeal) if which.at else "/"
    root = {"SCRIPT_NAME": "" if tag == OWN else f"/{tag}"}
    there = current_app.test_request_context(path, base_url=settings().public_url, environ_overrides=root)
    with speaking(tag), there:
        return compose(session, appeal)

"""Signed links and random names. Links carry the configured origin only (rule Y5)."""

import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from foundation import vault
from foundation.settings import settings

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


class Purpose(StrEnum):
    """What a signed link is for: a token of one purpose never opens another."""

    HERO_CONFIRM = "hero-confirm"
    HERO_CHOICES = "hero-choices"
    HERO_LEAVE = "hero-leave"
    SIGHTING_FORM = "sighting-form"
    TEAM_LINK = "team-link"
    ADDRESS_CHECK = "address-check"
    DOOR_FORM = "door-form"
    BRIEFING = "briefing"
    BRIEFING_RECALL = "briefing-recall"
    API_CHECK = "api-check"
    PREVIEWED = "previewed"


class BadTokenError(ValueError):
    """Not one of ours, altered, of another purpose, or too old."""


def _keys() -> list[str]:
    """Oldest first, as itsdangerous wants them: it signs with the last."""
    return [key.get_secret_value() for key in reversed(settings().secret_keys)]


def sign(purpose: Purpose, *values: str | int) -> str:
    """A URL-safe token for ``values``, with its time of issue, signed (HMAC-SHA-256, 256 bit)."""
    return str(_timed(purpose).dumps(list(values)))


def sign_for_ever(purpose: Purpose, *values: str | int) -> str:
    """As ``sign`` without a time: the same values give the same token. End it by a version among the values."""
    return str(_lasting(purpose).dumps(list(values)))


def read(purpose: Purpose, token: str, *, max_age: timedelta) -> list[Any]:
    """The values of a token made by ``sign``.

    Raises:
        BadTokenError: when it is not ours, of another purpose, or older than ``max_age``.
    """
    try:
        return list(_timed(purpose).loads(token, max_age=int(max_age.total_seconds())))
    except BadSignature:
        raise BadTokenError from None


def read_for_ever(purpose: Purpose, token: str) -> list[Any]:
    """The values of a token made by ``sign_for_ever``.

    Raises:
        BadTokenError: when it is not ours or of another purpose.
    """
    try:
        return list(_lasting(purpose).loads(token))
    except BadSignature:
        raise BadTokenError from None


def _timed(purpose: Purpose) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_keys(), salt=purpose, signer_kwargs={"digest_method": hashlib.sha256})


def _lasting(purpose: Purpose) -> URLSafeSerializer:
    return URLSafeSerializer(_keys(), salt=f"{purpose}/lasting", signer_kwargs={"digest_method": hashlib.sha256})


def opaque() -> str:
    """A public name that tells nothing: 20 characters of Crockford base 32, 100 random bits (rule P9)."""
    return "".join(secrets.choice(_CROCKFORD) for _ in range(20))


def code_for(purpose: str, value: str) -> str:
    """A code that people can read out: 16 characters of Crockford base 32 in fours, the same for the same value."""
    number = int.from_bytes(vault.blind_index(f"code/{purpose}", value)[:10])
    letters = "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(75, -1, -5)).upper()
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def typed_code(text: str) -> str:
    """A code as somebody typed it, in the form that ``code_for`` gives (Crockford: O is 0, I and L are 1)."""
    letters = text.upper().translate(str.maketrans("OIL", "011"))
    kept = "".join(letter for letter in letters if letter.lower() in _CROCKFORD)[:16]
    return "-".join(kept[start : start + 4] for start in range(0, len(kept), 4))


def absolute(path: str) -> str:
    """``path`` on the configured public address, whatever Host a request came with (rule Y5)."""
    return f"{settings().public_url}/{path.lstrip('/')}"

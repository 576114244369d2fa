"""Passwords: argon2id with the parameters of RFC 9106 for little memory (64 MiB, 3 passes, 4 lanes)."""

import secrets
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"


def hashed(password: str) -> str:
    """A PHC string with a salt of its own. The password is taken in NFKC, so that every keyboard gives the same."""
    return _hasher.hash(unicodedata.normalize("NFKC", password))


@lru_cache(maxsize=1)
def _nobody() -> str:
    return hashed(secrets.token_hex(16))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether it is the password. Without a hash (nobody of that name) the same work is done, and it is not."""
    try:
        fits = _hasher.verify(password_hash or _nobody(), unicodedata.normalize("NFKC", password))
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None


def start_password() -> str:
    """To be read out or typed once: 20 letters and digits in fours, 98 random bits, no look-alikes."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(5))

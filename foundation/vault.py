"""Encryption at rest with key rotation (Fernet: AES-128-CBC with HMAC-SHA-256), and blind indexes for look-ups."""

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from foundation.settings import settings


@lru_cache(maxsize=1)
def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key.get_secret_value()) for key in settings().vault_keys])


def seal(plain: bytes) -> bytes:
    """Encrypt under the newest key."""
    return _keys().encrypt(plain)


def unseal(sealed: bytes) -> bytes:
    """Decrypt with whichever key fits.

    Raises:
        cryptography.fernet.InvalidToken: when none does.
    """
    return _keys().decrypt(sealed)


def reseal(sealed: bytes) -> bytes:
    """The same content under the newest key, without showing it."""
    return _keys().rotate(sealed)


def is_newest(sealed: bytes) -> bool:
    """Whether it was encrypted under the newest key, so that there is nothing to rotate."""
    try:
        Fernet(settings().vault_keys[0].get_secret_value()).decrypt(sealed)
    except InvalidToken:
        return False
    return True


def blind_index(purpose: str, value: str) -> bytes:
    """32 bytes that are equal for equal values of one purpose and tell nothing without the key (HMAC-SHA-256)."""
    key = settings().index_key.get_secret_value().encode()
    return hmac.digest(key, f"{purpose}\x00{value}".encode(), hashlib.sha256)

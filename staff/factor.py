"""The second factor: one-time passwords by time (TOTP, RFC 6238: SHA-1, 30 s, 6 digits) and recovery codes."""

import hmac
import re
import secrets
from datetime import datetime
from uuid import UUID

import pyotp
import segno

from foundation import tokens, vault

ISSUER = "Digital Search Hero"
STEP = 30
"""Seconds that a code is shown."""
WINDOW = 1
"""Steps before and after the present one that are accepted: clocks of phones drift."""
RECOVERY_CODES = 10


def new_secret() -> str:
    """A fresh TOTP secret: 160 random bits in base 32 (RFC 4226 section 4, R6)."""
    return pyotp.random_base32(32)


def address_of(secret: str, email: str) -> str:
    """The ``otpauth://`` address that authenticator apps read."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def picture_of(secret: str, email: str) -> str:
    """The address as a QR code: a ``data:`` URL of an SVG, dark on white with its quiet zone in both colour schemes."""
    return segno.make(address_of(secret, email), micro=False, error="m").svg_data_uri(scale=5, light="white")


def matching_step(secret: str, code: str, last_step: int, now: datetime) -> int | None:
    """The 30-second step that ``code`` stands for, if it is near ``now`` and later than the last one used."""
    digits = re.sub(r"\s", "", code)
    present = int(now.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    found = None
    for step in range(present - WINDOW, present + WINDOW + 1):
        fits = hmac.compare_digest(totp.generate_otp(step).encode(), digits.encode())
        if fits and step > last_step:
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """Ten codes of 80 random bits each, in fours."""
    return [tokens.code_for("recovery", secrets.token_hex(16)) for _ in range(RECOVERY_CODES)]


def recovery_index(staff_id: UUID, code: str) -> bytes:
    """What is kept of a recovery code, however it was typed."""
    return vault.blind_index("recovery-code", f"{staff_id}/{tokens.typed_code(code)}")

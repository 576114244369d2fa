"""Keys of the partner API: made and revoked by an administrator; and the one that the service makes for its checks."""

import hashlib
import secrets
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, update

from appeals.models import ApiKey
from appeals.workflow.marks import actor
from foundation import audit, tokens
from foundation.database import transaction
from foundation.tokens import BadTokenError, Purpose

_BEGINNING = "shk_"
"""Tells a key of ours from others where one was left lying about: scanners look for such."""


def digest_of(key: str) -> bytes:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).digest()


def make_api_key(by: UUID, partner: str, *, now: datetime) -> str:
    """A new key of 256 random bits for ``partner``. It is shown this once: only its SHA-256 is kept."""
    key = _BEGINNING + secrets.token_urlsafe(32)
    with transaction() as session:
        row = ApiKey(partner=partner, digest=digest_of(key), made_by=by, made_at=now)
        session.add(row)
        session.flush()
        audit.record(session, at=now, actor=actor(by), action="api_key.made", subject=("api_key", row.id))
    return key


def revoke_api_key(key_id: UUID, by: UUID, *, now: datetime) -> bool:
    """It opens nothing from now on. False: unknown, or revoked before."""
    with transaction() as session:
        ended = session.execute(
            update(ApiKey)
            .where(ApiKey.id == key_id, ApiKey.revoked_at.is_(None))
            .values(revoked_at=now, revoked_by=by)
            .returning(ApiKey.id)
        ).scalar_one_or_none()
        if ended is None:
            return False
        audit.record(session, at=now, actor=actor(by), action="api_key.revoked", subject=("api_key", key_id))
        return True


def check_key(now: datetime) -> str:
    """With it the service reads its own API in a withdrawal check (rule R3). It is signed, and good for this minute."""
    return tokens.sign_for_ever(Purpose.API_CHECK, _minute(now))


def is_check_key(key: str, now: datetime) -> bool:
    """Made within a minute of ``now``: the clocks of two machines may stand apart."""
    try:
        (made,) = tokens.read_for_ever(Purpose.API_CHECK, key)
    except BadTokenError:
        return False
    return abs(_minute(now) - int(made)) <= 1


def _minute(now: datetime) -> int:
    return int(now.timestamp()) // 60


def note_key_use(key_id: UUID, on: date) -> None:
    """It was used on that day."""
    with transaction() as session:
        session.execute(
            update(ApiKey)
            .where(ApiKey.id == key_id, or_(ApiKey.last_used_on.is_(None), ApiKey.last_used_on < on))
            .values(last_used_on=on)
        )

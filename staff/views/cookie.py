"""What a staff browser carries: a signed cookie with the session's id and when it was last used.

A GET writes nothing to the database, so "last used" lives here and is issued anew with every answer.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import session as jar

from foundation import vault

SESSION, PENDING = "staff", "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """The password was right; the second factor is still to come."""

    staff_id: UUID
    epoch: int
    at: datetime
    secret: str
    """Empty, or the TOTP secret that this browser is being shown to enrol; sealed on its way."""
    then: str
    """Where to go after signing in; checked."""


def begin_pending(pending: Pending) -> None:
    """Forget everything else in this browser and note that the password was right."""
    jar.clear()
    jar[PENDING] = {
        "id": str(pending.staff_id),
        "epoch": pending.epoch,
        "at": pending.at.isoformat(),
        "secret": vault.seal(pending.secret.encode()).decode(),
        "then": pending.then,
    }


def pending() -> Pending | None:
    """What ``begin_pending`` noted."""
    noted = jar.get(PENDING)
    if noted is None:
        return None
    return Pending(
        staff_id=UUID(noted["id"]),
        epoch=noted["epoch"],
        at=datetime.fromisoformat(noted["at"]),
        secret=vault.unseal(noted["secret"].encode()).decode(),
        then=noted["then"],
    )


def begin_session(session_id: UUID, now: datetime) -> None:
    """Sign this browser in: a fresh cookie with a fresh CSRF token."""
    jar.clear()
    jar[SESSION] = {"id": str(session_id), "seen": now.isoformat()}


def session_seen() -> tuple[UUID, datetime] | None:
    """The id of the session in this browser and when it was last used."""
    noted = jar.get(SESSION)
    return None if noted is None else (UUID(noted["id"]), datetime.fromisoformat(noted["seen"]))


def seen(now: datetime) -> None:
    """Note that the session is in use."""
    jar[SESSION] = jar[SESSION] | {"seen": now.isoformat()}


def forget() -> None:
    """Nothing of a sign-in stays in this browser."""
    jar.clear()

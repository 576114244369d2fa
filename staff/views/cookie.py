"""What a staff browser carries: a signed cookie with the session's id and when it was last used.

A GET writes nothing to the database, so "last used" lives here and is issued anew with every answer.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import session as jar

from foundation import vault
from staff.workflow.sign_in import Passed

SESSION, PENDING = "staff", "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """The password was right; the second factor is still to come."""

    passed: Passed
    then: str
    """Where to go after signing in; checked."""


def begin_pending(passed: Passed, then: str) -> None:
    """Forget everything else in this browser and note that the password was right. The secret is sealed on its way."""
    jar.clear()
    jar[PENDING] = {
        "id": str(passed.staff_id),
        "epoch": passed.epoch,
        "at": passed.at.isoformat(),
        "secret": vault.seal(passed.secret.encode()).decode(),
        "email": passed.email,
        "then": then,
    }


def pending() -> Pending | None:
    """What ``begin_pending`` noted."""
    noted = jar.get(PENDING)
    if noted is None:
        return None
    passed = Passed(
        staff_id=UUID(noted["id"]),
        epoch=noted["epoch"],
        at=datetime.fromisoformat(noted["at"]),
        secret=vault.unseal(noted["secret"].encode()).decode(),
        email=noted["email"],
    )
    return Pending(passed=passed, then=noted["then"])


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

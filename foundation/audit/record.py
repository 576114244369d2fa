"""Writing to the audit trail."""

import json
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from foundation.audit.models import AuditEntry
from foundation.database.session import before_commit

SYSTEM = "system"
_PENDING = "audit_pending"


def record(
    session: Session,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: tuple[str, object],
    **detail: str | int | bool | list[str] | None,
) -> None:
    """Note that ``actor`` did ``action`` to ``subject`` (kind, id), in the same transaction as the deed.

    The row is written as the last thing before the commit: the lock on the chain's end is then always the last
    lock taken, so that two journeys can never wait for each other over it.
    """
    if _PENDING not in session.info:
        session.info[_PENDING] = []
        before_commit(session, _write)
    kind, subject_id = subject
    session.info[_PENDING].append(
        {
            "at": at,
            "actor": actor,
            "action": action,
            "subject_kind": kind,
            "subject_id": str(subject_id),
            "detail": json.dumps(detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False),
        }
    )


def _write(session: Session) -> None:
    for row in session.info.pop(_PENDING):
        session.execute(insert(AuditEntry).values(**row).inline())

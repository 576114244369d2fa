"""A session begins with the second factor and ends at sign-out; a raised epoch of the account ends them all."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from foundation import audit
from foundation.database import transaction
from staff.models import StaffAccount, StaffSession


def begin(session: Session, account: StaffAccount, now: datetime) -> UUID:
    """A session under the account's present epoch, in the caller's transaction."""
    row = StaffSession(id=uuid4(), staff_id=account.id, epoch=account.session_epoch, started_at=now)
    session.add(row)
    _audit(session, "staff.signed_in", account.id, row.id, now)
    return row.id


def sign_out(session_id: UUID, now: datetime) -> None:
    """End one session. Harmless when it has ended already."""
    with transaction() as session:
        staff_id = session.scalar(
            update(StaffSession)
            .where(StaffSession.id == session_id, StaffSession.ended_at.is_(None))
            .values(ended_at=now)
            .returning(StaffSession.staff_id)
        )
        if staff_id:
            _audit(session, "staff.signed_out", staff_id, session_id, now)


def _audit(session: Session, action: str, staff_id: UUID, session_id: UUID, now: datetime) -> None:
    audit.record(
        session,
        at=now,
        actor=f"staff:{staff_id}",
        action=action,
        subject=("staff", staff_id),
        sign_in=str(session_id),
    )

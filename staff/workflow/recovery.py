"""Recovery codes: made ten at a time, shown once, each good once."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from staff import factor
from staff.models import RecoveryCode, StaffAccount


def replace(session: Session, account: StaffAccount) -> list[str]:
    """Fresh codes instead of all older ones, used or not. Only their blind indexes are kept."""
    discard(session, account)
    codes = factor.new_recovery_codes()
    session.add_all(
        RecoveryCode(staff_id=account.id, code_index=factor.recovery_index(account.id, code)) for code in codes
    )
    return codes


def discard(session: Session, account: StaffAccount) -> None:
    """None is left."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == account.id))

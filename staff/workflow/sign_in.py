"""password → second factor (the first time: enrol) → session."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from foundation import audit, vault
from foundation.database import reading, transaction
from staff import factor, passwords, queries, tries
from staff.access import Factor, confirm_factor
from staff.models import StaffAccount
from staff.rules import PASSWORD_GOOD_FOR, Refusal
from staff.workflow import recovery, sessions, telling
from staff.workflow.telling import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """The password was right. ``secret`` is a fresh TOTP secret to enrol with, or empty for who has enrolled."""

    staff_id: UUID
    epoch: int
    at: datetime
    secret: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """The second factor is in force; the recovery codes are shown this once."""

    session_id: UUID
    codes: list[str]


def give_password(email: str, password: str, client: str, now: datetime) -> Passed | Refusal:
    """First step. Unknown, wrong, suspended and run-out all cost the same work and get the same answer (WRONG)."""
    named = vault.blind_index("staff-sign-in", email.strip().lower()).hex()
    if not tries.password_allowed(client, named):
        return Refusal.TOO_MANY
    with reading() as session:
        found = queries.account_named(session, email)
    fits = passwords.matches(found.password_hash if found else None, password)
    allowed = fits and found is not None and _may_sign_in(found, now)
    with transaction() as session:
        audit.record(
            session,
            at=now,
            actor="public",
            action="staff.password_given",
            subject=("staff", found.id if found else "unknown"),
            outcome="right" if allowed else "refused",
        )
    if found is None or not allowed:
        return Refusal.WRONG
    secret = "" if found.enrolled_at else factor.new_secret()
    return Passed(staff_id=found.id, epoch=found.session_epoch, at=now, secret=secret, email=found.email)


def _may_sign_in(account: StaffAccount, now: datetime) -> bool:
    run_out = account.start_password_until is not None and account.start_password_until <= now
    return account.suspended_at is None and not run_out


def give_factor(passed: Passed, code: str, client: str, now: datetime) -> UUID | Refusal:
    """Second step, for who has enrolled: the id of the new session."""
    if not tries.allowed("factor-client", client, at_most=tries.CLIENT):
        return Refusal.TOO_MANY
    with transaction() as session:
        account = queries.locked_account(session, passed.staff_id)
        if account is None or not _still_passed(account, passed, now) or account.enrolled_at is None:
            return Refusal.TOO_LATE
        outcome = confirm_factor(session, account.id, code, now)
        if outcome is Factor.TOO_MANY:
            return Refusal.TOO_MANY
        if not outcome:
            return Refusal.WRONG
        if outcome is Factor.RECOVERED:
            telling.tell(session, account, Change.RECOVERY_CODE_USED, now)
        return sessions.begin(session, account, now)


def enrol(passed: Passed, code: str, client: str, now: datetime) -> Enrolled | Refusal:
    """Second step, the first time: a code of the new secret proves that the app has it."""
    client_may = tries.allowed("factor-client", client, at_most=tries.CLIENT)
    if not (client_may and tries.allowed("factor", str(passed.staff_id))):
        return Refusal.TOO_MANY
    with transaction() as session:
        account = queries.locked_account(session, passed.staff_id)
        if account is None or not _still_passed(account, passed, now) or account.enrolled_at or not passed.secret:
            return Refusal.TOO_LATE
        step = factor.matching_step(passed.secret, code, 0, now)
        if step is None:
            return Refusal.WRONG
        account.totp_secret, account.totp_last_step, account.enrolled_at = passed.secret, step, now
        codes = recovery.replace(session, account)
        audit.record(
            session, at=now, actor=f"staff:{account.id}", action="staff.enrolled", subject=("staff", account.id)
        )
        return Enrolled(session_id=sessions.begin(session, account, now), codes=codes)


def _still_passed(account: StaffAccount, passed: Passed, now: datetime) -> bool:
    same = account.session_epoch == passed.epoch and account.suspended_at is None
    return same and now - passed.at < PASSWORD_GOOD_FOR

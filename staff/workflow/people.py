"""The people who sign in: added, given roles, suspended, helped when their phone is lost."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from foundation import audit
from foundation.database import transaction
from staff import passwords, queries
from staff.access import Person
from staff.models import StaffAccount
from staff.rules import DUTY_ROLES, START_PASSWORD_GOOD_FOR, Refusal, Role
from staff.workflow import recovery, telling
from staff.workflow.telling import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A new account, and the password to hand over: it is shown this once and must be changed at the first sign-in."""

    id: UUID
    start_password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Who is to be added."""

    email: str
    name: str
    roles: frozenset[Role]


def add(newcomer: Newcomer, actor: str, now: datetime, *, start_password: str = "") -> Added | Refusal:
    """Make an account. Without a ``start_password`` one is made up. TAKEN when the address is known."""
    password = start_password or passwords.start_password()
    values = {
        "email": newcomer.email.strip().lower(),
        "name": newcomer.name.strip(),
        "roles": sorted(newcomer.roles),
        "password_hash": passwords.hashed(password),
        "start_password_until": now + START_PASSWORD_GOOD_FOR,
        "created_at": now,
    }
    with transaction() as session:
        statement = insert(StaffAccount).values(values).on_conflict_do_nothing(index_elements=[StaffAccount.email])
        made = session.scalar(statement.returning(StaffAccount.id))
        if made is None:
            return Refusal.TAKEN
        audit.record(
            session,
            at=now,
            actor=actor,
            action="staff.added",
            subject=("staff", made),
            roles=[str(role) for role in sorted(newcomer.roles)],
        )
        telling.tell(session, session.get_one(StaffAccount, made), Change.ADDED, now)
    return Added(id=made, start_password=password)


def change_roles(me: Person, staff_id: UUID, roles: frozenset[Role], now: datetime) -> Refusal | None:
    """Give exactly these roles. They count from the next request on."""
    if staff_id == me.id:
        return Refusal.SAME_PERSON
    with transaction() as session:
        account = queries.locked_account(session, staff_id)
        if account is None:
            return Refusal.GONE
        before, after = sorted(account.roles), sorted(str(role) for role in roles)
        if before == after:
            return None
        account.roles = after
        account.on_duty = account.on_duty and bool(roles & DUTY_ROLES)
        audit.record(
            session,
            at=now,
            actor=me.actor,
            action="staff.roles_changed",
            subject=("staff", staff_id),
            before=before,
            after=after,
        )
        telling.tell(session, account, Change.ROLES_CHANGED, now)
    return None


def suspend(me: Person, staff_id: UUID, now: datetime) -> Refusal | None:
    """Shut somebody out at once: every session ends, and signing in answers as if nobody of that name were known."""
    if staff_id == me.id:
        return Refusal.SAME_PERSON
    with transaction() as session:
        account = queries.locked_account(session, staff_id)
        if account is None or account.suspended_at:
            return Refusal.GONE
        account.suspended_at, account.on_duty = now, False
        account.session_epoch += 1
        audit.record(session, at=now, actor=me.actor, action="staff.suspended", subject=("staff", staff_id))
    return None


def reinstate(me: Person, staff_id: UUID, now: datetime) -> Refusal | None:
    """Let somebody in again, with the roles that they had."""
    if staff_id == me.id:
        return Refusal.SAME_PERSON
    with transaction() as session:
        account = queries.locked_account(session, staff_id)
        if account is None or account.suspended_at is None:
            return Refusal.GONE
        account.suspended_at = None
        audit.record(session, at=now, actor=me.actor, action="staff.reinstated", subject=("staff", staff_id))
        telling.tell(session, account, Change.REINSTATED, now)
    return None


def reset_factor(actor: str, staff_id: UUID, now: datetime) -> str | Refusal:
    """Somebody has lost the phone: enrol again. Gives the start password that must come with it.

    The old password stops working too: whoever had stolen it must not be the one who enrols the next phone.
    """
    if actor == f"staff:{staff_id}":
        return Refusal.SAME_PERSON
    password = passwords.start_password()
    fresh = passwords.hashed(password)
    with transaction() as session:
        account = queries.locked_account(session, staff_id)
        if account is None or account.suspended_at:
            return Refusal.GONE
        account.totp_secret = account.enrolled_at = None
        account.password_hash, account.start_password_until = fresh, now + START_PASSWORD_GOOD_FOR
        account.session_epoch += 1
        recovery.discard(session, account)
        audit.record(session, at=now, actor=actor, action="staff.factor_reset", subject=("staff", staff_id))
        telling.tell(session, account, Change.FACTOR_RESET, now)
    return password

"""The people who sign in: added, given roles, suspended, helped when their phone is lost."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from foundation import audit
from foundation.database import transaction
from staff import passwords, queries
from staff.access import Person
from staff.models import StaffAccount
from staff.rules import DUTY_ROLES, GRAVE_ROLES, START_PASSWORD_GOOD_FOR, Refusal, Role, wanted
from staff.workflow import rights, telling
from staff.workflow.telling import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A new account, and the password to hand over: it is shown this once and must be changed at the first sign-in."""

    id: UUID
    start_password: str
    waiting: frozenset[Role]
    """Roles that a second administrator has to give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Who is to be added."""

    email: str
    name: str
    roles: frozenset[Role]


def add(newcomer: Newcomer, by: Person | None, now: datetime, *, start_password: str = "") -> Added | Refusal:
    """Make an account. Without a ``start_password`` one is made up. TAKEN when the address is known.

    ``by`` is None for whoever runs the server: the first administrator comes from there, with all roles at once.
    """
    password = start_password or passwords.start_password()
    roles = wanted(frozenset() if by else newcomer.roles, newcomer.roles)
    values = {
        "email": newcomer.email.strip().lower(),
        "name": newcomer.name.strip(),
        "roles": sorted(roles.at_once),
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
            actor=by.actor if by else audit.SYSTEM,
            action="staff.added",
            subject=("staff", made),
            roles=[str(role) for role in sorted(roles.at_once)],
        )
        account = session.get_one(StaffAccount, made)
        telling.tell(session, account, Change.ADDED, now)
        if by and roles.waiting:
            rights.propose(session, by, account, now, roles.waiting)
    return Added(id=made, start_password=password, waiting=roles.waiting)


def change_roles(me: Person, staff_id: UUID, roles: frozenset[Role], now: datetime) -> frozenset[Role] | Refusal:
    """Give exactly these roles. They count from the next request on; those that wait for a second administrator do not
    yet, and are what comes back.
    """
    if staff_id == me.id:
        return Refusal.SAME_PERSON
    with transaction() as session:
        account = queries.locked_account(session, staff_id)
        if account is None:
            return Refusal.GONE
        asked = wanted(frozenset(map(Role, account.roles)), roles)
        account.on_duty = account.on_duty and bool(asked.at_once & DUTY_ROLES)
        rights.set_roles(session, account, asked.at_once, me.actor, now)
        if asked.waiting:
            rights.propose(session, me, account, now, asked.waiting)
        else:
            rights.drop_roles(session, me, account, now)
    return asked.waiting


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


def let_start_again(me: Person, staff_id: UUID, now: datetime) -> str | Refusal:
    """Somebody has lost the phone: enrol again. Gives the start password that must come with it; empty when a second
    administrator has to say yes first, because they hold a grave role.
    """
    if staff_id == me.id:
        return Refusal.SAME_PERSON
    with transaction() as session:
        account = _locked(session, staff_id)
        if account is None:
            return Refusal.GONE
        if GRAVE_ROLES & frozenset(map(Role, account.roles)):
            rights.propose(session, me, account, now)
            return ""
        return rights.start_again(session, account, me.actor, now)


def reset_factor(staff_id: UUID, now: datetime) -> str | Refusal:
    """The same for whoever runs the server: at once, for anybody."""
    with transaction() as session:
        account = _locked(session, staff_id)
        return Refusal.GONE if account is None else rights.start_again(session, account, audit.SYSTEM, now)


def _locked(session: Session, staff_id: UUID) -> StaffAccount | None:
    """Who is not suspended, held."""
    account = queries.locked_account(session, staff_id)
    return None if account is None or account.suspended_at else account

"""What takes two administrators: one proposes, another one gives or refuses (threat 22).

One alone could otherwise make a second self, and approve with it what they wrote (rule P11) or read what the public
saw. Taking rights away takes one, and so does a refusal.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from foundation import audit
from foundation.database import transaction
from staff import passwords, queries
from staff.access import Person
from staff.models import StaffAccount, StaffProposal
from staff.rules import PROPOSAL_GOOD_FOR, START_PASSWORD_GOOD_FOR, Decision, ProposalKind, Refusal, Role
from staff.workflow import recovery, telling
from staff.workflow.telling import Change

NOTHING: frozenset[Role] = frozenset()


def propose(
    session: Session, me: Person, account: StaffAccount, now: datetime, roles: frozenset[Role] = NOTHING
) -> None:
    """Put it to the other administrators, in the place of what waits already: ``roles``, or to start again.

    The row of ``account`` is locked by the caller.
    """
    kind, named = (ProposalKind.ROLES if roles else ProposalKind.START_AGAIN), sorted(str(role) for role in roles)
    for old in queries.open_proposals(session, about=account.id):
        if old.kind == kind and old.roles == named and not _has_run_out(session, old, now):
            return
        if old.kind == kind:
            _decide(session, old, me, Decision.REFUSED, now)
    session.flush()
    session.add(StaffProposal(staff_id=account.id, kind=kind, roles=named, proposed_by=me.id, proposed_at=now))
    subject = ("staff", account.id)
    audit.record(session, at=now, actor=me.actor, action="staff.proposed", subject=subject, kind=str(kind), roles=named)
    telling.tell(session, account, Change.PROPOSED, now)


def drop_roles(session: Session, me: Person, account: StaffAccount, now: datetime) -> None:
    """Roles that wait were unticked; the row of ``account`` is locked by the caller."""
    for old in queries.open_proposals(session, about=account.id):
        if old.kind == ProposalKind.ROLES:
            _decide(session, old, me, Decision.REFUSED, now)


def give(me: Person, proposal_id: UUID, now: datetime) -> str | Refusal:
    """The second administrator's yes. Gives the start password to hand over; empty where it was about roles.

    GONE when it is decided; RUN_OUT when it is old, or who proposed it may not any more.
    """
    with transaction() as session:
        found = _open(session, proposal_id)
        if found is None:
            return Refusal.GONE
        proposal, account = found
        if me.id in {proposal.proposed_by, proposal.staff_id}:
            return Refusal.SAME_PERSON
        if account.suspended_at:
            return Refusal.SUSPENDED
        if _has_run_out(session, proposal, now):
            return Refusal.RUN_OUT
        _decide(session, proposal, me, Decision.GIVEN, now)
        if proposal.kind == ProposalKind.START_AGAIN:
            return start_again(session, account, me.actor, now)
        set_roles(session, account, frozenset(map(Role, [*account.roles, *proposal.roles])), me.actor, now)
    return ""


def refuse(me: Person, proposal_id: UUID, now: datetime) -> Refusal | None:
    """It is not to be, or the one who proposed it takes it back."""
    with transaction() as session:
        found = _open(session, proposal_id)
        if found is None:
            return Refusal.GONE
        _decide(session, found[0], me, Decision.REFUSED, now)
    return None


def set_roles(session: Session, account: StaffAccount, roles: frozenset[Role], actor: str, now: datetime) -> None:
    """Exactly these, from the next request on; the row of ``account`` is locked."""
    before, after = sorted(account.roles), sorted(str(role) for role in roles)
    if before == after:
        return
    account.roles = after
    subject = ("staff", account.id)
    audit.record(
        session, at=now, actor=actor, action="staff.roles_changed", subject=subject, before=before, after=after
    )
    telling.tell(session, account, Change.ROLES_CHANGED, now)


def start_again(session: Session, account: StaffAccount, actor: str, now: datetime) -> str:
    """A lost phone: enrol again, with the start password that this gives; the row of ``account`` is locked.

    The old password stops working too: whoever had stolen it must not be the one who enrols the next phone.
    """
    password = passwords.start_password()
    account.totp_secret = account.enrolled_at = None
    account.password_hash, account.start_password_until = passwords.hashed(password), now + START_PASSWORD_GOOD_FOR
    account.session_epoch += 1
    recovery.discard(session, account)
    audit.record(session, at=now, actor=actor, action="staff.factor_reset", subject=("staff", account.id))
    telling.tell(session, account, Change.FACTOR_RESET, now)
    return password


def _open(session: Session, proposal_id: UUID) -> tuple[StaffProposal, StaffAccount] | None:
    """It and whom it is about, both held: it is decided once."""
    seen = queries.proposal(session, proposal_id)
    account = queries.locked_account(session, seen.staff_id) if seen else None
    if seen is None or account is None:
        return None
    session.refresh(seen)
    return None if seen.decided_at else (seen, account)


def _decide(session: Session, proposal: StaffProposal, me: Person, decision: Decision, now: datetime) -> None:
    proposal.decided_by, proposal.decided_at, proposal.decision = me.id, now, decision
    subject = ("staff", proposal.staff_id)
    action = f"staff.proposal_{decision}"
    audit.record(session, at=now, actor=me.actor, action=action, subject=subject, kind=proposal.kind)


def _has_run_out(session: Session, proposal: StaffProposal, now: datetime) -> bool:
    by = queries.account(session, proposal.proposed_by)
    may = by is not None and by.suspended_at is None and Role.ADMINISTRATOR in by.roles
    return not may or now - proposal.proposed_at >= PROPOSAL_GOOD_FOR

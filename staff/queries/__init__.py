"""Every SELECT of the staff room; the door for other rooms."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from foundation.audit import AuditEntry
from staff.models import RecoveryCode, StaffAccount, StaffProposal, StaffSession, Team, TeamAddress
from staff.rules import Role


def account(session: Session, staff_id: UUID) -> StaffAccount | None:
    """By id, suspended ones too."""
    return session.get(StaffAccount, staff_id)


def account_named(session: Session, email: str) -> StaffAccount | None:
    """By address in any spelling of its case, suspended ones too. PostgreSQL refuses U+0000: nobody is named so."""
    if "\x00" in email:
        return None
    return session.scalar(select(StaffAccount).where(StaffAccount.email == email.strip().lower()))


def locked_account(session: Session, staff_id: UUID) -> StaffAccount | None:
    """By id, with its row locked until the end of the transaction: one code cannot be used twice at once."""
    return session.get(StaffAccount, staff_id, with_for_update=True)


def people(session: Session) -> Sequence[StaffAccount]:
    """Everybody by name, suspended ones last."""
    return session.scalars(
        select(StaffAccount).order_by(StaffAccount.suspended_at.is_not(None), StaffAccount.name, StaffAccount.id)
    ).all()


def proposal(session: Session, proposal_id: UUID) -> StaffProposal | None:
    """By id, decided ones too."""
    return session.get(StaffProposal, proposal_id)


def open_proposals(
    session: Session, *, about: UUID | None = None, not_by: UUID | None = None
) -> Sequence[StaffProposal]:
    """What waits for a second administrator, the oldest first: of one account, or all that ``not_by`` may decide."""
    found = select(StaffProposal).where(StaffProposal.decided_at.is_(None)).order_by(StaffProposal.proposed_at)
    if about is not None:
        return session.scalars(found.where(StaffProposal.staff_id == about)).all()
    mine = StaffProposal.proposed_by.is_distinct_from(not_by) & StaffProposal.staff_id.is_distinct_from(not_by)
    return session.scalars(found.where(mine)).all()


def holding(session: Session, *roles: Role) -> Sequence[StaffAccount]:
    """Whoever holds one of ``roles`` and is not suspended, by name."""
    return session.scalars(_holding(*roles)).all()


def on_duty(session: Session, *roles: Role) -> list[StaffAccount]:
    """Whoever of ``roles`` is on duty; when nobody is, every duty manager, so that an alert always has a reader."""
    present = session.scalars(_holding(*roles).where(StaffAccount.on_duty)).all()
    return list(present or holding(session, Role.DUTY_MANAGER))


def _holding(*roles: Role) -> Select[StaffAccount]:
    held = StaffAccount.roles.overlap([str(role) for role in roles])
    return select(StaffAccount).where(held, StaffAccount.suspended_at.is_(None)).order_by(StaffAccount.name)


def names(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Who they are, for those of ``ids`` that are known."""
    rows = session.execute(select(StaffAccount.id, StaffAccount.name).where(StaffAccount.id.in_(ids)))
    return {row.id: row.name for row in rows}


def session_and_account(session: Session, session_id: UUID) -> tuple[StaffSession, StaffAccount] | None:
    """One sign-in and whose it is, ended ones too."""
    row = session.execute(
        select(StaffSession, StaffAccount).join(StaffAccount, StaffSession.staff_id == StaffAccount.id)
        .where(StaffSession.id == session_id)
    ).one_or_none()  # fmt: skip
    return None if row is None else (row[0], row[1])


def unused_recovery_codes(session: Session, staff_id: UUID) -> int:
    """How many are left."""
    unused = (RecoveryCode.staff_id == staff_id) & RecoveryCode.used_at.is_(None)
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(unused)) or 0


def team(session: Session, team_id: UUID) -> Team | None:
    """By id, retired ones too."""
    return session.get(Team, team_id)


def teams(session: Session) -> Sequence[Team]:
    """Teams at work, by force and name."""
    return session.scalars(select(Team).where(Team.retired_at.is_(None)).order_by(Team.force, Team.name)).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRow:
    """A team at work on the list, with where its reports go."""

    id: UUID
    force: str
    name: str
    approved: list[str]
    waiting: int


def team_rows(session: Session) -> list[TeamRow]:
    """``teams`` with their addresses in rank order, in two statements."""
    found: dict[UUID, list[TeamAddress]] = {}
    live = select(TeamAddress).where(TeamAddress.retired_at.is_(None)).order_by(TeamAddress.rank, TeamAddress.email)
    for one in session.scalars(live):
        found.setdefault(one.team_id, []).append(one)
    return [
        TeamRow(
            id=team.id,
            force=team.force,
            name=team.name,
            approved=[one.email for one in found.get(team.id, []) if one.approved_at],
            waiting=sum(1 for one in found.get(team.id, []) if one.approved_at is None),
        )
        for team in teams(session)
    ]


def approved_addresses(session: Session, team_id: UUID) -> Sequence[TeamAddress]:
    """Where its reports may go: approved by a second person and not retired, the first to be written to first."""
    return session.scalars(
        select(TeamAddress)
        .where(TeamAddress.team_id == team_id, TeamAddress.approved_at.is_not(None), TeamAddress.retired_at.is_(None))
        .order_by(TeamAddress.rank, TeamAddress.approved_at, TeamAddress.id)
    ).all()


def addresses(session: Session, team_id: UUID) -> Sequence[TeamAddress]:
    """All that are not retired, waiting ones too, in rank order."""
    return session.scalars(
        select(TeamAddress)
        .where(TeamAddress.team_id == team_id, TeamAddress.retired_at.is_(None))
        .order_by(TeamAddress.rank, TeamAddress.proposed_at, TeamAddress.id)
    ).all()


def waiting_addresses(session: Session, *, not_by: UUID | None = None) -> Sequence[TeamAddress]:
    """Proposals for teams at work that wait for a second person (those by ``not_by`` left out), oldest first."""
    return session.scalars(
        select(TeamAddress)
        .join(Team, TeamAddress.team_id == Team.id)
        .where(TeamAddress.approved_at.is_(None), TeamAddress.retired_at.is_(None), Team.retired_at.is_(None))
        .where(TeamAddress.proposed_by.is_distinct_from(not_by))
        .order_by(TeamAddress.proposed_at)
    ).all()


def unreachable_teams(session: Session) -> Sequence[Team]:
    """Teams at work without an approved address: a report for them could go nowhere. Oldest first."""
    reachable = select(TeamAddress.team_id).where(
        TeamAddress.approved_at.is_not(None), TeamAddress.retired_at.is_(None)
    )
    return session.scalars(
        select(Team).where(Team.retired_at.is_(None), Team.id.not_in(reachable)).order_by(Team.created_at)
    ).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which entries of the audit trail; empty fields ask for nothing."""

    actor: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    before: int | None = None
    """Only entries with a smaller number: the next page."""


def audit_entries(session: Session, wanted: AuditFilter, *, limit: int) -> Sequence[AuditEntry]:
    """Entries of the audit trail, newest first."""
    statement = select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(limit)
    if wanted.actor:
        statement = statement.where(AuditEntry.actor == wanted.actor)
    if wanted.subject_kind:
        statement = statement.where(AuditEntry.subject_kind == wanted.subject_kind)
    if wanted.subject_id:
        statement = statement.where(AuditEntry.subject_id == wanted.subject_id)
    if wanted.before is not None:
        statement = statement.where(AuditEntry.seq < wanted.before)
    return session.scalars(statement).all()

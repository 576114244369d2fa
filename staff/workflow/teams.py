"""Investigating teams: an address is proposed by one person and put in force by another (rule F2)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from foundation import audit
from foundation.database import transaction
from staff.access import Person
from staff.models import Team, TeamAddress
from staff.rules import Refusal
from staff.workflow import addresses


def add(me: Person, force: str, name: str, now: datetime) -> UUID | Refusal:
    """A team of a police force, without any address yet. TAKEN when that force has one of this name."""
    values = {"force": force.strip(), "name": name.strip(), "created_at": now}
    with transaction() as session:
        statement = insert(Team).values(values).on_conflict_do_nothing(index_elements=[Team.force, Team.name])
        team_id: UUID | None = session.scalar(statement.returning(Team.id))
        if team_id is None:
            return Refusal.TAKEN
        audit.record(session, at=now, actor=me.actor, action="staff.team_added", subject=("team", team_id))
    return team_id


def retire(me: Person, team_id: UUID, now: datetime) -> Refusal | None:
    """Take a team off the lists for new appeals. Cases that it has keep it, and its addresses stay in force."""
    with transaction() as session:
        team = session.get(Team, team_id, with_for_update=True)
        if team is None or team.retired_at:
            return Refusal.GONE
        team.retired_at = now
        audit.record(session, at=now, actor=me.actor, action="staff.team_retired", subject=("team", team_id))
    return None


def propose_address(me: Person, team_id: UUID, email: str, rank: int, now: datetime) -> Refusal | None:
    """Put an address forward; nothing is sent to it before another person approves."""
    return addresses.propose(me, addresses.TEAMS.of(team_id), email, rank=rank, now=now)


def approve_address(me: Person, team_id: UUID, address_id: UUID, now: datetime) -> Refusal | None:
    """The second person's yes: from now on reports go there."""
    return addresses.approve(me, addresses.TEAMS.of(team_id), address_id, now=now)


def retire_address(me: Person, team_id: UUID, address_id: UUID, now: datetime) -> Refusal | None:
    """Nothing goes there any more, or a proposal is turned down."""
    return addresses.retire(me, addresses.TEAMS.of(team_id), address_id, now=now)


def rank_address(me: Person, team_id: UUID, address_id: UUID, rank: int, now: datetime) -> Refusal | None:
    """1 is written to first; higher ranks when nobody acknowledges (rule F1)."""
    with transaction() as session:
        changed = session.scalar(
            update(TeamAddress)
            .where(TeamAddress.id == address_id, TeamAddress.team_id == team_id, TeamAddress.retired_at.is_(None))
            .values(rank=rank)
            .returning(TeamAddress.id)
        )
        if changed is None:
            return Refusal.GONE
        audit.record(
            session, at=now, actor=me.actor, action="staff.address_ranked", subject=("team", team_id),
            address=str(address_id), rank=rank,
        )  # fmt: skip
    return None

"""The demo's staff, with a second factor that `searchhero demo code` can show, and the police teams."""

from datetime import datetime
from uuid import UUID

import pyotp

from foundation.database import reading, transaction
from searchhero.demo.cast import PASSWORD, STAFF, TEAMS
from staff import queries
from staff.access import Person
from staff.models import StaffAccount
from staff.rules import Role
from staff.workflow import people, teams
from staff.workflow.people import Added, Newcomer


def hire(now: datetime) -> dict[str, Person]:
    """The staff, by the part of the address before the @; their second factor is enrolled already."""
    return {email.partition("@")[0]: _hire(name, email, roles, now) for name, email, roles in STAFF}


def _hire(name: str, email: str, roles: tuple[str, ...], now: datetime) -> Person:
    held = frozenset(Role(role) for role in roles)
    added = people.add(Newcomer(email=email, name=name, roles=held), None, now, start_password=PASSWORD)
    if not isinstance(added, Added):
        raise AlreadyFilledError
    with transaction() as session:
        account = session.get_one(StaffAccount, added.id)
        account.totp_secret, account.enrolled_at, account.start_password_until = pyotp.random_base32(), now, None
        account.on_duty = Role.DUTY_MANAGER in held
    return Person(id=added.id, name=name, email=email, roles=held)


def put_forward(asking: Person, someone: Person, role: Role, now: datetime) -> None:
    """A role that waits for a second administrator."""
    people.change_roles(asking, someone.id, someone.roles | {role}, now)


class AlreadyFilledError(Exception):
    """The demo is in this database already."""


def form_teams(proposer: Person, approver: Person, now: datetime) -> list[tuple[str, UUID]]:
    """The police teams as (force, id), each with two addresses that two people put in force."""
    made = []
    for force, name, *addresses in TEAMS:
        team_id = teams.add(proposer, force, name, now)
        if not isinstance(team_id, UUID):
            raise AlreadyFilledError
        for rank, address in enumerate(addresses, start=1):
            teams.propose_address(proposer, team_id, address, rank, now)
        with reading() as session:
            proposed = [address.id for address in queries.addresses(session, team_id)]
        for address_id in proposed:
            teams.approve_address(approver, team_id, address_id, now)
        made.append((force, team_id))
    return made


def code_of(email: str, now: datetime) -> str | None:
    """The second factor that this account's app would show now; None when there is no such account."""
    with reading() as session:
        account = queries.account_named(session, email)
        return pyotp.TOTP(account.totp_secret).at(now) if account and account.totp_secret else None

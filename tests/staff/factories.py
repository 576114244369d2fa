"""People and teams for the tests of every room."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count

import pyotp
from sqlalchemy.orm import Session

from staff import factor, passwords
from staff.models import Partner, PartnerAddress, RecoveryCode, StaffAccount, Team, TeamAddress
from staff.rules import Role

PASSWORD = "plum teapot harbour 42"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RECOVERY = [f"0000-0000-0000-000{number}" for number in range(3)]
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_number = count(1)


@lru_cache(maxsize=1)
def _hash() -> str:
    return passwords.hashed(PASSWORD)


def make_person(
    session: Session, *roles: Role, name: str = "", email: str = "", enrolled: bool = True, **columns
) -> StaffAccount:
    """Somebody of the staff with PASSWORD, and (enrolled) with SECRET and the RECOVERY codes."""
    number = next(_number)
    account = StaffAccount(
        email=email or f"person{number}@charity.example.org",
        name=name or f"Person {number}",
        roles=[str(role) for role in roles],
        password_hash=_hash(),
        totp_secret=SECRET if enrolled else None,
        enrolled_at=LONG_AGO if enrolled else None,
        created_at=LONG_AGO,
        **columns,
    )
    session.add(account)
    session.flush()
    if enrolled:
        session.add_all(
            RecoveryCode(staff_id=account.id, code_index=factor.recovery_index(account.id, code)) for code in RECOVERY
        )
        session.flush()
    return account


def code_at(now: datetime, steps: int = 0) -> str:
    """What the authenticator of every ``make_person`` shows at ``now``, or so many 30-second steps later."""
    return pyotp.TOTP(SECRET).at(now + timedelta(seconds=30 * steps))


def make_team(
    session: Session,
    *,
    force: str = "Northshire Police",
    name: str = "",
    emails: tuple[str, ...] = ("missing.persons@northshire.police.example.org",),
) -> Team:
    """An investigating team with addresses that two people put in force, in the order of ``emails``."""
    team = Team(force=force, name=name or f"Missing Persons Team {next(_number)}", created_at=LONG_AGO)
    session.add(team)
    proposer, approver = make_person(session, Role.DUTY_MANAGER), make_person(session, Role.ADMINISTRATOR)
    session.add_all(
        TeamAddress(
            team_id=team.id, email=email, rank=rank,
            proposed_by=proposer.id, proposed_at=LONG_AGO, approved_by=approver.id, approved_at=LONG_AGO,
        )
        for rank, email in enumerate(emails, start=1)
    )  # fmt: skip
    session.flush()
    return team


def make_partner(
    session: Session,
    *,
    name: str = "",
    kind: str = "library",
    areas: tuple[str, ...] = (),
    emails: tuple[str, ...] = (),
) -> Partner:
    """A partner organisation with addresses that two people put in force."""
    partner = Partner(name=name or f"Partner {next(_number)}", kind=kind, areas=list(areas), created_at=LONG_AGO)
    session.add(partner)
    proposer, approver = make_person(session, Role.DUTY_MANAGER), make_person(session, Role.ADMINISTRATOR)
    session.add_all(
        PartnerAddress(
            partner_id=partner.id, email=email,
            proposed_by=proposer.id, proposed_at=LONG_AGO, approved_by=approver.id, approved_at=LONG_AGO,
        )
        for email in emails
    )  # fmt: skip
    session.flush()
    return partner

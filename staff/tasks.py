"""What waits in the staff room, and how long it may (rule Y6)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from foundation import background, clock
from staff import queries, rescue
from staff.queries import partners


@background.waits("staff.team_unreachable", alarm=timedelta(hours=4))
def oldest_unreachable_team(session: Session) -> datetime | None:
    """A team at work without an approved address: a report for it could go nowhere."""
    found = queries.unreachable_teams(session)
    return found[0].created_at if found else None


@background.waits("staff.address_unapproved", alarm=timedelta(days=2))
def oldest_unapproved_address(session: Session) -> datetime | None:
    """A proposal that no second person has looked at."""
    found = queries.waiting_addresses(session)
    return found[0].proposed_at if found else None


@background.waits("staff.partner_address_unapproved", alarm=timedelta(days=2))
def oldest_unapproved_partner_address(session: Session) -> datetime | None:
    """The same for an address of a partner."""
    found = partners.waiting_partner_addresses(session)
    return found[0].proposed_at if found else None


@background.waits("staff.rights_undecided", alarm=timedelta(days=2))
def oldest_undecided_rights(session: Session) -> datetime | None:
    """A change of rights that no second administrator has looked at."""
    found = queries.open_proposals(session)
    return found[0].proposed_at if found else None


@background.sweep("staff.forget_rescued", every=timedelta(hours=1), queue=background.Queue.DEFAULT)
def forget_rescued() -> None:
    """Forms that nobody came back for."""
    rescue.forget_old(clock.now())

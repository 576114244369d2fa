"""What of this room hangs on the wall."""

from datetime import datetime

from flask_babel import gettext
from sqlalchemy.orm import Session

from staff import queries, rescue
from staff.access import Person
from staff.queries import partners
from staff.rules import Role
from staff.wall import Tile, tile


@tile(Role.ADMINISTRATOR, Role.DUTY_MANAGER)
def unreachable_teams(session: Session, person: Person, now: datetime) -> Tile:
    """A report for such a team could go nowhere (rule F1)."""
    found = queries.unreachable_teams(session)
    return Tile(
        title=gettext("Teams without an approved address"),
        count=len(found),
        url="/staff/teams",
        since=found[0].created_at if found else None,
        urgent=True,
    )


@tile(Role.ADMINISTRATOR, Role.DUTY_MANAGER)
def waiting_addresses(session: Session, person: Person, now: datetime) -> Tile:
    """Proposals by somebody else, which this person can approve (rule F2)."""
    found = queries.waiting_addresses(session, not_by=person.id)
    return Tile(
        title=gettext("Team addresses that wait for a second person"),
        count=len(found),
        url=f"/staff/teams/{found[0].team_id}" if found else "/staff/teams",
        since=found[0].proposed_at if found else None,
    )


@tile(Role.ADMINISTRATOR, Role.DUTY_MANAGER)
def waiting_partner_addresses(session: Session, person: Person, now: datetime) -> Tile:
    """The same for partners."""
    found = partners.waiting_partner_addresses(session, not_by=person.id)
    return Tile(
        title=gettext("Partner addresses that wait for a second person"),
        count=len(found),
        url=f"/staff/partners/{found[0].partner_id}" if found else "/staff/partners",
        since=found[0].proposed_at if found else None,
    )


@tile(Role.ADMINISTRATOR)
def waiting_rights(session: Session, person: Person, now: datetime) -> Tile:
    """Changes of what somebody may do, which this person can decide about."""
    found = queries.open_proposals(session, not_by=person.id)
    return Tile(
        title=gettext("Changes of rights that wait for a second administrator"),
        count=len(found),
        url=f"/staff/people/{found[0].staff_id}" if found else "/staff/people",
        since=found[0].proposed_at if found else None,
    )


@tile(Role.ADMINISTRATOR)
def not_enrolled(session: Session, person: Person, now: datetime) -> Tile:
    """People who were added and have not signed in yet: their start passwords run out."""
    found = [someone for someone in queries.people(session) if not someone.enrolled_at and not someone.suspended_at]
    return Tile(
        title=gettext("People who have not set up their second factor"),
        count=len(found),
        url="/staff/people",
        since=min((someone.created_at for someone in found), default=None),
    )


@tile()
def not_saved(session: Session, person: Person, now: datetime) -> Tile | None:
    """What this person typed after their session had ended: it goes after a day."""
    found = rescue.waiting(session, person.id, now)
    if not found:
        return None
    return Tile(
        title=gettext("Texts that you typed and that are not saved"),
        count=len(found),
        url="/staff/unsaved",
        since=found[0][1],
        urgent=True,
    )

"""The demo's partner organisations, each with an address that two people put in force."""

from datetime import datetime
from uuid import UUID

from foundation.database import reading
from searchhero.demo.cast import PARTNERS
from staff.access import Person
from staff.queries import partners as queries
from staff.rules import PartnerKind
from staff.workflow import addresses, partners
from staff.workflow.addresses import PARTNERS as BOOK
from staff.workflow.partners import Organisation


def make_partners(proposer: Person, approver: Person, now: datetime) -> list[UUID]:
    """Their ids, in the order of the cast."""
    made = []
    for kind, name, areas, email in PARTNERS:
        organisation = Organisation(name=name, kind=PartnerKind(kind), areas=areas)
        partner_id = partners.add(proposer, organisation, now)
        if isinstance(partner_id, UUID):
            _approve(proposer, approver, partner_id, email, now)
            made.append(partner_id)
    return made


def _approve(proposer: Person, approver: Person, partner_id: UUID, email: str, now: datetime) -> None:
    whose = BOOK.of(partner_id)
    addresses.propose(proposer, whose, email, now=now)
    with reading() as session:
        proposed = [each.id for each in queries.partner_addresses(session, partner_id)]
    for address_id in proposed:
        addresses.approve(approver, whose, address_id, now=now)

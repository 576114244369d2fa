"""The demo's partner organisations, and what they are briefed of."""

from datetime import datetime
from uuid import UUID

from appeals.models import Appeal
from appeals.queries import briefing as found_in
from appeals.workflow import briefing, recall
from foundation.database import reading
from searchhero.demo.cast import PARTNERS
from staff.access import Factor, Person
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


def brief(editor: Person, approver: Person, appeal_id: UUID, partner_ids: list[UUID], now: datetime) -> None:
    """One person puts it forward, another sends it; the first partner says that its staff know."""
    briefing.propose_briefing(appeal_id, editor.id, partner_ids, now=now)
    with reading() as session:
        row, waiting = session.get_one(Appeal, appeal_id), found_in.open_briefing(session, appeal_id)
        seen = found_in.outgoing(session, row, waiting, now).seen
    briefing.send_briefing(appeal_id, approver.id, seen=seen, factor=lambda _: Factor.CONFIRMED, now=now)
    with reading() as session:
        links = found_in.held_links(session, [waiting.id] if waiting else [])
    for held in links[:1]:
        briefing.acknowledge_read(held.link.id, 1, "The duty desk", now=now)


def call_back(now: datetime) -> None:
    """Whoever has a copy of what was withdrawn is asked to take it down; the first one has."""
    recall.sweep_recalls(now)
    with reading() as session:
        asked = found_in.unanswered(session)
    for held in asked[:1]:
        recall.acknowledge_taken_down(held.link.id, "The duty desk", now=now)


def _approve(proposer: Person, approver: Person, partner_id: UUID, email: str, now: datetime) -> None:
    whose = BOOK.of(partner_id)
    addresses.propose(proposer, whose, email, now=now)
    with reading() as session:
        proposed = [each.id for each in queries.partner_addresses(session, partner_id)]
    for address_id in proposed:
        addresses.approve(approver, whose, address_id, now=now)

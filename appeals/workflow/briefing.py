"""A partner briefing: put forward by one person, sent by another, read by the partner's own click (P11, P12)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from appeals import queries, wording
from appeals.briefing import briefing_letter
from appeals.models import Appeal, Briefing, BriefingLink, BriefingVersion
from appeals.queries import briefing as found_in
from appeals.queries.briefing import Outgoing
from appeals.rules import WRITABLE, Code, Obstacle, content_of
from appeals.rules.briefing import (
    BriefingEnd,
    BriefingState,
    News,
    Proposal,
    briefing_obstacles,
    sending_obstacles,
)
from appeals.workflow.marks import record
from appeals.workflow.publishing import FACTOR, GONE, codes
from appeals.workflow.recall import end_briefing
from foundation import audit
from foundation.database import transaction
from outbox.post import post
from staff.access import Factor
from staff.models import PartnerAddress
from staff.queries import partners


def propose_briefing(appeal_id: UUID, by: UUID, partner_ids: Sequence[UUID], *, now: datetime) -> list[Obstacle]:
    """Put a first briefing, more partners or an update forward. What is in the way, or nothing."""
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.state not in WRITABLE:
            return GONE
        found = briefing_obstacles(wording.read(queries.draft(session, row)), now)
        addresses = partners.in_force(session, partner_ids)
        if not addresses:
            found.append(Obstacle(code=Code.NO_PARTNERS, field="partners"))
        if found:
            record(session, appeal_id, "briefing_refused", by=by, now=now, obstacles=codes(found))
            return found
        briefing = found_in.locked_open(session, appeal_id)
        if briefing is None:
            briefing = Briefing(id=uuid4(), appeal_id=appeal_id, state=BriefingState.PROPOSED)
            session.add(briefing)
        briefing.proposed_by, briefing.proposed_at = by, now
        briefing.proposed_partners = sorted({each.partner_id for each in addresses})
        record(session, appeal_id, "briefing_proposed", by=by, now=now, briefing=str(briefing.id))
        return []


def drop_proposal(appeal_id: UUID, by: UUID, *, now: datetime) -> bool:
    """What was put forward is not to go out; one person is enough. False: nothing waits."""
    with transaction() as session:
        briefing = found_in.locked_open(session, appeal_id)
        if briefing is None or briefing.proposed_at is None:
            return False
        if briefing.state == BriefingState.PROPOSED:
            end_briefing(session, briefing, BriefingEnd.DROPPED, by, now)
        briefing.proposed_by, briefing.proposed_at, briefing.proposed_partners = None, None, []
        record(session, appeal_id, "briefing_dropped", by=by, now=now, briefing=str(briefing.id))
        return True


def send_briefing(
    appeal_id: UUID, by: UUID, *, seen: str, factor: Callable[[Session], Factor], now: datetime
) -> list[Obstacle]:
    """Send exactly what ``by`` saw to exactly those partners: version, links, mails and audit in one commit.

    ``factor`` asks for the second factor again (rule Y2), when nothing else is in the way. What is in the way, or
    nothing; a refused attempt is audited (rule P1).
    """
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        briefing = found_in.locked_open(session, appeal_id)
        if row is None or row.state not in WRITABLE or briefing is None:
            return GONE
        out = found_in.outgoing(session, row, briefing, now)
        writers = queries.writers_of(session, appeal_id)
        found = briefing_obstacles(wording.read(queries.draft(session, row)), now)
        found += sending_obstacles(proposal_of(row, briefing, writers, out), by, seen=seen, is_now=out.seen)
        if not found and not (outcome := factor(session)):
            found = [Obstacle(code=FACTOR[outcome], field="code")]
        if found or out.public is None:
            record(session, appeal_id, "briefing_send_refused", by=by, now=now, obstacles=codes(found))
            return found
        _send(session, briefing, out, by, now)
        return []


def acknowledge_read(link_id: UUID, version: int, who: str, *, now: datetime) -> None:
    """A partner says that they have read it and told their staff: by a click, never by opening it (rules F5, H2)."""
    with transaction() as session:
        held = found_in.locked_link(session, link_id)
        if held is None or (held.link.read_version or 0) >= version:
            return
        held.link.read_version, held.link.read_at, held.link.read_by = version, now, who or None
        audit.record(
            session, at=now, actor=f"partner:{held.partner.id}", action="briefing.read",
            subject=("briefing", held.briefing.id), link=str(link_id), version=version,
        )  # fmt: skip


def proposal_of(row: Appeal, briefing: Briefing | None, writers: set[UUID], out: Outgoing) -> Proposal:
    """What the rules look at."""
    return Proposal(
        proposed_by=briefing.proposed_by if briefing else None,
        proposed_at=briefing.proposed_at if briefing else None,
        edited_at=row.edited_at,
        writers=writers,
        addresses=len(out.addresses),
    )


def _send(session: Session, briefing: Briefing, out: Outgoing, by: UUID, now: datetime) -> None:
    before = found_in.version(session, briefing.id, briefing.current_version)
    changed = before is None or before.fingerprint != out.text
    if changed:
        _add_version(session, briefing, out, by, now)
    links = {link.address_id: link for link in found_in.links(session, briefing.id)}
    written = [each for each in out.addresses if changed or each.id not in links]
    briefing.state = BriefingState.SENT
    briefing.proposed_by, briefing.proposed_at, briefing.proposed_partners = None, None, []
    for address in written:
        _write_to(session, briefing, address, links.get(address.id), now)
    record(
        session, briefing.appeal_id, "briefing_sent", by=by, now=now, briefing=str(briefing.id),
        version=briefing.current_version, addresses=[str(each.id) for each in written],
    )  # fmt: skip


def _add_version(session: Session, briefing: Briefing, out: Outgoing, by: UUID, now: datetime) -> None:
    if out.public is None or briefing.proposed_by is None:
        return
    number = (briefing.current_version or 0) + 1
    session.flush()
    session.add(
        BriefingVersion(
            briefing_id=briefing.id, number=number, content=content_of(out.public), fingerprint=out.text,
            proposed_by=briefing.proposed_by, approved_by=by, approved_at=now,
            writers=sorted(queries.writers_of(session, briefing.appeal_id)),
        )
    )  # fmt: skip
    briefing.current_version, briefing.live_until = number, out.public.review_at


def _write_to(
    session: Session, briefing: Briefing, address: PartnerAddress, link: BriefingLink | None, now: datetime
) -> None:
    """One link for one address, the same one at every update; the mail says only that there is something to read."""
    news = News.FIRST if link is None else News.CHANGED
    if link is None:
        link = BriefingLink(
            id=uuid4(), briefing_id=briefing.id, partner_id=address.partner_id, address_id=address.id, link_version=1
        )
        session.add(link)
    link.sent_version, link.sent_at = briefing.current_version or 1, now
    session.flush()
    if held := found_in.locked_link(session, link.id):
        post(session, briefing_letter(held, news), at=now)

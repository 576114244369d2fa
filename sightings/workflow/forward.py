"""Forwarding to the team of the case: package, hash and mail in one transaction (rules F1, F2, S8)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from appeals.rules import Case
from foundation import audit, tokens
from foundation.images import store
from outbox.post import new_message_id
from sightings import package
from sightings.models import Forwarding, Sighting
from sightings.package import About, Package, Photo, Report, Review
from sightings.queries import desk
from sightings.rules.alerts import Alert
from sightings.rules.ladder import Rung, due_at
from sightings.rules.places import from_json
from sightings.rules.states import Lane, Verdict
from sightings.workflow.dispatch import alert_duty, dispatch
from staff.access import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one person says of one report. ``words`` go to the police beside the sender's, never instead of them."""

    verdict: Verdict
    words: str
    by: Person


def forward(session: Session, sighting: Sighting, case: Case, judgement: Judgement, *, now: datetime) -> Forwarding:
    """Send a report that a person found credible."""
    row = _item(sighting, case, now)
    row.reviewed = True
    report = _report(session, sighting, case, row, judgement)
    _keep(session, row, package.pack(report), actor=judgement.by.actor)
    _first_sending(session, row, sighting, now=now)
    return row


def forward_unreviewed(session: Session, sighting: Sighting, case: Case, *, now: datetime) -> Forwarding:
    """Send a report with words of danger at once, marked as not yet reviewed, and alert staff on duty (rule S8)."""
    row = _item(sighting, case, now)
    row.reviewed = False
    _keep(session, row, package.pack(_report(session, sighting, case, row, None)), actor=audit.SYSTEM)
    _first_sending(session, row, sighting, now=now)
    alert_duty(session, Alert.URGENT_REPORT, sighting, now=now, reference=row.reference)
    return row


def supplement(session: Session, sighting: Sighting, judgement: Judgement, *, now: datetime) -> Forwarding:
    """Tell the team what a person made of a report that it has: numbered, under the same reference (rule F3).

    It asks for no acknowledgement of its own: the report that it belongs to does.
    """
    sent = desk.forwardings(session, sighting.id)
    item, number = sent[0], len(sent) + 1
    item.reviewed = True
    row = Forwarding(
        id=uuid4(), sighting_id=sighting.id, number=number, reference=f"{item.reference}/{number - 1}",
        team_id=item.team_id, reviewed=True, created_at=now, due_at=item.due_at,
    )  # fmt: skip
    review = Review(
        reference=item.reference,
        number=number - 1,
        made_at=now,
        verdict=judgement.verdict,
        words=judgement.words,
        responsible=judgement.by.name,
    )
    _keep(session, row, package.pack(review), actor=judgement.by.actor)
    first_sending(session, row, now=now)
    return row


def first_sending(session: Session, row: Forwarding, *, now: datetime) -> bool:
    """Write to the team's first addresses; False, and owed again at once, where it has none that is approved."""
    if not dispatch(session, row, Rung.FIRST, now=now):
        row.next_step_at = now
        return False
    row.next_step_at = row.due_at if row.number == 1 else None
    return True


def _first_sending(session: Session, row: Forwarding, sighting: Sighting, *, now: datetime) -> None:
    if not first_sending(session, row, now=now):
        alert_duty(session, Alert.NO_ADDRESS, sighting, now=now, reference=row.reference)


def _item(sighting: Sighting, case: Case, now: datetime) -> Forwarding:
    forwarding_id = uuid4()
    return Forwarding(
        id=forwarding_id,
        sighting_id=sighting.id,
        number=1,
        reference=f"SH-{tokens.code_for('forwarding', str(forwarding_id))[:9]}",
        team_id=case.team_id,
        created_at=now,
        due_at=due_at(case.risk, now),
    )


def _keep(session: Session, row: Forwarding, made: Package, *, actor: str) -> None:
    row.package, row.package_sha256 = made.content, made.sha256
    row.message_id = new_message_id()
    session.add(row)
    session.flush()
    audit.record(
        session, at=row.created_at, actor=actor, action="sightings.forward", subject=("forwarding", row.id),
        sighting=str(row.sighting_id), team=str(row.team_id), number=row.number, reviewed=row.reviewed,
        sha256=made.sha256.hex(),
    )  # fmt: skip


def _photos(session: Session, sighting: Sighting) -> tuple[Photo, ...]:
    """Those whose original is there; a photo that did not come through has its flag."""
    originals = ((photo.key, store.read_sealed(photo.key)) for photo in desk.photos(session, sighting.id))
    return tuple(Photo(key=key, sha256=hashlib.sha256(original).hexdigest()) for key, original in originals if original)


def _report(session: Session, sighting: Sighting, case: Case, row: Forwarding, judgement: Judgement | None) -> Report:
    contact, told = package.contact_of(
        sighting.contact_name or "",
        sighting.contact_email or "",
        sighting.contact_phone or "",
        consented=sighting.police_may_contact,
        urgent=sighting.lane == Lane.URGENT,
    )
    return Report(
        reference=row.reference,
        made_at=row.created_at,
        about=About(reference=case.reference, force=case.force, known_as=case.known_as, public_id=case.public_id),
        reviewed=judgement is not None,
        urgent=sighting.lane == Lane.URGENT,
        received_at=sighting.received_at,
        language=sighting.language,
        what=sighting.what,
        seen_when=sighting.seen_when,
        seen_at=sighting.seen_at,
        places=from_json(sighting.places),
        photos=_photos(session, sighting),
        contact=contact,
        contact_told=told,
        under_18=sighting.under_18,
        flags=tuple(sighting.flags),
        responsible=judgement.by.name if judgement else "",
        note=judgement.words if judgement else "",
    )

"""Mail about a forwarding: to the team's approved addresses, and to the duty officers (rules F1, F2, S8)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from foundation import audit
from outbox.post import post
from sightings import composers
from sightings.models import Forwarding, ForwardingDispatch, Sighting
from sightings.queries import desk
from sightings.rules.alerts import Alert
from sightings.rules.ladder import Rung
from sightings.rules.states import State, may_move
from staff import queries as staff
from staff.models import TeamAddress
from staff.rules import Role


def dispatch(session: Session, forwarding: Forwarding, rung: Rung, *, now: datetime) -> int:
    """Write to the addresses of ``rung`` and return to how many: 0 where there is nobody to write to.

    The same Message-ID and the same words at every sending, so that the receiver has one item (rule F3).
    """
    addresses = _addresses(session, forwarding, rung)
    item, language = desk.item_of(session, forwarding), _sighting(session, forwarding).language
    for address in addresses:
        letter = composers.team_letter(forwarding, item, language=language, recipient=address.email)
        outbox_id = post(session, letter, at=now)
        session.add(
            ForwardingDispatch(
                forwarding_id=forwarding.id, address_id=address.id, outbox_id=outbox_id, sent_at=now, step=int(rung)
            )
        )
    if addresses:
        _note_passed_on(session, forwarding)
        audit.record(
            session, at=now, actor=audit.SYSTEM, action="sightings.dispatch", subject=("forwarding", forwarding.id),
            rung=rung.name.lower(), addresses=[str(address.id) for address in addresses],
        )  # fmt: skip
    return len(addresses)


def alert_duty(session: Session, alert: Alert, sighting: Sighting, *, now: datetime, reference: str = "") -> None:
    """Tell whoever is on duty, by urgent mail in this transaction; when nobody is, every duty manager."""
    people = staff.on_duty(session, Role.DUTY_MANAGER, Role.TRIAGER)
    for person in people:
        letter = composers.duty_letter(alert, sighting.id, recipient=person.email, reference=reference)
        post(session, letter, at=now)
    audit.record(
        session, at=now, actor=audit.SYSTEM, action="sightings.alert", subject=("sighting", sighting.id),
        alert=alert.value, people=[str(person.id) for person in people],
    )  # fmt: skip


def _addresses(session: Session, forwarding: Forwarding, rung: Rung) -> Sequence[TeamAddress]:
    """Read anew at every rung: one that was retired meanwhile gets nothing, one that was approved meanwhile does."""
    approved = staff.approved_addresses(session, forwarding.team_id)
    if not approved:
        return []
    first = [address for address in approved if address.rank == approved[0].rank]
    if rung is not Rung.OTHERS:
        return first
    written = desk.written_to(session, forwarding.id)
    return [address for address in approved if address.id not in written]


def _note_passed_on(session: Session, forwarding: Forwarding) -> None:
    sighting = _sighting(session, forwarding)
    if may_move(sighting.state, State.FORWARDED):
        sighting.state = State.FORWARDED


def _sighting(session: Session, forwarding: Forwarding) -> Sighting:
    return session.get_one(Sighting, forwarding.sighting_id)

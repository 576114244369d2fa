"""Partner organisations: what they are, where they work, and that briefings no longer go there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from foundation import audit
from foundation.database import transaction
from staff.access import Person
from staff.models import Partner
from staff.queries import partners as queries
from staff.rules import PartnerKind, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """What staff write down about a partner. ``areas`` are names of the gazetteer; none: everywhere."""

    name: str
    kind: PartnerKind
    areas: tuple[str, ...] = ()
    notes: str = ""


def add(me: Person, organisation: Organisation, now: datetime) -> UUID | Refusal:
    """A partner without any address yet. TAKEN when there is one of this name."""
    values = {**_columns(organisation), "created_at": now}
    with transaction() as session:
        statement = insert(Partner).values(values).on_conflict_do_nothing(index_elements=[Partner.name])
        partner_id: UUID | None = session.scalar(statement.returning(Partner.id))
        if partner_id is None:
            return Refusal.TAKEN
        audit.record(session, at=now, actor=me.actor, action="staff.partner_added", subject=("partner", partner_id))
    return partner_id


def change(me: Person, partner_id: UUID, organisation: Organisation, now: datetime) -> Refusal | None:
    """Write its name, kind, areas and notes anew."""
    with transaction() as session:
        partner = session.get(Partner, partner_id, with_for_update=True)
        if partner is None or partner.retired_at:
            return Refusal.GONE
        other = queries.partner_named(session, organisation.name)
        if other is not None and other.id != partner_id:
            return Refusal.TAKEN
        for name, value in _columns(organisation).items():
            setattr(partner, name, value)
        audit.record(session, at=now, actor=me.actor, action="staff.partner_changed", subject=("partner", partner_id))
    return None


def retire(me: Person, partner_id: UUID, now: datetime) -> Refusal | None:
    """Take a partner off the lists for new briefings. What it has been sent can still be recalled."""
    with transaction() as session:
        partner = session.get(Partner, partner_id, with_for_update=True)
        if partner is None or partner.retired_at:
            return Refusal.GONE
        partner.retired_at = now
        audit.record(session, at=now, actor=me.actor, action="staff.partner_retired", subject=("partner", partner_id))
    return None


def _columns(organisation: Organisation) -> dict[str, object]:
    return {
        "name": organisation.name,
        "kind": str(organisation.kind),
        "areas": list(organisation.areas),
        "notes": organisation.notes,
    }

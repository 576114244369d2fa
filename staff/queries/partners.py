"""Partner organisations and where briefings for them may go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.places.models import Place
from staff.models import Partner, PartnerAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRow:
    """A partner at work, with where its briefings go."""

    id: UUID
    kind: str
    name: str
    areas: list[str]
    approved: list[str]
    waiting: int


def partner(session: Session, partner_id: UUID) -> Partner | None:
    """By id, retired ones too."""
    return session.get(Partner, partner_id)


def partner_named(session: Session, name: str) -> Partner | None:
    """By its whole name, retired ones too."""
    return session.scalar(select(Partner).where(Partner.name == name))


def partners(session: Session) -> Sequence[Partner]:
    """Those at work, by kind and name."""
    return session.scalars(
        select(Partner).where(Partner.retired_at.is_(None)).order_by(Partner.kind, Partner.name)
    ).all()


def partner_rows(session: Session) -> list[PartnerRow]:
    """``partners`` with their addresses, in two statements."""
    found: dict[UUID, list[PartnerAddress]] = {}
    live = select(PartnerAddress).where(PartnerAddress.retired_at.is_(None)).order_by(PartnerAddress.email)
    for one in session.scalars(live):
        found.setdefault(one.partner_id, []).append(one)
    return [
        PartnerRow(
            id=each.id,
            kind=each.kind,
            name=each.name,
            areas=each.areas,
            approved=[one.email for one in found.get(each.id, []) if one.approved_at],
            waiting=sum(1 for one in found.get(each.id, []) if one.approved_at is None),
        )
        for each in partners(session)
    ]


def partner_addresses(session: Session, partner_id: UUID) -> Sequence[PartnerAddress]:
    """All that are not retired, waiting ones too."""
    return session.scalars(
        select(PartnerAddress)
        .where(PartnerAddress.partner_id == partner_id, PartnerAddress.retired_at.is_(None))
        .order_by(PartnerAddress.proposed_at, PartnerAddress.id)
    ).all()


def in_force(session: Session, partner_ids: Collection[UUID]) -> Sequence[PartnerAddress]:
    """Where briefings for these partners may go: approved by a second person, not retired, the partner at work."""
    return session.scalars(
        select(PartnerAddress)
        .join(Partner, Partner.id == PartnerAddress.partner_id)
        .where(
            PartnerAddress.partner_id.in_(partner_ids),
            PartnerAddress.approved_at.is_not(None),
            PartnerAddress.retired_at.is_(None),
            Partner.retired_at.is_(None),
        )
        .order_by(Partner.name, PartnerAddress.approved_at, PartnerAddress.id)
    ).all()


def waiting_partner_addresses(session: Session, *, not_by: UUID | None = None) -> Sequence[PartnerAddress]:
    """Proposals that wait for a second person (those by ``not_by`` left out), oldest first."""
    return session.scalars(
        select(PartnerAddress)
        .join(Partner, Partner.id == PartnerAddress.partner_id)
        .where(PartnerAddress.approved_at.is_(None), PartnerAddress.retired_at.is_(None), Partner.retired_at.is_(None))
        .where(PartnerAddress.proposed_by.is_distinct_from(not_by))
        .order_by(PartnerAddress.proposed_at)
    ).all()


def area_names(session: Session) -> set[str]:
    """Every nation, council area and county that the gazetteer knows."""
    rows = session.execute(select(Place.area, Place.nation).distinct())
    return {name for row in rows for name in row if name}

"""Looking up heroes, their requests and their places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foundation.places import lookup, postcode
from foundation.places.models import Place
from heroes.models import Hero, HeroRequest
from heroes.rules import HeroState

_MOST_CHOICES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class HeroFacts:
    """What the pages behind somebody's links show. Not the address: a link may have been passed on."""

    id: UUID
    state: HeroState
    link_version: int
    place_id: int
    place: str
    """As people write it: "Kirkcaldy, Fife"."""
    radius: int
    """Metres."""
    frequency: str


def facts(session: Session, hero_id: UUID) -> HeroFacts | None:
    """The hero of that id."""
    row = session.execute(select(Hero, Place).join(Place, Place.id == Hero.place_id).where(Hero.id == hero_id)).first()
    if row is None:
        return None
    hero, place = row
    return HeroFacts(
        id=hero.id,
        state=HeroState(hero.state),
        link_version=hero.link_version,
        place_id=hero.place_id,
        place=lookup.label(place),
        radius=hero.radius,
        frequency=hero.frequency,
    )


def by_address(session: Session, address_index: bytes) -> Hero | None:
    """The hero of an address, locked until the transaction ends."""
    return session.scalar(select(Hero).where(Hero.address_index == address_index).with_for_update())


def mailed_at(session: Session, address_index: bytes, since: datetime) -> Sequence[datetime]:
    """When that address was mailed for the asking, after ``since``."""
    moments = session.scalars(
        select(HeroRequest.answered_at).where(
            HeroRequest.address_index == address_index, HeroRequest.mailed, HeroRequest.answered_at > since
        )
    )
    return [moment for moment in moments if moment is not None]


def unanswered(session: Session, before: datetime, *, limit: int = 200) -> Sequence[UUID]:
    """Requests that wait since before that moment, the oldest first."""
    return session.scalars(
        select(HeroRequest.id)
        .where(HeroRequest.answered_at.is_(None), HeroRequest.asked_at <= before)
        .order_by(HeroRequest.asked_at)
        .limit(limit)
    ).all()


def oldest_request(session: Session) -> datetime | None:
    """Since when the oldest unanswered request waits."""
    return session.scalar(select(func.min(HeroRequest.asked_at)).where(HeroRequest.answered_at.is_(None)))


def resolve_place(session: Session, typed: str, place_id: int | None) -> list[Place]:
    """What ``typed`` (a name, or a postcode or its first half) may mean: one place, several to choose from, or none.

    ``place_id`` is the choice of somebody who was offered several, or of the typeahead; it must fit the words.
    """
    chosen = lookup.by_id(session, place_id) if place_id is not None else None
    if chosen is not None and lookup.names(chosen, typed):
        return [chosen]
    if postcode.district(typed):
        point = postcode.locate(session, typed)
        near = lookup.nearest(session, point.latitude, point.longitude) if point else None
        return [near] if near else []
    return lookup.exactly(session, typed)[:_MOST_CHOICES] or lookup.find(session, typed, _MOST_CHOICES)

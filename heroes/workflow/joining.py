"""Joining: an address is typed, a mail asks its owner, and only their POST makes them a hero (rule H1).

What the asker sees never depends on whether the address is known (rule H9): the request only writes a row, and the
looking-up and the writing of mail happen in a task.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from foundation import audit, vault
from foundation.background import Queue, nudge
from foundation.database import transaction
from foundation.places import lookup
from foundation.places.distance import box_around
from heroes import queries
from heroes.composers import letters
from heroes.composers.letters import Written
from heroes.composers.links import HeroLink
from heroes.models import Hero, HeroRequest
from heroes.rules import MAIL_LIMITS, Choices, HeroState, RequestKind, may_mail
from outbox.post import Letter, post

ADDRESS = "hero-address"


def ask(kind: RequestKind, address: str, choices: Choices | None, *, now: datetime) -> UUID:
    """Note that somebody asked, for a task to answer; the same work for every address."""
    with transaction() as session:
        request = HeroRequest(
            id=uuid4(),
            kind=kind,
            address=address,
            address_index=index_of(address),
            place_id=choices.place_id if choices else None,
            radius=choices.radius if choices else None,
            frequency=choices.frequency if choices else None,
            asked_at=now,
        )
        session.add(request)
        nudge(session, "heroes.answer", str(request.id), queue=Queue.DEFAULT)
    return request.id


def answer(request_id: UUID, *, now: datetime) -> None:
    """Answer a request by a mail, or by none. Safe to run twice."""
    with transaction() as session:
        request = session.get(HeroRequest, request_id, with_for_update={"skip_locked": True})
        if request is None or request.answered_at is not None or request.address is None:
            return
        mailed = queries.mailed_at(session, request.address_index, now - MAIL_LIMITS[-1][0])
        if may_mail(mailed, now):
            request.mailed = _mail(session, request, request.address, now)
        request.answered_at, request.address = now, None


def confirm(link: HeroLink, *, now: datetime) -> bool:
    """Make somebody a hero from their own POST; True also when they are one already."""
    with transaction() as session:
        hero = session.get(Hero, link.hero_id, with_for_update=True)
        if hero is None or hero.link_version != link.version or hero.state == HeroState.LEFT:
            return False
        if hero.state == HeroState.UNCONFIRMED:
            hero.state, hero.confirmed_at, hero.changed_at = HeroState.FOLLOWING, now, now
            audit.record(session, at=now, actor="public", action="hero.confirmed", subject=("hero", hero.id))
    return True


def index_of(address: str) -> bytes:
    """The blind index of an address, whatever its letters' case."""
    return vault.blind_index(ADDRESS, address.casefold())


def settle(session: Session, hero: Hero, choices: Choices) -> None:
    """Put somebody's choices, and the box that the planning looks for, into their row."""
    place = lookup.by_id(session, choices.place_id)
    if place is None:
        raise LookupError("no such place")
    hero.place_id, hero.radius, hero.frequency = place.id, choices.radius, choices.frequency
    hero.latitude, hero.longitude = place.latitude, place.longitude
    hero.reach_box = box_around(place.latitude, place.longitude, choices.radius)


def _mail(session: Session, request: HeroRequest, address: str, now: datetime) -> bool:
    hero = queries.by_address(session, request.address_index)
    if request.kind == RequestKind.JOIN and (hero is None or hero.state != HeroState.FOLLOWING):
        hero = _unconfirmed(session, hero, request, address, now)
    if hero is None or hero.state == HeroState.LEFT:
        return False
    known = queries.facts(session, hero.id)
    if known is None:
        return False
    if hero.state == HeroState.FOLLOWING:
        _send(session, known, address, letters.link_mail(known), now)
    else:
        _send(session, known, address, letters.confirm_mail(known), now)
    return True


def _unconfirmed(session: Session, hero: Hero | None, request: HeroRequest, address: str, now: datetime) -> Hero:
    """A row that waits for its confirmation. Who left and comes back gets new links, and starts anew."""
    if request.place_id is None or request.radius is None or request.frequency is None:
        raise ValueError("a request to join has choices")
    if hero is None:
        hero = Hero(id=uuid4(), address=address, address_index=request.address_index, link_version=0, joined_at=now)
        session.add(hero)
    elif hero.state == HeroState.LEFT:
        hero.link_version += 1
    hero.state, hero.changed_at = HeroState.UNCONFIRMED, now
    with session.no_autoflush:
        settle(session, hero, Choices(place_id=request.place_id, radius=request.radius, frequency=request.frequency))
    session.flush()
    return hero


def _send(session: Session, hero: queries.HeroFacts, address: str, written: Written, now: datetime) -> None:
    letter = Letter(
        kind="hero",
        lane=Queue.DEFAULT,
        cause=("hero", hero.id),
        recipient=address,
        title=written.title,
        text=written.text,
        html=written.html,
    )
    post(session, letter, at=now)

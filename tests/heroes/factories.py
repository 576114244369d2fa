"""Heroes for the tests of every room, and the digest run by hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from uuid import UUID

from sqlalchemy import select, update

from foundation.database import reading, transaction
from foundation.places.distance import box_around
from foundation.places.lookup import exactly
from foundation.places.models import Place
from heroes import workflow
from heroes.models import DigestChunk, DigestDelivery, DigestItem, Hero
from heroes.rules import HeroState, Kind
from heroes.workflow.joining import index_of
from outbox import smtp
from outbox.rules import DELIVERED, Outcome, Verdict

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
"""As the appeals' factories have it: a Monday morning."""
_number = count(1)


def follow(
    place: str = "Inverness",
    radius: int = 25_000,
    frequency: str = "daily",
    *,
    address: str = "",
    state: HeroState = HeroState.FOLLOWING,
    **columns: object,
) -> Hero:
    """A confirmed hero of a place by its name ("Kirkcaldy" or "Newport, Isle of Wight"), in a transaction of its own.

    ``columns`` are columns of ``Hero``: ``latitude`` and ``longitude`` move it off its place.
    """
    address = address or f"hero{next(_number)}@example.org"
    with transaction() as session:
        found = exactly(session, place)[0]
        latitude, longitude = columns.get("latitude", found.latitude), columns.get("longitude", found.longitude)
        given = {
            "address": address,
            "address_index": index_of(address),
            "state": state,
            "frequency": frequency,
            "place_id": found.id,
            "radius": radius,
            "latitude": latitude,
            "longitude": longitude,
            "reach_box": box_around(latitude, longitude, radius),
            "link_version": 0,
            "joined_at": NOW - timedelta(days=30),
            "confirmed_at": None if state is HeroState.UNCONFIRMED else NOW - timedelta(days=30),
            "changed_at": NOW - timedelta(days=30),
        }
        hero = Hero(**(given | columns))
        session.add(hero)
    return hero


def place_named(name: str) -> Place:
    with reading() as session:
        return exactly(session, name)[0]


def hero_row(hero_id: UUID) -> Hero | None:
    with reading() as session:
        return session.get(Hero, hero_id)


def change(hero: Hero, **columns: object) -> None:
    with transaction() as session:
        session.execute(update(Hero).where(Hero.id == hero.id).values(**columns))


@dataclass
class Ticking:
    """A clock that stands still until it is moved."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def move(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Carrier:
    """Takes mail as a relay does. ``before`` and ``after`` are called around each mail with its recipient."""

    taken: list[smtp.Mail] = field(default_factory=list)
    answers: dict[str, Outcome] = field(default_factory=dict)
    before: Callable[[str], object] = lambda recipient: None
    after: Callable[[str], object] = lambda recipient: None

    def send(self, mail: smtp.Mail) -> Outcome:
        self.before(mail.recipient)
        outcome = self.answers.get(mail.recipient, DELIVERED)
        if outcome.verdict is Verdict.DELIVERED:
            self.taken.append(mail)
        self.after(mail.recipient)
        return outcome

    @property
    def recipients(self) -> list[str]:
        return [mail.recipient for mail in self.taken]


def plan(kind: Kind = Kind.DAILY, now: datetime = NOW) -> UUID | None:
    """Run the digest for the window ``now``."""
    return workflow.run_digest(kind, now, now=now)


def chunks() -> list[int]:
    with reading() as session:
        return list(session.scalars(select(DigestChunk.id).order_by(DigestChunk.id)))


def send(carrier: Carrier, clock: Callable[[], datetime] = lambda: NOW, owner: str = "test") -> None:
    """One worker's turn with every chunk that is due; needs an application context."""
    for chunk_id in chunks():
        workflow.send_chunk(chunk_id, owner, carrier, clock=clock, chance=Random(1))


def digest(now: datetime = NOW, kind: Kind = Kind.DAILY) -> Carrier:
    """Plan and send a digest; what was handed over. Needs an application context."""
    plan(kind, now)
    carrier = Carrier()
    send(carrier, lambda: now)
    return carrier


def owed() -> set[tuple[UUID, UUID, int]]:
    """Every item there is: hero, appeal, version."""
    with reading() as session:
        rows = session.execute(select(DigestItem.hero_id, DigestItem.appeal_id, DigestItem.version))
        return {tuple(row) for row in rows}


def states() -> dict[UUID, str]:
    """The state of the last delivery of each hero."""
    with reading() as session:
        rows = session.execute(select(DigestDelivery.hero_id, DigestDelivery.state).order_by(DigestDelivery.planned_at))
        return dict(rows.all())


@contextmanager
def killed() -> Iterator[None]:
    """What is in here ends as a process does that was killed: at once, past every ``except Exception``."""
    try:
        yield
    except Killed:
        return
    raise AssertionError("nobody was killed")


class Killed(BaseException):
    """kill -9, as far as one process can do it to itself."""

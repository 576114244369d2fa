"""The demo's heroes: a few hundred invented addresses around the towns of the cast."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from foundation.database import transaction
from foundation.places import lookup
from foundation.places.distance import box_around
from foundation.places.models import Place
from heroes.models import Hero
from heroes.workflow.joining import index_of
from searchhero.demo.cast import HERO_TOWNS, HEROES

RADII = (10_000, 25_000, 50_000, 100_000)


def gather(now: datetime) -> int:
    """Heroes who joined over the last months; the same ones at every filling. Returns how many."""
    chance = Random(1041)  # noqa: S311 (who follows what in a demo is no secret)
    with transaction() as session:
        towns = [found[0] for town in HERO_TOWNS if (found := lookup.find(session, town, 1))]
        for number in range(1, HEROES + 1):
            session.add(_hero(number, towns[number % len(towns)], chance, now))
    return HEROES


def _hero(number: int, town: Place, chance: Random, now: datetime) -> Hero:
    address = f"hero{number:03}@people.example.org"
    joined = now - timedelta(days=chance.uniform(1, 200))
    confirmed = joined + timedelta(hours=chance.uniform(0.1, 20))
    radius = chance.choice(RADII)
    return Hero(
        id=UUID(int=chance.getrandbits(128), version=4),
        address=address,
        address_index=index_of(address),
        state="following",
        frequency=chance.choice(("daily", "daily", "weekly")),
        place_id=town.id,
        radius=radius,
        latitude=town.latitude,
        longitude=town.longitude,
        reach_box=box_around(town.latitude, town.longitude, radius),
        joined_at=joined,
        confirmed_at=confirmed,
        changed_at=confirmed,
    )

"""Planning a digest and handing it over, for many heroes.

    make a database first (any empty one will do), set SEARCHHERO_* as for the service, then
    python -m bench.digest_plan --heroes 100000 --appeals 50 --send 4000

The sink is a relay of our own on loopback in a process of its own; it takes every mail and keeps none.
"""

import argparse
import multiprocessing
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import SystemRandom
from uuid import uuid4

from aiosmtpd.controller import Controller
from sqlalchemy import TextClause, func, select, text
from sqlalchemy.orm import Session

from foundation import clock, vault
from foundation.database import reading, transaction
from foundation.places.distance import box_around
from foundation.places.models import Place
from foundation.settings import settings
from heroes import queries, workflow
from heroes.models import DigestDelivery, DigestItem, Hero
from heroes.rules import RADII, Kind
from outbox import smtp
from searchhero import schema
from searchhero.web import create_app
from tests.appeals.factories import publish_appeal

AT_ONCE = 5000


class Sink:
    """Takes everything."""

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        return "250 OK"


def listen(port: int) -> None:
    Controller(Sink(), hostname="127.0.0.1", port=port).start()
    time.sleep(3600)


@contextmanager
def sink() -> Iterator[None]:
    where = smtp.endpoint(settings().smtp_url)
    child = multiprocessing.get_context("spawn").Process(target=listen, args=(where.port,), daemon=True)
    child.start()
    while socket.socket().connect_ex((where.host, where.port)):
        time.sleep(0.1)
    try:
        yield
    finally:
        child.kill()
        child.join()


def fill(session: Session, heroes: int, appeals: int) -> None:
    """Heroes where people live; appeals in towns by chance, one in 25 national."""
    chance, now = SystemRandom(), clock.now()
    places = session.scalars(select(Place).where(Place.population > 0)).all()
    weights = [place.population for place in places]
    sealed = vault.seal(b"hero@example.org")
    for start in range(0, heroes, AT_ONCE):
        rows = []
        for place in chance.choices(places, weights, k=min(AT_ONCE, heroes - start)):
            radius = chance.choice(RADII)
            rows.append({
                "id": uuid4(), "address": sealed, "address_index": uuid4().bytes, "state": "following",
                "frequency": "daily", "place_id": place.id, "radius": radius, "latitude": place.latitude,
                "longitude": place.longitude, "reach_box": box_around(place.latitude, place.longitude, radius),
                "link_version": 0, "joined_at": now, "confirmed_at": now, "changed_at": now,
            })  # fmt: skip
        session.execute(_raw_insert(), rows)
    for number, place in enumerate(chance.choices(places, weights, k=appeals)):
        publish_appeal(
            now=now, latitude=place.latitude, longitude=place.longitude, national=number % 25 == 24, area=place.name
        )


def _raw_insert() -> TextClause:
    """Without the encryption of each address, which is not what is measured here."""
    columns = [column.name for column in Hero.__table__.columns]
    return text(f"insert into hero ({', '.join(columns)}) values ({', '.join(f':{name}' for name in columns)})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--heroes", type=int, default=100_000)
    parser.add_argument("--appeals", type=int, default=50)
    parser.add_argument("--send", type=int, default=4_000, help="deliveries to hand over, in whole chunks")
    given = parser.parse_args()
    schema.upgrade()
    started = time.perf_counter()
    with transaction() as session:
        fill(session, given.heroes, given.appeals)
        session.execute(text("analyze hero"))
    print(f"filled: {given.heroes} heroes, {given.appeals} appeals, {time.perf_counter() - started:.1f} s")
    plan()
    send(given.send)


def plan() -> None:
    started = time.perf_counter()
    workflow.run_digest(Kind.DAILY, clock.now(), now=clock.now())
    took = time.perf_counter() - started
    with reading() as session:
        deliveries = session.scalar(select(func.count()).select_from(DigestDelivery)) or 0
        items = session.scalar(select(func.count()).select_from(DigestItem)) or 0
    print(f"planned: {deliveries} deliveries, {items} items, {took:.2f} s, {deliveries / took:.0f} deliveries/s")
    started = time.perf_counter()
    workflow.run_digest(Kind.DAILY, clock.now(), now=clock.now())
    print(f"planned again: nothing owed, {time.perf_counter() - started:.2f} s")


def send(most: int) -> None:
    with reading() as session:
        chunks = queries.chunks_due(session, clock.now(), limit=max(1, most // 500))
        before = sent(session)
    app = create_app()
    with sink(), app.app_context(), smtp.connection() as relay:
        started = time.perf_counter()
        for chunk_id in chunks:
            workflow.send_chunk(chunk_id, "bench", relay, clock=clock.now, chance=SystemRandom())
        took = time.perf_counter() - started
    with reading() as session:
        handed = sent(session) - before
    print(f"handed over by one worker: {handed} mails, {took:.1f} s, {handed / took:.0f} mails/s", flush=True)


def sent(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(DigestDelivery).where(DigestDelivery.state == "sent")) or 0


if __name__ == "__main__":
    main()

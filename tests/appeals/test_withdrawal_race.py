"""A withdrawal against everything that could bring the appeal out again at that moment.

Each race is one withdrawal against four others at once (publishing the next version, handing a digest to the relay,
rendering pages, rendering feeds), with pauses drawn from the race's own number: 250 races are a thousand interleavings.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from threading import Barrier
from time import monotonic, sleep
from uuid import UUID, uuid4

import pytest
from flask import Flask

from appeals import queries, workflow
from appeals.models import Appeal
from appeals.queries import certificate as certificates
from appeals.rules import Code, EndReason, State
from foundation import clock
from foundation.database import reading, transaction
from heroes.models import DigestChunk, DigestDelivery, DigestItem, DigestRun
from heroes.workflow import send_chunk
from tests.appeals.factories import Desk, complete, make_desk, publish_through_the_gate, seen, yes
from tests.heroes.factories import Carrier, follow

RACES = int(os.environ.get("RACES", "250"))
BOUND = 1.0
"""Seconds after the commit: what was read before it may still be on its way to the relay."""


@dataclass
class Race:
    """One appeal, with a newer text handed in, a digest owed to two heroes, and what came of it."""

    number: int
    appeal_id: UUID
    public_id: str
    print_seen: str
    chunk: int
    start: Barrier = field(default_factory=lambda: Barrier(5))
    withdrawn_at: float = 0.0
    refused: list = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    """When a request was begun whose answer showed the appeal."""
    handed: list[float] = field(default_factory=list)
    over: bool = False

    def pause(self, who: int) -> None:
        self.start.wait()
        sleep(Random(self.number * 10 + who).choice((0, 0, 0.002, 0.005, 0.01)) * Random(self.number + who).random())


def make_race(number: int, desk: Desk, heroes: list[UUID]) -> Race:
    now = clock.now()
    appeal_id = publish_through_the_gate(desk, now, known_as=f"Person{number:04d}")
    newer = complete(desk, now, known_as=f"Person{number:04d}", description="About 171 cm tall.")
    with reading() as session:
        row = session.get_one(Appeal, appeal_id)
    workflow.save_draft(appeal_id, desk.editor, newer, edition=row.edition, now=now)
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=now) == []
    with transaction() as session:
        window = now - timedelta(days=number)
        run = DigestRun(id=uuid4(), kind="daily", window_start=window, made_at=now, planned_at=now)
        session.add(run)
        session.flush()
        chunk = DigestChunk(run_id=run.id, number=1, due_at=now)
        session.add(chunk)
        session.flush()
        for position, hero in enumerate(heroes):
            session.add(
                DigestDelivery(
                    run_id=run.id, hero_id=hero, chunk_id=chunk.id, position=position, planned_at=now, state="waiting"
                )
            )
            session.flush()
            session.add(DigestItem(hero_id=hero, appeal_id=appeal_id, version=1, run_id=run.id, position=1))
    return Race(number, appeal_id, row.public_id, seen(appeal_id, now), chunk.id)


def withdraw(race: Race, desk: Desk, app: Flask) -> None:
    race.pause(0)
    assert workflow.withdraw_appeal(race.appeal_id, desk.other_editor, EndReason.STAND_DOWN, now=clock.now())
    race.withdrawn_at = monotonic()
    sleep(0.01)
    race.over = True


def publish(race: Race, desk: Desk, app: Flask) -> None:
    race.pause(1)
    race.refused = workflow.publish_appeal(
        race.appeal_id, desk.approver, seen=race.print_seen, factor=yes, now=clock.now()
    )


def hand_over(race: Race, desk: Desk, app: Flask) -> None:
    race.pause(2)
    carrier = Carrier(before=lambda _: race.handed.append(monotonic()), after=lambda _: sleep(0.002))
    with app.test_request_context():
        send_chunk(race.chunk, "race", carrier, clock=clock.now, chance=Random(race.number))


def render(paths: list[str], who: int):
    def look(race: Race, desk: Desk, app: Flask) -> None:
        client = app.test_client()
        race.pause(who)
        while True:
            last = race.over
            for path in paths:
                begun = monotonic()
                answer = client.get(path.format(race.public_id))
                if f"Person{race.number:04d}".encode() in answer.data:
                    race.shown.append(begun)
            if last:
                return

    return look


SIDES = [
    withdraw,
    publish,
    hand_over,
    render(["/appeals/{}", "/appeals/{}/sighting"], 3),
    render(["/feeds/appeals.rss", "/appeals"], 4),
]


@pytest.mark.timeout(600)
def test_R2_after_a_withdrawal_nothing_is_served_or_sent_whatever_ran_at_the_same_time(app: Flask):
    desk = make_desk()
    heroes = [follow().id, follow().id]
    before, after = 0, 0
    with ThreadPoolExecutor(len(SIDES)) as threads:
        for number in range(RACES):
            race = make_race(number, desk, heroes)
            for side in [threads.submit(side, race, desk, app) for side in SIDES]:
                side.result(60)
            check(race, app)
            before += any(moment < race.withdrawn_at for moment in race.shown)
            after += {each.code for each in race.refused} == {Code.ENDED}
    assert before > RACES / 10, "pages were never rendered before the withdrawal: nothing was raced"
    assert RACES < 50 or 0 < after < RACES, "publishing always won or always lost: nothing was raced"


def check(race: Race, app: Flask) -> None:
    name = f"Person{race.number:04d}".encode()
    assert [moment - race.withdrawn_at for moment in race.shown if moment > race.withdrawn_at] == [], race.number
    assert [moment for moment in race.handed if moment > race.withdrawn_at + BOUND] == [], race.number
    client = app.test_client()
    unknown = client.get("/appeals/00000000000000000000")
    answer = client.get(f"/appeals/{race.public_id}")
    assert (answer.status, answer.data, sorted(answer.headers)) == (
        unknown.status, unknown.data, sorted(unknown.headers)
    )  # fmt: skip
    for path in ("/", "/appeals", "/feeds/appeals.rss", "/feeds/appeals.atom"):
        assert name not in client.get(path).data, (race.number, path)
    carrier = Carrier()
    with app.test_request_context():
        send_chunk(race.chunk, "late", carrier, clock=lambda: clock.now() + timedelta(hours=1), chance=Random(1))
    assert carrier.taken == [], race.number
    with reading() as session:
        row = session.get_one(Appeal, race.appeal_id)
        proof = certificates.certificates(session, race.appeal_id)
        assert queries.published(session, race.public_id, clock.now()) is None
    assert row.state == State.WITHDRAWN
    assert [each.version for each in proof] == [row.current_version]

"""Who is owed what: the one statement against a plain reckoning, and that it uses its index."""

import json
from math import isclose

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, text

from foundation.database import reading, transaction
from foundation.places.distance import metres_between
from heroes import queries, workflow
from heroes.models import DigestChunk, DigestDelivery, DigestItem, DigestRun, Hero
from heroes.queries.matching import PLAN, parameters
from heroes.rules import Kind
from tests.appeals.factories import end_appeal, publish_appeal
from tests.heroes.factories import NOW, follow, owed

degrees = lambda low, high: st.integers(low * 10_000, high * 10_000).map(lambda number: number / 10_000)  # noqa: E731
somewhere = st.tuples(degrees(49, 61), degrees(-9, 2))
"""As the gazetteer has it, to four places."""
circles = st.tuples(somewhere, st.sampled_from([10_000, 25_000, 50_000, 100_000]))
areas = st.tuples(somewhere, st.integers(5_000, 60_000), st.booleans(), st.booleans())


@given(places=st.lists(somewhere, min_size=2, max_size=2))
@settings(max_examples=40)
def test_the_database_measures_distance_as_python_does(places):
    (latitude, longitude), (other_latitude, other_longitude) = places
    with reading() as session:
        measured = session.scalar(
            text("select metres_between(:a, :b, :c, :d)"),
            {"a": latitude, "b": longitude, "c": other_latitude, "d": other_longitude},
        )
    assert isclose(measured, metres_between(latitude, longitude, other_latitude, other_longitude), abs_tol=0.01)


@given(heroes=st.lists(circles, min_size=1, max_size=12), appeals=st.lists(areas, min_size=1, max_size=6))
@settings(max_examples=25)
def test_exactly_those_whose_circles_meet_are_owed_it_and_nobody_else(heroes, appeals):
    rows = [follow(radius=radius, latitude=at[0], longitude=at[1]) for at, radius in heroes]
    follow("Inverness", 100_000, "weekly")
    published = [
        (publish_appeal(latitude=at[0], longitude=at[1], radius=radius, national=national and index == 0), live)
        for index, (at, radius, national, live) in enumerate(appeals)
    ]
    for appeal, live in published:
        if not live:
            end_appeal(appeal.appeal_id)
    expected = {
        (hero.id, appeal.appeal_id, 1)
        for hero in rows
        for appeal, live in published
        if live
        and (
            appeal.national
            or metres_between(hero.latitude, hero.longitude, appeal.latitude, appeal.longitude)
            <= hero.radius + appeal.radius
        )
    }
    try:
        workflow.run_digest(Kind.DAILY, NOW, now=NOW)
        assert owed() == expected
    finally:
        with transaction() as session:
            for table in (DigestItem, DigestDelivery, DigestChunk, DigestRun, Hero):
                session.execute(delete(table))
        for appeal, _ in published:
            end_appeal(appeal.appeal_id)


def test_the_planning_finds_heroes_by_the_index_on_their_boxes():
    publish_appeal()
    template = follow("Inverness")
    with transaction() as session:
        listed = ", ".join(
            column.name
            for column in Hero.__table__.columns
            if column.name not in {"id", "address_index", "latitude", "longitude", "reach_box"}
        )
        session.execute(
            text(
                f"insert into hero (id, address_index, latitude, longitude, reach_box, {listed}) "
                f"select gen_random_uuid(), int4send(n), lat, lon, "
                f"box(point(lon - 0.4, lat - 0.3), point(lon + 0.4, lat + 0.3)), {listed} "
                "from (select *, 50 + random() * 8 as lat, -6 + random() * 7 as lon "
                "from hero, generate_series(1, 20000) n) made"
            )
        )
    with transaction() as session:
        session.execute(text("analyze hero"))
        run = {"run": template.id} | parameters(template.id, Kind.DAILY, queries.live_appeals(session, NOW), NOW)
        plan = session.scalar(text(f"explain (format json) {PLAN}"), run)
    assert "ix_hero_reach_box" in json.dumps(plan)

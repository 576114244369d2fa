"""Planning and sending digests, with everything that can come in between."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from random import Random

import pytest
from sqlalchemy import func, select, text, update

from appeals.models import Appeal, AppealVersion
from appeals.rules import PublicPhoto
from foundation.database import reading, transaction
from heroes import queries, workflow
from heroes.composers import links
from heroes.composers.digest import message_id
from heroes.models import DigestChunk, DigestDelivery, DigestRun, Hero
from heroes.rules import BATCH, LARGEST_DIGEST, LEASE, HeroState, Kind
from outbox.rules import Outcome, Verdict
from tests.appeals.factories import end_appeal, publish_appeal
from tests.heroes.factories import (
    NOW,
    Carrier,
    Killed,
    Ticking,
    change,
    chunks,
    digest,
    follow,
    hero_row,
    killed,
    owed,
    plan,
    send,
    states,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("context")


def message(mail):
    return message_from_bytes(mail.content, policy=policy.default)


def body(mail, kind="plain"):
    return message(mail).get_body((kind,)).get_content().replace("\r\n", "\n")


def revise(appeal, *, material=True, known_as="Morven T", now=NOW):
    """A second version, straight into the tables."""
    with transaction() as session:
        first = session.get_one(AppealVersion, (appeal.appeal_id, appeal.version))
        session.add(
            AppealVersion(
                appeal_id=appeal.appeal_id, number=appeal.version + 1, content=first.content | {"known_as": known_as},
                material=material, latitude=first.latitude, longitude=first.longitude, radius=first.radius,
                national=first.national, published_at=now, published_by=first.published_by, writers=first.writers,
                reason="more is known",
            )
        )  # fmt: skip
        session.flush()
        session.execute(update(Appeal).where(Appeal.id == appeal.appeal_id).values(current_version=appeal.version + 1))


def test_a_hero_near_an_appeal_gets_one_mail_with_everything_that_helps():
    appeal = publish_appeal(photos=(PublicPhoto(key="k" * 20, alt="A portrait", width=800, height=800),))
    hero = follow("Inverness", address="robin@example.org")
    follow("Penzance")
    follow("Inverness", frequency="weekly")
    follow("Inverness", state=HeroState.UNCONFIRMED)
    follow("Inverness", state=HeroState.LEFT)
    [mail] = digest().taken
    assert mail.recipient == message(mail)["To"] == "robin@example.org"
    assert mail.sender == "digest@news.searchhero.example.org"
    for kind in ("plain", "html"):
        words = body(mail, kind)
        for part in ("within 25 km of Inverness, Highland", "Age 34", appeal.last_seen, f"/appeals/{appeal.public_id}"):
            assert part in words
        assert links.choices_path(hero.id, 0) in words
        assert links.leave_path(hero.id, 0) in words
    assert f"http://localhost/appeals/{appeal.public_id}/photos/{'k' * 20}-320.jpg" in body(mail, "html")
    assert 'alt="Photo of the missing person"' in body(mail, "html")
    assert states() == {hero.id: "sent"}


def test_the_headers_are_those_of_mail_that_somebody_subscribed_to():
    publish_appeal()
    hero = follow()
    [mail] = digest().taken
    headers = message(mail)
    assert headers["List-Unsubscribe"] == f"<http://localhost{links.leave_path(hero.id, 0)}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Subject"] == "1 appeal near you"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["From"] == mail.sender
    assert headers["Date"].datetime == NOW
    assert all(len(line) <= 998 for line in mail.content.split(b"\r\n"))
    assert b"\n" not in mail.content.replace(b"\r\n", b"")
    assert mail.content.isascii()


def test_words_with_diacritics_and_markup_arrive_as_they_are():
    publish_appeal(known_as="Ó Briain <b>&", last_seen="Near “The Cross” – at dusk.\n.\nWith a dog = a collie")
    follow()
    [mail] = digest().taken
    assert "Ó Briain <b>&" in body(mail)
    assert "“The Cross” – at dusk.\n.\nWith a dog = a collie" in body(mail)
    assert "Ó Briain &lt;b&gt;&amp;" in body(mail, "html")


def test_the_urgent_come_first_and_then_the_near_and_six_at_most_with_a_count_of_the_rest():
    near = [publish_appeal(known_as=f"Near {n}", latitude=57.4778 + n / 100, risk="low") for n in range(6)]
    far = publish_appeal(known_as="Far but urgent", latitude=57.65, risk="high")
    publish_appeal(known_as="Far", latitude=57.66, risk="low")
    follow("Inverness")
    [mail] = digest().taken
    found = re.findall(r"^(Near \d|Far.*)$", body(mail), re.MULTILINE)
    assert found == ["Far but urgent", *(f"Near {n}" for n in range(5))]
    assert "There are 2 more near you" in body(mail)
    assert message(mail)["Subject"] == "6 appeals near you"
    [second] = digest(NOW + timedelta(days=1)).taken
    assert re.findall(r"^(Near \d|Far.*)$", body(second), re.MULTILINE) == ["Near 5", "Far"]
    assert digest(NOW + timedelta(days=2)).taken == []
    assert len(owed()) == len(near) + 2
    assert far.appeal_id in {appeal_id for _, appeal_id, _ in owed()}


def test_a_national_appeal_reaches_everybody_and_a_lapsed_or_draft_one_nobody():
    publish_appeal(known_as="Everywhere", national=True, latitude=50.1, longitude=-5.5)
    publish_appeal(known_as="Lapsed", national=True, review_at=NOW - timedelta(minutes=1))
    publish_appeal(known_as="Draft", national=True, state="draft")
    follow("Lerwick")
    [mail] = digest().taken
    assert "Everywhere" in body(mail)
    assert "1 appeal near you" in body(mail)


def test_the_same_window_runs_once_and_a_later_one_tells_nothing_twice():
    publish_appeal()
    follow()
    assert plan() is not None
    assert plan() is None
    assert plan(now=NOW + timedelta(days=1)) is not None
    assert plan(Kind.WEEKLY) is not None
    carrier = Carrier()
    send(carrier, lambda: NOW + timedelta(days=1))
    send(carrier, lambda: NOW + timedelta(days=1))
    assert len(carrier.taken) == 1


def test_a_material_change_is_told_once_more_and_a_small_one_is_not():
    appeal = publish_appeal()
    follow()
    assert len(digest().taken) == 1
    revise(appeal, material=False)
    assert digest(NOW + timedelta(days=1)).taken == []
    revised = publish_appeal(known_as="Another")
    revise(revised, known_as="Another now")
    [mail] = digest(NOW + timedelta(days=2)).taken
    assert "Another now" in body(mail)
    assert digest(NOW + timedelta(days=3)).taken == []


def test_a_hero_who_moves_gets_what_is_near_the_new_place():
    publish_appeal(known_as="Northern")
    publish_appeal(known_as="Southern", latitude=50.12, longitude=-5.53)
    hero = follow("Inverness")
    assert "Northern" in body(digest().taken[0])
    there = follow("Penzance", state=HeroState.LEFT)
    change(hero, latitude=there.latitude, longitude=there.longitude, reach_box=there.reach_box)
    [mail] = digest(NOW + timedelta(days=1)).taken
    assert "Southern" in body(mail)
    assert "Northern" not in body(mail)


def test_withdrawn_between_planning_and_sending_it_is_in_no_mail():
    gone, stays = publish_appeal(known_as="Gone"), publish_appeal(known_as="Stays")
    only_gone = follow("Inverness")
    plan()
    end_appeal(gone.appeal_id)
    carrier = Carrier()
    send(carrier)
    assert "Gone" not in body(carrier.taken[0])
    assert "Stays" in body(carrier.taken[0])
    assert "1 appeal near you" in body(carrier.taken[0])
    assert stays.public_id in body(carrier.taken[0])
    assert states() == {only_gone.id: "sent"}


def test_a_photo_taken_back_half_way_is_in_no_later_mail():
    photo = PublicPhoto(key="p" * 20, alt="A portrait", width=800, height=800)
    appeal = publish_appeal(photos=(photo,))
    for number in range(3):
        follow(address=f"h{number}@example.org")
    plan()

    def take_back(recipient):
        from appeals.models import AppealPhoto, SiteEpoch

        if len(carrier.taken) == 1:
            with transaction() as session:
                session.add(
                    AppealPhoto(
                        appeal_id=appeal.appeal_id, key=photo.key, original=photo.key, position=1, alt="A portrait",
                        source="family", permission="yes", state="ready", uploaded_at=NOW, withdrawn_at=NOW,
                        uploaded_by=session.get_one(Appeal, appeal.appeal_id).created_by,
                    )
                )  # fmt: skip
                session.execute(update(SiteEpoch).values(value=SiteEpoch.value + 1))

    carrier = Carrier(after=take_back)
    send(carrier)
    assert [photo.key in body(mail, "html") for mail in carrier.taken] == [True, False, False]


def test_changed_between_planning_and_sending_the_newer_words_go_out_once():
    appeal = publish_appeal(known_as="Old words")
    follow()
    plan()
    revise(appeal, known_as="New words")
    carrier = Carrier()
    send(carrier)
    assert "New words" in body(carrier.taken[0])
    assert digest(NOW + timedelta(days=1)).taken == []


def test_a_newer_digest_that_overtook_an_older_one_is_not_said_again_by_it():
    appeal = publish_appeal(known_as="Old words")
    follow()
    plan()
    revise(appeal, known_as="New words")
    plan(now=NOW + timedelta(days=1))
    carrier = Carrier()
    send(carrier, lambda: NOW + timedelta(days=1))
    assert len(carrier.taken) == 1
    assert "New words" in body(carrier.taken[0])


def test_refused_it_ends_and_put_off_it_goes_again_after_a_pause():
    publish_appeal()
    refused, later, fine = (follow(address=f"{name}@example.org") for name in ("refused", "later", "fine"))
    plan()
    clock = Ticking()
    carrier = Carrier(
        answers={
            "refused@example.org": Outcome(verdict=Verdict.REFUSED, fault="rcpt-550"),
            "later@example.org": Outcome(verdict=Verdict.TRY_LATER, fault="rcpt-451"),
        }
    )
    send(carrier, clock)
    assert carrier.recipients == ["fine@example.org"]
    assert states() == {refused.id: "failed", later.id: "waiting", fine.id: "sent"}
    send(carrier, clock)
    assert len(carrier.taken) == 1, "its pause is not over"
    clock.move(minutes=31)
    carrier.answers.clear()
    send(carrier, clock)
    assert carrier.recipients == ["fine@example.org", "later@example.org"]
    with reading() as session:
        [run] = queries.runs(session)
        assert run.finished_at == clock()
        assert run.faults == {"rcpt-550": 1}
        assert run.counts == {"waiting": 0, "sent": 2, "dropped": 0, "failed": 1}
        assert queries.oldest_waiting(session) is None


def test_put_off_for_a_day_it_is_given_up_but_a_relay_out_of_reach_ends_nothing():
    publish_appeal()
    slow = follow(address="slow@example.org")
    plan()
    clock = Ticking()
    carrier = Carrier(answers={"slow@example.org": Outcome(verdict=Verdict.UNREACHABLE, fault="connect-refused")})
    for _ in range(60):
        send(carrier, clock)
        clock.move(hours=1)
    assert states() == {slow.id: "waiting"}
    carrier.answers["slow@example.org"] = Outcome(verdict=Verdict.TRY_LATER, fault="data-452")
    send(carrier, clock)
    assert states() == {slow.id: "failed"}


def test_when_the_relay_is_out_of_reach_the_rest_of_the_chunk_is_not_tried():
    publish_appeal()
    for number in range(5):
        follow(address=f"h{number}@example.org")
    plan()
    tried = []
    down = Outcome(verdict=Verdict.UNREACHABLE, fault="connect-refused")
    send(Carrier(answers={f"h{n}@example.org": down for n in range(5)}, before=tried.append))
    assert len(tried) == 1


def test_an_address_that_could_be_two_is_never_written_to():
    publish_appeal()
    bad = follow(address="a@example.org,b@example.org")
    carrier = digest()
    assert carrier.taken == []
    assert states() == {bad.id: "failed"}


def test_more_than_a_chunk_is_cut_into_chunks_and_each_hero_is_in_one():
    publish_appeal(known_as="One", risk="high")
    publish_appeal(known_as="Two", latitude=57.7)
    template = follow("Inverness", radius=10_000)
    with transaction() as session:
        columns = [c.name for c in Hero.__table__.columns if c.name not in ("id", "address_index", "radius")]
        listed = ", ".join(columns)
        session.connection().exec_driver_sql(
            f"insert into hero (id, address_index, radius, {listed}) select gen_random_uuid(), "
            f"int4send(n), (array[10000, 50000])[1 + mod(n, 2)], {listed} "
            f"from hero, generate_series(1, {BATCH + 99}) n"
        )
    assert template.radius == 10_000
    plan()
    with reading() as session:
        rows = session.execute(
            select(DigestDelivery.chunk_id, DigestDelivery.position, DigestDelivery.hero_id).order_by(
                DigestDelivery.chunk_id, DigestDelivery.position
            )
        ).all()
        fences = session.execute(select(DigestChunk.number, DigestChunk.fence)).all()
    assert len(rows) == BATCH + 100
    assert [position for _, position, _ in rows] == [*range(BATCH), *range(100)]
    assert sorted(fences) == [(0, 0), (1, 0)]


def test_heroes_with_the_same_appeals_stand_together():
    publish_appeal(known_as="One", radius=5000)
    publish_appeal(known_as="Two", latitude=57.7, radius=5000)
    wide = {follow("Inverness", 50_000).id for _ in range(4)}
    for _ in range(4):
        follow("Inverness", 10_000)
    plan()
    with reading() as session:
        order = session.scalars(select(DigestDelivery.hero_id).order_by(DigestDelivery.position)).all()
    assert [hero in wide for hero in order] in ([True] * 4 + [False] * 4, [False] * 4 + [True] * 4)


def test_killed_between_hand_over_and_marking_only_that_one_goes_again_under_the_same_message_id():
    publish_appeal()
    heroes = [follow(address=f"h{number}@example.org") for number in range(5)]
    run_id = plan()
    clock, carrier = Ticking(), Carrier()

    def kill(recipient):
        if len(carrier.taken) == 3:
            raise Killed

    carrier.after = kill
    with killed():
        send(carrier, clock)
    in_flight = carrier.taken[-1]
    carrier.after = lambda recipient: None
    send(carrier, clock)
    assert len(carrier.taken) == 3, "the dead worker's lease still holds"
    clock.move(seconds=LEASE.total_seconds() + 1)
    send(carrier, clock)
    assert sorted(carrier.recipients) == sorted([*(hero.address for hero in heroes), in_flight.recipient])
    twice = [mail for mail in carrier.taken if mail.recipient == in_flight.recipient]
    assert {message(mail)["Message-ID"] for mail in twice} == {
        message_id(run_id, next(hero.id for hero in heroes if hero.address == in_flight.recipient))
    }
    assert len({message(mail)["Message-ID"] for mail in carrier.taken}) == 5
    assert set(states().values()) == {"sent"}


def test_killed_before_the_hand_over_nobody_is_missed_and_nobody_gets_two():
    publish_appeal()
    heroes = [follow() for _ in range(5)]
    plan()
    clock, carrier = Ticking(), Carrier()

    def kill(recipient):
        if len(carrier.taken) == 2:
            raise Killed

    carrier.before = kill
    with killed():
        send(carrier, clock)
    clock.move(minutes=3)
    carrier.before = lambda recipient: None
    send(carrier, clock)
    assert sorted(carrier.recipients) == sorted(hero.address for hero in heroes)


def test_two_workers_on_one_chunk_the_fence_stops_the_slower_one():
    publish_appeal()
    heroes = [follow() for _ in range(6)]
    plan()
    clock, second = Ticking(), Carrier()

    def overtake(recipient):
        if len(first.taken) == 2:
            clock.move(minutes=2)
            send(second, clock, owner="second")

    first = Carrier(before=overtake)
    send(first, clock, owner="first")
    assert len(first.taken) == 3, "it stops at the first sign that the chunk is another's"
    assert len(second.taken) == 4
    assert {*first.recipients, *second.recipients} == {hero.address for hero in heroes}
    both = set(first.recipients) & set(second.recipients)
    assert len(both) == 1, "only what was in flight"
    assert set(states().values()) == {"sent"}


def test_a_worker_that_was_overtaken_does_not_write_its_outcome_over_the_other_ones():
    publish_appeal()
    hero = follow(address="robin@example.org")
    plan()
    clock, second = Ticking(), Carrier()

    def overtake(recipient):
        clock.move(minutes=2)
        send(second, clock, owner="second")

    refused = Outcome(verdict=Verdict.REFUSED, fault="rcpt-550")
    send(Carrier(before=overtake, answers={"robin@example.org": refused}), clock, owner="first")
    assert len(second.taken) == 1
    assert states() == {hero.id: "sent"}


def test_a_held_chunk_is_left_alone_and_a_done_one_too():
    publish_appeal()
    follow()
    plan()
    inner = Carrier()
    outer = Carrier(before=lambda recipient: send(inner))
    send(outer)
    send(inner)
    assert inner.taken == []
    assert len(outer.taken) == 1


def test_a_turn_that_takes_too_long_is_put_back_and_goes_on_later():
    publish_appeal()
    for _ in range(4):
        follow()
    plan()
    clock = Ticking()
    carrier = Carrier(before=lambda recipient: clock.move(seconds=80, minutes=2))
    send(carrier, clock)
    assert len(carrier.taken) == 2
    with reading() as session:
        assert session.scalars(select(DigestChunk.leased_until)).all() == [None]
    clock.move(hours=1)
    send(carrier, clock)
    clock.move(hours=1)
    send(carrier, clock)
    assert len(set(carrier.recipients)) == len(carrier.taken) == 4


def test_runs_that_are_due_are_planned_once():
    publish_appeal()
    daily, weekly = follow(), follow(frequency="weekly")
    due = NOW.replace(hour=6, minute=0)
    with reading() as session:
        assert not queries.is_planned(session, Kind.DAILY, due)
    assert len(workflow.plan_due(now=NOW)) == 2
    assert workflow.plan_due(now=NOW) == []
    assert {hero for hero, _, _ in owed()} == {daily.id, weekly.id}
    with reading() as session:
        assert session.scalars(select(DigestRun.finished_at).where(DigestRun.finished_at.is_(None))).all() != []
        assert queries.is_planned(session, Kind.DAILY, due)
        assert not queries.is_planned(session, Kind.DAILY, due + timedelta(days=1))
    assert len(workflow.plan_due(now=NOW + timedelta(days=1))) == 1


def test_H3_after_days_without_beat_a_hero_gets_one_digest_and_nothing_of_what_is_owed_is_lost():
    told = {publish_appeal(now=NOW + timedelta(hours=number)).appeal_id for number in range(LARGEST_DIGEST + 2)}
    follow()
    late = NOW + timedelta(days=5)
    workflow.plan_due(now=late)
    assert (deliveries(), len(owed())) == (1, LARGEST_DIGEST)
    workflow.plan_due(now=late + timedelta(days=1))
    assert (deliveries(), {appeal_id for _, appeal_id, _ in owed()}) == (2, told)


def deliveries():
    with reading() as session:
        return session.scalar(select(func.count()).select_from(DigestDelivery))


def test_a_planning_that_fails_leaves_nothing_and_is_done_again():
    appeal = publish_appeal()
    follow()
    with transaction() as session:
        session.add(DigestRun(kind="daily", window_start=NOW, made_at=NOW))
    with reading() as session:
        assert not queries.is_planned(session, Kind.DAILY, NOW)
    assert plan() is not None
    assert {appeal_id for _, appeal_id, _ in owed()} == {appeal.appeal_id}


def test_chunks_whose_worker_died_are_found_by_the_sweep():
    publish_appeal()
    follow()
    plan()
    clock = Ticking()

    def kill(recipient):
        raise Killed

    with reading() as session:
        assert list(queries.chunks_due(session, clock())) == chunks()
    with killed():
        workflow.send_chunk(chunks()[0], "dies", Carrier(before=kill), clock=clock, chance=Random(1))
    with reading() as session:
        assert queries.chunks_due(session, clock()) == []
        assert list(queries.chunks_due(session, clock() + timedelta(minutes=2))) == chunks()


def test_the_real_relay_takes_it_and_reads_what_was_written(relay):
    from outbox import smtp

    publish_appeal()
    follow(address="robin@example.org")
    plan()
    with smtp.connection() as carrier:
        send(carrier)
    [received] = relay.inbox
    assert received.sender == "digest@news.searchhero.example.org"
    assert received.recipient == received.message["To"] == "robin@example.org"
    assert "Morven Tulloch" in received.text
    assert "Morven Tulloch" in received.html


def test_a_hero_who_is_forgotten_takes_their_digests_along():
    publish_appeal()
    hero = follow()
    digest()
    change(hero, state="left", changed_at=NOW)
    workflow.forget(now=NOW + timedelta(days=22))
    assert hero_row(hero.id) is None
    assert owed() == set()


def test_an_address_that_no_key_opens_costs_its_own_mail_and_no_other(context):
    publish_appeal()
    follow(address="first@people.example.org")
    lost = follow(address="lost@people.example.org")
    follow(address="last@people.example.org")
    plan()
    with transaction() as session:
        session.execute(text("update hero set address = 'not a token' where id = :id"), {"id": lost.id})
    carrier = Carrier()
    send(carrier)
    assert sorted(carrier.recipients) == ["first@people.example.org", "last@people.example.org"]

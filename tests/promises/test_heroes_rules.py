"""H1 to H7, H9 and R2 for heroes: what the duty of care promises them, and the threats that are theirs."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from foundation.database import reading
from foundation.places.models import Place
from heroes import rules, workflow
from heroes.composers import links
from heroes.models import Hero
from heroes.rules import RADII, Choices, HeroState, Kind, RequestKind, may_mail, window_due
from outbox.models import OutboxMessage
from outbox.rules import Outcome, Verdict
from tests.appeals.factories import end_appeal, publish_appeal
from tests.heroes.factories import (
    NOW,
    Carrier,
    change,
    chunks,
    digest,
    follow,
    hero_row,
    owed,
    place_named,
    plan,
    send,
    states,
)
from tests.outbox.factories import deliver_everything

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def context(app):
    with app.test_request_context():
        yield


def choices(place="Kirkcaldy"):
    return Choices(place_id=place_named(place).id, radius=25_000, frequency="daily")


def ask(address="robin@example.org", kind=RequestKind.JOIN, now=NOW):
    """Ask and let the task answer; the hero's row, if there is one now."""
    request = workflow.ask(kind, address, choices() if kind is RequestKind.JOIN else None, now=now)
    workflow.answer(request, now=now)
    with reading() as session:
        return session.scalar(select(Hero).order_by(Hero.joined_at.desc()))


def mails():
    with reading() as session:
        return session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at)).all()


# H1


def test_H1_no_digest_goes_to_an_address_before_its_owner_pressed_the_button(context, client):
    publish_appeal(national=True)
    hero = ask()
    path = links.confirm_path(hero.id, 0)
    for _ in range(3):
        assert client.get(path).status_code == client.head(path).status_code == 200
    assert hero_row(hero.id).state == "unconfirmed"
    assert digest().taken == []
    assert client.post(path).status_code == 200
    assert digest(NOW + timedelta(days=1)).recipients == ["robin@example.org"]


def test_H1_the_confirm_link_works_for_48_hours(context):
    import time_machine

    hero = ask()
    with time_machine.travel(NOW, tick=False):
        token = links.confirm_path(hero.id, 0).rpartition("/")[2]
    with time_machine.travel(NOW + timedelta(hours=47), tick=False):
        assert links.read_confirm(token) is not None
    with time_machine.travel(NOW + timedelta(hours=49), tick=False):
        assert links.read_confirm(token) is None


def test_H1_an_unconfirmed_address_is_gone_after_seven_days_from_the_mail_about_it_too(context, relay):
    hero = ask()
    follow(address="stays@example.org")
    deliver_everything(NOW + timedelta(minutes=1))
    workflow.forget(now=NOW + timedelta(days=5))
    assert hero_row(hero.id) is not None
    workflow.forget(now=NOW + timedelta(days=7))
    assert hero_row(hero.id) is None
    assert [mail.recipient for mail in mails()] == [""]
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Hero)) == 1


# H2


@pytest.mark.parametrize("page", ["confirm", "choices", "leave"])
def test_H2_links_that_a_scanner_follows_change_nothing(client, page):
    hero = follow(state=HeroState.UNCONFIRMED if page == "confirm" else HeroState.FOLLOWING)
    path = {
        "confirm": links.confirm_path, "choices": links.choices_path, "leave": links.leave_path,
    }[page](hero.id, 0)  # fmt: skip
    for method in (client.get, client.head, client.options):
        method(path)
        method(path, query_string={"List-Unsubscribe": "One-Click", "saved": "yes"})
    assert hero_row(hero.id).state == hero.state


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_H2_one_click_unsubscribe_is_answered_at_once_without_cookie_login_or_redirect(app, kind):
    hero = follow()
    with app.test_client(use_cookies=False) as client:
        for _ in range(2):
            answer = client.post(
                links.leave_path(hero.id, 0), data={"List-Unsubscribe": "One-Click"}, content_type=kind
            )
            assert answer.status_code == 200
            assert "Set-Cookie" not in answer.headers
            assert "Location" not in answer.headers
        assert hero_row(hero.id).state == "left"
        gone = follow(state=HeroState.LEFT)
        change(gone, changed_at=NOW)
        workflow.forget(now=NOW + timedelta(days=30))
        assert client.post(links.leave_path(gone.id, 0), data={"List-Unsubscribe": "One-Click"}).status_code == 200


def test_H2_no_page_for_heroes_sets_a_cookie(client):
    hero = follow()
    paths = ["/heroes/join", "/heroes/link", "/heroes/check-your-mail", "/heroes/places.json?q=a"]
    paths += [links.choices_path(hero.id, 0), links.leave_path(hero.id, 0), links.confirm_path(hero.id, 0)]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "Set-Cookie" not in answer.headers, path


# H3


def test_H3_one_change_is_owed_once_whatever_runs_and_nobody_is_missed(context):
    heroes = {follow().id for _ in range(4)} | {follow(frequency="weekly").id for _ in range(3)}
    follow("Penzance")
    appeal = publish_appeal()
    for now in (NOW, NOW + timedelta(minutes=1), NOW + timedelta(days=1)):
        for kind in Kind:
            plan(kind, now)
    assert owed() == {(hero, appeal.appeal_id, 1) for hero in heroes}
    carrier = Carrier()
    for _ in range(3):
        send(carrier, lambda: NOW + timedelta(days=1))
    assert len(carrier.taken) == len(set(carrier.recipients)) == len(heroes)


def test_H3_a_repeat_carries_the_same_message_id_and_another_digest_another(context):
    publish_appeal()
    follow()
    plan()
    carrier = Carrier(answers={})
    hero = next(iter(states()))
    with reading() as session:
        address = session.get_one(Hero, hero).address
    carrier.answers[address] = Outcome(verdict=Verdict.TRY_LATER, fault="data-451")
    seen = []
    carrier.before = lambda recipient: seen.append(recipient)
    send(carrier)
    carrier.answers.clear()
    send(carrier, lambda: NOW + timedelta(hours=1))
    publish_appeal()
    send_second = digest(NOW + timedelta(days=1))
    ids = [
        message_from_bytes(m.content, policy=policy.default)["Message-ID"] for m in carrier.taken + send_second.taken
    ]
    assert len(seen) == 2
    assert len(set(ids)) == len(ids) == 2


# H4


def test_H4_an_empty_digest_is_never_sent_and_six_appeals_are_the_most(context):
    follow("Inverness")
    follow("Penzance")
    assert digest().taken == []
    assert states() == {}
    published = [publish_appeal(known_as=f"Person {n}.") for n in range(9)]
    [mail] = digest(NOW + timedelta(days=1)).taken
    text = message_from_bytes(mail.content, policy=policy.default).get_body(("plain",)).get_content()
    assert len(re.findall(r"^Person \d\.", text, re.MULTILINE)) == rules.LARGEST_DIGEST == 6
    assert "There are 3 more near you" in text
    assert re.search(r"^http://localhost/appeals\s*$", text, re.MULTILINE)
    for appeal in published:
        end_appeal(appeal.appeal_id)
    plan(now=NOW + timedelta(days=2))
    carrier = Carrier()
    send(carrier, lambda: NOW + timedelta(days=2))
    assert carrier.taken == []


def test_H4_a_planned_digest_that_became_empty_is_dropped(context):
    appeal = publish_appeal()
    hero = follow()
    plan()
    end_appeal(appeal.appeal_id)
    carrier = Carrier()
    send(carrier)
    assert carrier.taken == []
    assert states() == {hero.id: "dropped"}


# H5 and R2


def test_H5_leaving_beats_every_mail_that_was_not_handed_over(context, client):
    publish_appeal()
    heroes = {f"h{n}@example.org": follow(address=f"h{n}@example.org") for n in range(4)}
    plan()

    def leave_all(recipient):
        for address, hero in heroes.items():
            if address != recipient:
                assert client.post(links.leave_path(hero.id, 0)).status_code == 200

    carrier = Carrier(before=leave_all)
    send(carrier)
    assert len(carrier.taken) == 1
    assert sorted(states().values()) == ["dropped", "dropped", "dropped", "sent"]


def test_R2_an_appeal_withdrawn_during_a_half_sent_digest_is_in_no_later_mail(context):
    gone, stays = publish_appeal(known_as="Somebody Gone"), publish_appeal(known_as="Somebody Else")
    for _ in range(5):
        follow()
    plan()
    carrier = Carrier()
    carrier.after = lambda recipient: end_appeal(gone.appeal_id) if len(carrier.taken) == 2 else None
    send(carrier)
    assert [gone.public_id.encode() in mail.content.replace(b"=\r\n", b"") for mail in carrier.taken] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert all(stays.public_id.encode() in mail.content.replace(b"=\r\n", b"") for mail in carrier.taken)
    assert b"Somebody Gone" not in carrier.taken[-1].content


def test_R2_an_appeal_past_its_review_date_is_in_no_later_mail(context):
    publish_appeal(review_at=NOW + timedelta(minutes=5))
    follow()
    plan()
    carrier = Carrier()
    send(carrier, lambda: NOW + timedelta(minutes=6))
    assert carrier.taken == []


# H6


def test_H6_places_are_towns_and_radii_are_wide():
    assert min(RADII) >= 10_000
    columns = set(Hero.__table__.columns.keys())
    assert {"place_id", "latitude", "longitude"} < columns
    assert not columns & {"postcode", "street", "name", "phone"}
    hero = follow("Kirkcaldy")
    with reading() as session:
        place = session.get_one(Place, hero.place_id)
    assert (hero.latitude, hero.longitude) == (place.latitude, place.longitude)


def test_H6_after_leaving_the_address_is_gone_within_28_days(context):
    publish_appeal()
    hero, stays = follow(), follow()
    digest()
    workflow.leave(links.HeroLink(hero_id=hero.id, version=0), now=NOW)
    workflow.forget(now=NOW + timedelta(days=20))
    assert hero_row(hero.id) is not None
    workflow.forget(now=NOW + timedelta(days=27, hours=23))
    assert hero_row(hero.id) is None
    assert hero_row(stays.id) is not None
    assert {hero_id for hero_id, _, _ in owed()} == {stays.id}


# H7


def test_H7_nothing_in_a_digest_tells_who_opened_or_followed_it(context):
    publish_appeal()
    heroes = [follow() for _ in range(2)]
    bodies = []
    for mail, hero in zip(digest().taken, sorted(heroes, key=lambda hero: hero.id), strict=True):
        message = message_from_bytes(mail.content, policy=policy.default)
        links_found = set(re.findall(r"https?://[^\s\"<]+", message.get_body(("html",)).get_content()))
        assert all(link.startswith("http://localhost/") and "?" not in link for link in links_found)
        own = {link for link in links_found if "/heroes/" in link}
        assert len(own) == 2
        assert any(links.leave_path(hero.id, 0) in link for link in own)
        bodies.append(links_found - own)
    assert bodies[0] == bodies[1], "only the two links that act for the hero differ"


# H9 and threat 9


def test_H9_the_answer_and_its_work_are_the_same_for_every_address(client, app):
    follow(address="known@example.org")
    follow(address="left@example.org", state=HeroState.LEFT)
    answers = []
    for address in ("known@example.org", "left@example.org", "unknown@example.org"):
        for path in ("/heroes/join", "/heroes/link"):
            data = {"address": address, "place": "Perth", "radius": "10000", "frequency": "daily"}
            answer = client.post(path, data=data if path == "/heroes/join" else {"address": address})
            answers.append((path, answer.status_code, answer.data, dict(answer.headers)))
            assert mails() == [], "nothing is looked up or written while somebody waits"
        import redis

        redis.Redis.from_url(app.config["RATELIMIT_STORAGE_URI"].replace("valkey://", "redis://")).flushall()
    assert len({repr(answer) for answer in answers if answer[0] == "/heroes/join"}) == 1
    assert len({repr(answer) for answer in answers if answer[0] == "/heroes/link"}) == 1


def test_threat_9_one_mail_a_day_and_three_a_week_go_to_an_address_nobody_confirmed(context):
    days = [timedelta(hours=hours) for hours in (0, 1, 23, 25, 50, 75, 100, 150, 192)]
    for span in days:
        ask(now=NOW + span)
        ask("ROBIN@example.org", now=NOW + span)
        ask(kind=RequestKind.LINK, now=NOW + span)
    ask("somebody.else@example.org")
    sent = [mail.created_at - NOW for mail in mails() if mail.recipient.lower() == "robin@example.org"]
    assert sent == [timedelta(hours=hours) for hours in (0, 25, 50, 192)]


@given(st.lists(st.integers(0, 30 * 24 * 60), max_size=60))
def test_threat_9_no_order_of_asking_gets_more_mails_out(minutes):
    sent = []
    for minute in sorted(minutes):
        now = NOW + timedelta(minutes=minute)
        if may_mail(sent, now):
            sent.append(now)
    for start in sent:
        assert sum(start <= moment < start + timedelta(days=1) for moment in sent) <= 1
        assert sum(start <= moment < start + timedelta(days=7) for moment in sent) <= 3


def test_threat_39_one_recipient_and_the_envelope_is_the_header(context):
    publish_appeal()
    for _ in range(3):
        follow()
    for mail in digest().taken:
        message = message_from_bytes(mail.content, policy=policy.default)
        assert message.get_all("To") == [mail.recipient]
        assert not {"cc", "bcc"} & {name.lower() for name in message.keys()}  # noqa: SIM118


# When digests are due


@pytest.mark.parametrize(
    ("now", "last"),
    [
        ("2026-01-15T06:59:59", "2026-01-14T07:00"),
        ("2026-01-15T07:00:00", "2026-01-15T07:00"),
        ("2026-03-28T12:00:00", "2026-03-28T07:00"),
        ("2026-03-29T05:59:59", "2026-03-28T07:00"),
        ("2026-03-29T06:00:00", "2026-03-29T06:00"),
        ("2026-10-25T06:59:59", "2026-10-24T06:00"),
        ("2026-10-25T07:00:00", "2026-10-25T07:00"),
    ],
)
def test_daily_digests_are_due_at_seven_in_london_in_summer_and_in_winter(now, last):
    due = window_due(Kind.DAILY, datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert due == datetime.fromisoformat(last).replace(tzinfo=UTC)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1)), st.sampled_from(Kind))
def test_the_digest_that_is_due_is_the_last_one_and_was_due_at_seven_in_london(moment, kind):
    now = moment.replace(tzinfo=UTC)
    due = window_due(kind, now)
    there = due.astimezone(LONDON)
    step = timedelta(days=1 if kind is Kind.DAILY else 7)
    assert (there.hour, there.minute) == (7, 0)
    assert kind is Kind.DAILY or there.weekday() == 0
    assert due <= now < (there + step).astimezone(UTC)  # wall time: the clocks may change in between


@given(st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1)), st.integers(1, 6 * 24 * 60))
def test_every_window_is_the_one_that_is_due_for_who_looks_often_enough(moment, minutes):
    earlier = moment.replace(tzinfo=UTC)
    looks = (earlier + timedelta(minutes=at) for at in range(0, minutes + 24 * 60, 60))
    seen = sorted({window_due(Kind.DAILY, look).astimezone(LONDON).date() for look in looks})
    assert [(after - before).days for before, after in pairwise(seen)] == [1] * (len(seen) - 1)


def test_the_seed_of_a_pause_is_an_argument(context):
    publish_appeal()
    follow(address="slow@example.org")
    plan()
    later = Outcome(verdict=Verdict.TRY_LATER, fault="data-451")
    workflow.send_chunk(
        chunks()[0], "test", Carrier(answers={"slow@example.org": later}), clock=lambda: NOW, chance=Random(7)
    )
    assert list(states().values()) == ["waiting"]

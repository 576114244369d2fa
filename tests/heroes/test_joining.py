"""Joining, confirming, choosing and leaving, through the web as people do."""

import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from foundation import audit
from foundation.database import reading
from heroes import queries, workflow
from heroes.composers import links
from heroes.models import Hero, HeroRequest
from heroes.rules import HeroState, RequestKind
from tests.heroes.factories import NOW, change, follow, hero_row, place_named
from tests.outbox.factories import deliver_everything

LINK = re.compile(r"http://localhost(/heroes/\S+)")
JOIN = {"address": "robin@example.org", "place": "Kirkcaldy", "radius": "25000", "frequency": "daily"}


@pytest.fixture
def today():
    from foundation import clock

    return clock.now()


@pytest.fixture
def mailed(app, relay):
    """Let the tasks do their work; the mails that came of it."""

    def work(now=None):
        from foundation import clock

        moment = now or clock.now()
        with reading() as session:
            waiting = queries.unanswered(session, moment)
        with app.app_context():
            for request_id in waiting:
                workflow.answer(request_id, now=moment)
        deliver_everything(moment + timedelta(minutes=1))
        return relay.inbox

    return work


def heroes_named(state=None):
    with reading() as session:
        return session.scalars(select(Hero).where(Hero.state == state) if state else select(Hero)).all()


def joined(client, mailed, **fields):
    """From the form to the confirm link."""
    assert client.post("/heroes/join", data=JOIN | fields).status_code == 303
    return LINK.search(mailed()[-1].text)[1]


def test_the_whole_way_from_joining_to_leaving(client, mailed):
    answer = client.post("/heroes/join", data=JOIN)
    assert answer.headers["Location"] == "/heroes/check-your-mail"
    assert b"Now look into your e-mail" in client.get("/heroes/check-your-mail").data
    assert heroes_named() == []
    [mail] = mailed()
    assert mail.recipient == "robin@example.org"
    assert "Kirkcaldy, Fife" in mail.text
    path = LINK.search(mail.text)[1]
    assert path in mail.html
    [hero] = heroes_named("unconfirmed")
    assert b"Kirkcaldy, Fife" in client.get(path).data
    assert hero_row(hero.id).state == "unconfirmed"
    answer = client.post(path)
    assert b"You are a Search Hero" in answer.data
    assert hero_row(hero.id).state == "following"
    choices = re.search(rb'href="(/heroes/choices/[^"]+)"', answer.data)[1].decode()
    form = client.get(choices)
    assert b'value="Kirkcaldy, Fife"' in form.data
    assert b"robin@example.org" not in form.data, "a link may have been passed on"
    changed = client.post(choices, data={"place": "Perth", "radius": "100000", "frequency": "weekly"})
    assert changed.status_code == 303
    assert b"Saved" in client.get(changed.headers["Location"]).data
    row = hero_row(hero.id)
    assert (row.place_id, row.radius, row.frequency) == (place_named("Perth").id, 100_000, "weekly")
    leave = re.search(rb'href="(/heroes/leave/[^"]+)"', client.get(choices).data)[1].decode()
    assert b"Stop all e-mails?" in client.get(leave).data
    assert hero_row(hero.id).state == "following"
    assert b"Your e-mails have stopped" in client.post(leave).data
    assert hero_row(hero.id).state == "left"
    assert client.get(choices).status_code == 410
    with reading() as session:
        actions = session.scalars(select(audit.AuditEntry.action).order_by(audit.AuditEntry.seq)).all()
    assert actions == ["hero.confirmed", "hero.chose", "hero.left"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("address", "", "Enter your e-mail address"),
        ("address", "robin", "in the form name@example.org"),
        ("address", "robin@example", "in the form name@example.org"),
        ("address", "a@b.example, c@d.example", "in the form name@example.org"),
        ("address", "robin@example.org\r\nBcc: x@example.org", "in the form name@example.org"),
        ("address", "r" * 300 + "@example.org", "in the form name@example.org"),
        ("place", "", "Enter a town"),
        ("place", "Zzyzx", "We cannot find that place"),
        ("place", "KY1 1AA", "We cannot find that postcode"),
        ("place", "x" * 200, "shorter name"),
        ("radius", "1", "Choose how far"),
        ("radius", "", "Choose how far"),
        ("frequency", "hourly", "Choose how often"),
    ],
)
def test_a_slip_is_named_and_what_was_typed_is_kept(client, field, value, words):
    answer = client.post("/heroes/join", data=JOIN | {field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "<title>Error:" in answer.text
    kept = "Kirkcaldy" if field != "place" else "robin@example.org"
    assert f'value="{kept}"' in answer.text


def test_where_a_name_is_several_places_one_is_chosen_without_a_script(client, mailed):
    answer = client.post("/heroes/join", data=JOIN | {"place": "newport"})
    assert answer.status_code == 422
    wight = place_named("Newport, Isle of Wight")
    assert f'value="{wight.id}"' in answer.text
    assert 'value="robin@example.org"' in answer.text
    path = joined(client, mailed, place="newport", which=str(wight.id))
    assert "Newport, Isle of Wight" in client.get(path).text


def test_a_place_chosen_while_typing_counts_only_while_it_fits_the_words(client, mailed):
    wight, perth = place_named("Newport, Isle of Wight"), place_named("Perth")
    assert "Newport, Isle of Wight" in client.get(joined(client, mailed, place="Newport", place_id=str(wight.id))).text
    path = joined(client, mailed, address="b@example.org", place="Kirkcaldy", place_id=str(perth.id))
    assert "Kirkcaldy" in client.get(path).text
    for nonsense in ("99999999999999999999", "²"):
        assert client.post("/heroes/join", data=JOIN | {"place_id": nonsense}).status_code == 303


def test_the_typeahead_gives_places_and_breaks_on_nothing(client):
    found = client.get("/heroes/places.json?q=kirkc").get_json()
    assert found[0] == {"id": 2645298, "name": "Kirkcaldy", "area": "Fife"}
    for odd in ("", "q=", "q=%00", "q=%25", "q=" + "x" * 3000):
        assert client.get(f"/heroes/places.json?{odd}").get_json() == []


def test_an_international_domain_becomes_one_that_mail_can_carry(client, mailed):
    joined(client, mailed, address="Robin@Bücher.example")
    assert mailed()[-1].recipient == "Robin@xn--bcher-kva.example"


def test_joining_again_unconfirmed_takes_the_newer_choices(client, mailed, today):
    joined(client, mailed)
    with reading() as session:
        [request] = session.scalars(select(HeroRequest)).all()
    client.post("/heroes/join", data=JOIN | {"place": "Perth", "address": "ROBIN@example.org"})
    mailed(today + timedelta(days=1, hours=1))
    [hero] = heroes_named()
    assert hero.place_id == place_named("Perth").id
    assert request.address is None


def test_somebody_else_cannot_change_what_a_hero_follows_by_joining_again(client, mailed):
    hero = follow("Inverness", address="robin@example.org")
    client.post("/heroes/join", data=JOIN)
    [mail] = mailed()
    assert links.choices_path(hero.id, 0) in mail.text
    assert "Kirkcaldy" not in mail.text
    assert hero_row(hero.id).place_id == hero.place_id


def test_a_new_link_comes_to_those_who_follow_and_to_nobody_else(client, mailed):
    hero = follow(address="robin@example.org")
    follow(address="left@example.org", state=HeroState.LEFT)
    for address in ("robin@example.org", "left@example.org", "unknown@example.org"):
        answer = client.post("/heroes/link", data={"address": address})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/heroes/check-your-mail")
    [mail] = mailed()
    assert mail.recipient == "robin@example.org"
    assert links.choices_path(hero.id, 0) in mail.text


def test_who_left_and_comes_back_has_new_links_and_the_old_ones_have_ended(client, mailed):
    hero = follow(address="robin@example.org", state=HeroState.LEFT)
    path = joined(client, mailed)
    assert client.post(path).status_code == 200
    assert hero_row(hero.id).link_version == 1
    assert client.get(links.choices_path(hero.id, 0)).status_code == 410
    assert client.get(links.choices_path(hero.id, 1)).status_code == 200
    assert client.post(links.leave_path(hero.id, 0)).status_code == 200
    assert hero_row(hero.id).state == "following", "an old link ends nothing new"


def test_a_confirm_link_does_not_bring_back_who_left(client, mailed):
    path = joined(client, mailed)
    [hero] = heroes_named()
    client.post(path)
    client.post(links.leave_path(hero.id, 0))
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410
    assert hero_row(hero.id).state == "left"


@pytest.mark.parametrize("page", ["confirm", "choices", "leave"])
@pytest.mark.parametrize("token", ["x", "WyJhIiwwXQ.abc", "..", "%00", "a" * 2000])
def test_a_link_that_is_not_ours_opens_nothing(client, page, token):
    for method in (client.get, client.post):
        answer = method(f"/heroes/{page}/{token}")
        assert answer.status_code == 410
        assert "This link works no longer" in answer.text


def test_a_link_of_one_kind_does_not_open_another(client):
    hero = follow()
    leave = links.leave_path(hero.id, 0).rpartition("/")[2]
    choices = links.choices_path(hero.id, 0).rpartition("/")[2]
    assert client.get(f"/heroes/choices/{leave}").status_code == 410
    assert client.post(f"/heroes/leave/{choices}").status_code == 410
    assert client.post(f"/heroes/confirm/{leave}").status_code == 410


def test_too_many_requests_from_one_address_are_refused_with_a_page(client):
    answers = [client.post("/heroes/join", data=JOIN | {"address": f"a{n}@example.org"}).status_code for n in range(7)]
    assert answers == [303] * 5 + [429] * 2
    assert client.get("/heroes/join").status_code == 200


def test_a_request_whose_nudge_was_lost_is_found_by_the_sweep(client, today):
    client.post("/heroes/join", data=JOIN)
    with reading() as session:
        assert len(queries.unanswered(session, today + timedelta(seconds=30))) == 1
        assert queries.oldest_request(session) is not None


def test_answering_twice_mails_once(app, mailed):
    request_id = workflow.ask(RequestKind.LINK, "robin@example.org", None, now=NOW)
    follow(address="robin@example.org")
    with app.app_context():
        workflow.answer(request_id, now=NOW)
        workflow.answer(request_id, now=NOW)
    assert len(mailed(NOW)) == 1


def test_leaving_works_with_valkey_and_the_relay_down(environment):
    hero = follow()
    script = (
        "import sys\n"
        "from searchhero.web import create_app\n"
        "from foundation import background\n"
        "background.configure()\n"
        "answer = create_app().test_client().post(sys.argv[1], data={'List-Unsubscribe': 'One-Click'})\n"
        "print(answer.status_code)\n"
    )
    nobody = {"SEARCHHERO_VALKEY_URL": "redis://127.0.0.1:9/0", "SEARCHHERO_SMTP_URL": "smtp://127.0.0.1:9"}
    done = subprocess.run(
        [sys.executable, "-c", script, links.leave_path(hero.id, 0)],
        env={**os.environ, **nobody}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.split()[-1] == "200", done.stderr
    assert hero_row(hero.id).state == "left"


def test_the_sweep_forgets_requests_when_no_limit_needs_them(app, client):
    request_id = workflow.ask(RequestKind.LINK, "robin@example.org", None, now=NOW)
    with app.app_context():
        workflow.answer(request_id, now=NOW)
    workflow.forget(now=NOW + timedelta(days=7))
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(HeroRequest)) == 1
    workflow.forget(now=NOW + timedelta(days=9))
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(HeroRequest)) == 0


def test_staff_see_numbers_of_the_digests_and_nobody_else_does(client):
    assert client.get("/staff/digests").status_code in {302, 303, 401}
    change(follow(), state="left")

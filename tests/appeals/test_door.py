"""The quiet door, "I am this person" (rule R6): who may ask, what is kept, who reads it, and what nobody learns."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import select

from appeals import workflow
from appeals.models import Appeal, DoorReading, DoorRequest
from appeals.queries import door as asked
from appeals.rules import EndReason
from appeals.rules.door import UNOPENED, Ask, Lane
from appeals.tasks.door import door_unopened, tell_of_door
from appeals.workflow import door, purge
from foundation import clock
from foundation.audit.models import AuditEntry
from foundation.database import reading
from foundation.settings import settings
from outbox.models import OutboxMessage
from sightings.models import Forwarding, Sighting
from staff import queries
from staff.rules import Role
from tests.appeals.factories import make_desk, published_with_photo

WORDS = "I left because of somebody. Please take my picture down."
REACH = "Text 07700 900123, mornings"
LIST = "/staff/people-who-ask"


@pytest.fixture
def appeal(desk, now):
    return published_with_photo(desk, now)


@pytest.fixture
def path(appeal):
    return f"/appeals/{appeal.public_id}/is-this-you"


def key_of(client, path):
    return unescape(re.search(r'name="form_key"[^>]*value="([^"]+)"', client.get(path).text)[1])


def send(client, path, **form):
    return client.post(path, data={"form_key": key_of(client, path)} | form)


def requests():
    with reading() as session:
        return list(session.scalars(select(DoorRequest).order_by(DoorRequest.received_at)))


def letters(app):
    """What the duty managers were sent by now."""
    with app.app_context():
        tell_of_door()
    with reading() as session:
        return list(
            session.scalars(
                select(OutboxMessage).where(OutboxMessage.kind == "door").order_by(OutboxMessage.created_at)
            )
        )


def test_R6_the_door_says_who_listens_what_the_check_is_and_the_reference(client, appeal, path):
    page = client.get(path)
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"
    for said in ("not in trouble", "116 000", "safe and well", appeal.reference, "Ask for this to come down"):
        assert said in page.text
    assert "checked" not in page.text.partition('name="may_contact"')[2].partition(">")[0]
    assert appeal.known_as not in page.text


def test_R6_pressing_the_button_is_enough_and_it_is_kept(client, path):
    answer = send(client, path)
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)
    (row,) = requests()
    assert (row.words, row.reach, row.lane, row.answered_at) == ("", None, "normal", None)


def test_R6_a_way_to_reach_them_is_kept_only_if_they_say_that_it_may_be_used(client, path):
    send(client, path, words=WORDS, reach=REACH)
    send(client, path, words=WORDS, reach=REACH, may_contact="y")
    assert [row.reach for row in requests()] == [None, REACH]


def test_R6_what_they_typed_is_sealed_in_the_database(client, environment, path):
    send(client, path, words=WORDS, reach=REACH, may_contact="y")
    with psycopg.connect(environment["SEARCHHERO_DATABASE_OWNER_URL"]) as connection:
        ((words, reach),) = connection.execute("select words, reach from door_request").fetchall()
    assert b"picture" not in words
    assert b"07700" not in reach


def test_R6_the_same_form_twice_is_one_request_and_everybody_gets_the_same_page(client, path):
    before = re.sub(r'name="form_key"[^>]*>', "", client.get(path).text)
    key = key_of(client, path)
    answers = [client.post(path, data={"form_key": key, "words": words}).data for words in (WORDS, WORDS, "Other")]
    assert len(set(answers)) == 1
    assert send(client, path, words="Another form").data == answers[0]
    assert len(requests()) == 2
    assert re.sub(r'name="form_key"[^>]*>', "", client.get(path).text) == before


def test_R6_very_many_wait_in_the_slow_lane_and_none_is_refused_and_a_flood_is_one_letter(app, client, path):
    many = settings().sighting_client_per_hour + 2
    answers = {send(client, path).data for _ in range(many)}
    assert len(answers) == 1
    assert [row.lane for row in requests()].count("slow") == 2
    assert len(requests()) == many
    assert len({letter.subject_id for letter in letters(app)}) == 1


def test_R6_an_old_or_foreign_key_costs_one_more_press_and_nothing_is_said_to_be_kept(client, desk, now, path):
    other = published_with_photo(desk, now)
    foreign = key_of(client, f"/appeals/{other.public_id}/is-this-you")
    for key in ("", "forged", foreign):
        answer = client.post(path, data={"form_key": key, "words": WORDS})
        assert answer.status_code == 422
        assert WORDS in unescape(answer.text)
        assert "nothing was sent yet" in answer.text
    assert requests() == []


def test_R6_after_the_withdrawal_the_door_is_neutral_but_who_holds_the_form_is_still_heard(client, desk, appeal, path):
    key = key_of(client, path)
    workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.STAND_DOWN, now=clock.now())
    unknown = f"/appeals/{'0' * 20}/is-this-you"
    assert client.get(path).data == client.get(unknown).data
    assert client.post(path, data={"form_key": "x"}).data == client.post(unknown, data={"form_key": "x"}).data
    assert client.post(path, data={"form_key": key}).status_code == 200
    assert len(requests()) == 1


def test_R6_it_is_never_a_sighting_and_nothing_goes_to_the_police(app, client, signed_in, path):
    manager = signed_in(Role.DUTY_MANAGER, name="Lorne Baxter")
    send(client, path, words=WORDS, reach=REACH, may_contact="y")
    letters(app)
    with reading() as session:
        assert session.scalars(select(Sighting)).all() == []
        assert session.scalars(select(Forwarding)).all() == []
        mails = session.scalars(select(OutboxMessage)).all()
        duty = {each.email for each in queries.holding(session, Role.DUTY_MANAGER)}
    assert {mail.kind for mail in mails} == {"door"}
    assert {mail.recipient for mail in mails} == duty
    (row,) = requests()
    assert str(row.id) not in manager.get("/staff/sightings").text
    assert WORDS not in manager.get("/staff/sightings").text


def test_R6_the_duty_managers_hear_at_once_without_a_name_or_a_word_of_it(app, client, signed_in, appeal, path):
    signed_in(Role.DUTY_MANAGER)
    send(client, path, words=WORDS, reach=REACH, may_contact="y")
    found = letters(app)
    assert found
    assert {letter.lane for letter in found} == {"urgent"}
    for letter in found:
        whole = letter.subject + letter.text + letter.html
        assert f"{LIST}/{requests()[0].id}" in whole
        for told in (appeal.known_as, appeal.reference, appeal.force, WORDS, REACH, appeal.public_id):
            assert told not in whole


def test_R6_the_wall_is_red_at_once_for_duty_managers_and_editors_and_not_before(client, signed_in, path):
    people = [signed_in(role) for role in (Role.DUTY_MANAGER, Role.EDITOR, Role.TRIAGER)]
    title = "People who ask for their appeal to come down"
    assert [title in each.get("/staff/").text for each in people] == [False, False, False]
    send(client, path)
    assert [title in each.get("/staff/").text for each in people] == [True, True, False]


def test_R6_opening_is_by_post_by_name_and_audited_and_only_then_are_the_words_seen(client, signed_in, path):
    send(client, path, words=WORDS, reach=REACH, may_contact="y")
    (row,) = requests()
    editor, other = signed_in(Role.EDITOR), signed_in(Role.EDITOR)
    here = f"{LIST}/{row.id}"
    assert WORDS not in editor.get(LIST).text + editor.get(here).text
    editor.post_form(f"{here}/open", page=LIST)
    assert WORDS in editor.get(here).text
    assert REACH in editor.get(here).text
    assert WORDS not in other.get(here).text
    with reading() as session:
        (read,) = session.scalars(select(DoorReading)).all()
        actions = session.scalars(select(AuditEntry).where(AuditEntry.action == "door.opened")).all()
    assert read.staff_id == editor.person.id
    assert [entry.actor for entry in actions] == [f"staff:{editor.person.id}"]


def test_R6_one_button_takes_the_appeal_down_and_closes_the_request_by_name(client, signed_in, appeal, path):
    send(client, path)
    (row,) = requests()
    editor = signed_in(Role.EDITOR)
    editor.post_form(f"{LIST}/{row.id}/open", page=LIST)
    editor.post_form(f"{LIST}/{row.id}/take-down", page=f"{LIST}/{row.id}")
    assert client.get(f"/appeals/{appeal.public_id}").status_code == 410
    (row,) = requests()
    assert (row.answer, row.answered_by) == ("taken_down", editor.person.id)
    with reading() as session:
        assert session.get_one(Appeal, appeal.appeal_id).end_reason == "person_asks"
        assert asked.how_waiting(session) == (0, None)


def test_R6_it_is_closed_once_with_how_by_somebody_who_has_read_it(client, signed_in, path):
    send(client, path)
    (row,) = requests()
    manager, here = signed_in(Role.DUTY_MANAGER), f"{LIST}/{row.id}"
    manager.post_form(f"{here}/close", {"answer": "police"}, page=LIST)
    assert requests()[0].answer is None
    manager.post_form(f"{here}/open", page=LIST)
    assert manager.post_form(f"{here}/close", {}, page=here).status_code == 422
    manager.post_form(f"{here}/close", {"answer": "police"}, page=here)
    manager.post_form(f"{here}/close", {"answer": "not_them"}, page=LIST)
    (row,) = requests()
    assert (row.answer, row.answered_by) == ("police", manager.person.id)
    assert "Lorne" not in client.get(path).text


def test_R6_half_an_hour_unopened_is_an_alarm(app, appeal, now):
    with app.app_context():
        door.ask(appeal.appeal_id, uuid4().hex, Ask(), lane=lambda: Lane.NORMAL, now=now - UNOPENED)
    with reading() as session:
        assert door_unopened(session) == now - UNOPENED
    assert timedelta(minutes=30) == UNOPENED
    door.open_request(requests()[0].id, make_desk().manager, now=now)
    with reading() as session:
        assert door_unopened(session) is None


def test_R5_what_came_through_the_door_is_emptied_with_the_appeal_and_nothing_is_kept_after(client, desk, appeal, path):
    key = key_of(client, path)
    send(client, path, words=WORDS, reach=REACH, may_contact="y")
    workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.PERSON_ASKS, now=clock.now())
    assert purge.purge_appeal(appeal.appeal_id, now=clock.now())
    (row,) = requests()
    assert (row.words, row.reach) == ("", None)
    assert client.post(path, data={"form_key": key, "words": WORDS}).status_code == 410
    assert len(requests()) == 1

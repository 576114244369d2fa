"""The form of a report, from the first screen to the row."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from foundation import tokens
from foundation.tokens import Purpose
from tests.appeals.factories import end_appeal
from tests.sightings.factories import (
    CALM,
    code_in,
    form_key,
    jpeg,
    key_in,
    live_appeal,
    path_of,
    photos,
    send,
    sightings,
)  # fmt: skip


def test_a_report_is_kept_word_for_word_and_answered_with_a_receipt(client) -> None:
    words = "  She said “I’m fine”.\r\nThen: <b>walked</b> off & away 🚌  "
    answer = send(client, live_appeal(), what=words, place_words="Bus stop\nby the library", day="today")
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    [row] = sightings()
    assert row.what == "She said “I’m fine”.\nThen: <b>walked</b> off & away 🚌"
    assert (row.state, row.lane) == ("submitted", "normal")
    assert code_in(answer.text)
    assert "walked" not in answer.text
    assert "library" not in answer.text


def test_the_report_is_encrypted_where_it_lies(client, environment) -> None:
    import psycopg

    send(client, live_appeal(), contact_name="Ines Marr", police_may_contact="y", place_words="by the library")
    with psycopg.connect(environment["SEARCHHERO_DATABASE_OWNER_URL"]) as connection:
        row = connection.execute("select s::text from sighting s").fetchone()[0]
    for word in ("green coat", "Ines", "library"):
        assert word.encode().hex() not in row
        assert word not in row


def test_the_form_is_closed_for_an_unknown_and_for_a_withdrawn_appeal(client) -> None:
    gone = live_appeal()
    end_appeal(gone.appeal_id)
    unknown, withdrawn = client.get("/appeals/nobody/sighting"), client.get(path_of(gone))
    assert unknown.status_code == withdrawn.status_code == 410
    assert unknown.data == withdrawn.data
    assert client.get(path_of(gone) + "?step=form").status_code == 410


def test_a_report_is_still_taken_when_the_appeal_was_withdrawn_while_the_form_was_open(client) -> None:
    appeal = live_appeal()
    key = form_key(client, appeal)
    end_appeal(appeal.appeal_id)
    answer = send(client, appeal, form_key=key)
    assert answer.status_code == 201
    [row] = sightings()
    assert "case_ended" in row.flags


@pytest.mark.parametrize("key", ["", "forged", "WyJ4Il0.aaaa.bbbb"])
def test_a_key_that_is_not_ours_keeps_the_text_and_hands_out_a_fresh_one(client, key: str) -> None:
    appeal = live_appeal()
    answer = client.post(path_of(appeal), data={"form_key": key, "what": CALM, "place_words": "Harbour <pier>"})
    assert answer.status_code == 422
    assert "press Send once more" in answer.text
    assert CALM in answer.text
    assert "Harbour &lt;pier&gt;" in answer.text
    assert sightings() == []
    assert send(client, appeal, form_key=key_in(answer.text)).status_code == 201


def test_a_key_older_than_thirty_days_costs_one_more_press(client) -> None:
    appeal = live_appeal(review_at=datetime(2099, 1, 1, tzinfo=UTC))
    key = form_key(client, appeal)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=31)):
        answer = send(client, appeal, form_key=key)
        assert answer.status_code == 422
        assert CALM in answer.text
        assert send(client, appeal, form_key=key_in(answer.text)).status_code == 201


def test_a_key_of_another_appeal_or_of_another_purpose_does_not_open_this_form(client) -> None:
    one, other = live_appeal(), live_appeal()
    assert send(client, one, form_key=form_key(client, other)).status_code == 422
    assert send(client, one, form_key=tokens.sign(Purpose.HERO_LEAVE, str(one.appeal_id), "n")).status_code == 422
    assert send(client, one, form_key=tokens.sign(Purpose.SIGHTING_FORM, "no-uuid", "n")).status_code == 422
    assert send(client, one, form_key=tokens.sign(Purpose.SIGHTING_FORM, "1")).status_code == 422
    assert sightings() == []


def test_an_empty_report_is_asked_for_a_few_words_and_keeps_the_rest(client) -> None:
    answer = send(client, live_appeal(), what="  \n ", place_words="Harbour", photo=jpeg(), police_may_contact="y")
    assert answer.status_code == 422
    assert "A few words are enough" in answer.text
    assert "Harbour" in answer.text
    assert "choose your photo again" in answer.text
    assert sightings() == []


def test_ten_thousand_characters_are_taken_and_one_more_is_said_never_cut(client) -> None:
    appeal = live_appeal()
    long = "ä" * 9_999 + "z"
    assert send(client, appeal, what=long).status_code == 201
    assert sightings()[0].what == long
    answer = send(client, appeal, what=long + "!")
    assert answer.status_code == 422
    assert long + "!" in answer.text
    assert "send the rest as a second report" in answer.text


def test_controls_are_shown_and_direction_tricks_kept_for_the_desk_to_mark(client) -> None:
    send(client, live_appeal(), what="a\x00b\x1bc\u202edcba e\u0301")
    assert sightings()[0].what == "a␀b␛c\u202edcba é"


def test_every_place_is_kept_with_its_source_and_accuracy_and_the_senders_comes_first(client) -> None:
    send(
        client, live_appeal(), place_words="By the library", postcode="eh1 1bb", grid="NT 252 735",
        pin_latitude="55.95", pin_longitude="-3.19",
        device_latitude="57.1", device_longitude="-4.2", device_accuracy="35",
    )  # fmt: skip
    places = json.loads(sightings()[0].places)
    assert [place["source"] for place in places] == ["words", "grid", "pin", "postcode", "device"]
    grid, device = places[1], places[4]
    assert grid["text"] == "NT 252 735"
    assert (round(grid["latitude"], 2), round(grid["longitude"], 2), grid["accuracy_m"]) == (55.95, -3.2, 100)
    assert (device["latitude"], device["accuracy_m"]) == (57.1, 35)


def test_not_knowing_the_place_is_an_answer(client) -> None:
    send(client, live_appeal(), place_unknown="y")
    [place] = json.loads(sightings()[0].places)
    assert (place["source"], place["text"]) == ("words", "The sender does not know where it was.")


@pytest.mark.parametrize(
    "slip", [{"postcode": "not one"}, {"grid": "ZZ 99"}, {"pin_latitude": "nan", "pin_longitude": "1e999"}]
)
def test_a_slip_in_a_place_never_sends_the_report_back(client, slip: dict[str, str]) -> None:
    assert send(client, live_appeal(), **slip).status_code == 201
    kept = json.loads(sightings()[0].places)
    assert [place["text"] for place in kept] == [text for name, text in slip.items() if not name.startswith("pin")]


@time_machine.travel(datetime(2026, 7, 3, 12, 0, tzinfo=UTC))
@pytest.mark.parametrize(
    ("typed", "at", "words"),
    [
        ({"day": "today", "time_words": "about 9.30 am"}, datetime(2026, 7, 3, 8, 30, tzinfo=UTC), "about 9.30 am"),
        ({"day": "yesterday", "time_words": "15:05"}, datetime(2026, 7, 2, 14, 5, tzinfo=UTC), "15:05"),
        ({"day": "other", "date_day": "27", "date_month": "3", "time_words": "3pm"},
         datetime(2026, 3, 27, 15, tzinfo=UTC), "3pm"),
        ({"day": "other", "date_day": "27", "date_month": "12", "time_words": "noon"},
         datetime(2025, 12, 27, 12, tzinfo=UTC), "noon"),
        ({"day": "other", "date_day": "31", "date_month": "2", "date_year": ""}, None, "31/2"),
        ({"day": "other", "date_day": "", "date_month": "spring"}, None, "spring"),
        ({"day": "other", "date_day": "٣", "date_month": "²"}, None, "٣/2"),
        ({"day": "today", "time_words": "just before dark"}, None, "just before dark"),
        ({"day": "today", "time_words": "11pm"}, None, "11pm"),
        ({"day": "<none>", "time_words": "25:99"}, None, "25:99"),
        ({}, None, ""),
    ],
)  # fmt: skip
def test_a_time_is_kept_in_words_and_as_a_moment_only_where_it_is_one(client, typed, at, words: str) -> None:
    assert send(client, live_appeal(), **typed).status_code == 201
    [row] = sightings()
    assert row.seen_at == at
    assert words.replace("²", "2") in row.seen_when.replace("²", "2")


def test_contact_details_are_kept_only_with_a_consent_and_the_page_says_what_happened(client) -> None:
    appeal = live_appeal()
    both = {"contact_name": "Ines Marr", "contact_phone": "07700 900123", "contact_email": "ines@example.org"}
    without = send(client, appeal, **both)
    with_one = send(client, appeal, **both, charity_may_contact="y")
    dropped, kept = sightings()
    assert (dropped.contact_name, dropped.contact_phone, dropped.contact_email) == (None, None, None)
    assert "we have not kept them" in without.text
    assert (kept.contact_name, kept.police_may_contact, kept.charity_may_contact) == ("Ines Marr", False, True)
    assert "stay with the charity" in with_one.text


def test_a_photo_is_sealed_before_the_row_and_waits_to_be_cleaned(client) -> None:
    from foundation.images import store

    content = jpeg(place=(56.0, -3.0))
    send(client, live_appeal(), photo=content)
    [photo] = photos()
    assert photo.state == "waiting"
    assert store.read_sealed(photo.key) == content


@pytest.mark.parametrize(
    ("content", "fault"),
    [(b"%PDF-1.7 not a photo", "unknown_kind"), (b"", "empty"),
     (b"\xff\xd8\xff" + b"x" * (20 * 1024 * 1024), "too_large")],
)  # fmt: skip
def test_a_file_that_is_no_photo_costs_the_photo_and_not_the_report(client, content: bytes, fault: str) -> None:
    answer = send(client, live_appeal(), photo=content)
    assert answer.status_code == 201
    assert "photo could not be kept" in answer.text
    [row], [photo] = sightings(), photos()
    assert "photo_fault" in row.flags
    assert (photo.state, photo.fault) == ("broken", fault)


def test_words_of_danger_are_forwarded_in_the_same_commit_marked_as_not_reviewed(client) -> None:
    from sqlalchemy import select

    from foundation.database import reading
    from sightings.models import Forwarding

    answer = send(
        client, live_appeal(), what="He has a knife and is walking to the school", contact_phone="07700 900123"
    )
    assert "goes to the police team of this case at once" in answer.text
    [row] = sightings()
    assert (row.lane, row.state) == ("urgent", "forwarded")
    assert row.contact_phone == "07700 900123"
    with reading() as session:
        [forwarding] = session.scalars(select(Forwarding))
    assert forwarding.reviewed is False
    assert forwarding.sighting_id == row.id


def test_saying_on_the_first_screen_that_it_is_happening_makes_it_urgent(client) -> None:
    appeal = live_appeal()
    page = client.get(path_of(appeal) + "?step=form&now=yes").text
    assert 'name="happening" type="hidden" value="yes"' in page
    send(client, appeal, form_key=key_in(page), happening="yes")
    assert sightings()[0].lane == "urgent"

"""The rules of receiving a sighting (S), as the public side keeps them."""

import logging

import pytest
from limits import RateLimitItemPerHour

from foundation.settings import settings
from sightings.rules.places import GivenPlace, Source, best_point, in_trust
from sightings.rules.report import Limit, Step, lane_of, photo_fault, steps_of
from sightings.rules.states import DELIVERY_MOVES, MOVES, Delivery, Lane, State
from sightings.rules.words import Flag, flags_of
from tests.appeals.factories import end_appeal
from tests.sightings.factories import code_in, form_key, jpeg, live_appeal, path_of, send, sightings


def flags(text: str) -> frozenset[Flag]:
    return flags_of(text, known_as="Ms Ada Smith")


def test_S1_danger_comes_first_and_the_form_is_one_step_away_without_a_script(client) -> None:
    page = client.get(path_of(live_appeal())).text.partition("<main")[2]
    assert page.index("Is it happening now") < page.index("Call 999") < page.index("Continue to the form")
    for said in ("tel:999", "tel:18000", "text 999", "tel:101", "tel:116000", "follow them", "post it"):
        assert said in page
    assert "Morven" not in page


def test_S2_no_page_of_the_way_names_the_person_and_none_may_be_kept(client) -> None:
    appeal = live_appeal(known_as="Morven Tulloch")
    pages = [client.get(path_of(appeal)), client.get(f"{path_of(appeal)}?step=form"), send(client, appeal)]
    for page in pages:
        assert page.headers["Cache-Control"] == "no-store"
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert "Set-Cookie" not in page.headers
        assert "Morven" not in page.text


def test_S2_nothing_of_a_report_is_in_a_log_line_or_a_key_of_the_store(client, caplog, capfd, environment) -> None:
    import redis

    appeal = live_appeal()
    with caplog.at_level(logging.DEBUG):
        send(
            client, appeal, what="zebracrossing hurt", place_words="quaysidewords", contact_phone="07700 900777",
            police_may_contact="y", photo=jpeg(),
        )  # fmt: skip
    said = caplog.text + "".join(capfd.readouterr())
    store = redis.Redis.from_url(environment["SEARCHHERO_VALKEY_URL"])
    kept = b" ".join(store.keys()).decode()
    for word in ("zebracrossing", "quaysidewords", "900777", str(appeal.appeal_id), appeal.public_id):
        assert word not in kept
    for word in ("zebracrossing", "quaysidewords", "900777"):
        assert word not in said


def test_S3_a_limit_makes_slow_and_only_the_ceiling_refuses() -> None:
    assert lane_of(frozenset(), Limit.WITHIN) is Lane.NORMAL
    assert lane_of(frozenset(), Limit.OVER) is Lane.SLOW
    assert lane_of(frozenset({Flag.URGENT}), Limit.OVER) is Lane.URGENT


def test_S3_the_limit_is_spent_and_every_report_is_kept(client) -> None:
    appeal = live_appeal()
    for number in range(settings().sighting_client_per_hour + 2):
        assert send(client, appeal, what=f"Number {number}").status_code == 201
    lanes = [row.lane for row in sightings()]
    assert sorted(lanes) == ["normal"] * settings().sighting_client_per_hour + ["slow"] * 2
    assert RateLimitItemPerHour(settings().sighting_client_per_hour).get_expiry() == 3600


def test_S4_both_consents_are_off_at_first_and_the_page_says_what_goes_on(client) -> None:
    page = client.get(f"{path_of(live_appeal())}?step=form").text
    for name in ("police_may_contact", "charity_may_contact", "under_18"):
        field = page[page.index(f'id="{name}"') - 200 : page.index(f'id="{name}"') + 200]
        assert "checked" not in field
    assert "What exactly is passed on?" in page
    assert "If you type them and tick neither, we do not keep them." in page


def test_S5_the_senders_place_wins_and_all_are_kept() -> None:
    phone = GivenPlace(source=Source.DEVICE, latitude=57.0, longitude=-4.0, accuracy_m=5)
    photo = GivenPlace(source=Source.PHOTO, latitude=58.0, longitude=-5.0, accuracy_m=3)
    grid = GivenPlace(source=Source.GRID, text="NT 25 73", latitude=55.9, longitude=-3.2, accuracy_m=1000)
    words = GivenPlace(source=Source.WORDS, text="the pier")
    assert in_trust([photo, phone, grid, words]) == (words, grid, phone, photo)
    assert best_point([photo, phone, grid, words]) == grid
    assert best_point([photo, words, phone]) == phone
    assert best_point([words]) is None


def test_S6_only_four_kinds_of_photo_are_taken_whatever_they_are_called() -> None:
    assert photo_fault(jpeg()) is None
    assert photo_fault(b"\x00\x00\x00\x18ftypheic" + b"x" * 20) is None
    assert photo_fault(b"<svg xmlns='http://www.w3.org/2000/svg'/>") == "unknown_kind"
    assert photo_fault(b"GIF89a" + b"x" * 20) == "unknown_kind"


@pytest.mark.parametrize("fields", [{"under_18": "y"}, {"what": "That’s me. Please stop looking for me"}])
def test_S7_a_young_sender_and_the_person_themselves_get_the_supportive_words(client, fields: dict[str, str]) -> None:
    assert "Somebody is here for you" in send(client, live_appeal(), **fields).text
    assert {"minor", "self"} & set(sightings()[0].flags)


@pytest.mark.parametrize(
    "words",
    [
        "He is injured", "she was bleeding badly", "he’s not breathing", "had a KNIFE", "carrying a shotgun",
        "She said she wants to die", "standing on the wrong side of the railings", "self-harm marks",
        "a little girl walking with an older man", "A man was pulling the boy by his arm",
        "I found a body in the reeds", "a dead person", "It is happening now", "RIGHT NOW at the pier",
        "he is still here", "n\u200bow", "Not sure if he is hurt", "He took an overdose", "she is being followed",
    ],
)  # fmt: skip
def test_S8_words_of_danger_raise_the_report_to_the_urgent_lane(words: str) -> None:
    assert Flag.URGENT in flags(words)


@pytest.mark.parametrize(
    "words",
    [
        "It is not happening now", "it isn’t happening now", "nowhere near", "he is unknown to me",
        "by now he has gone",
        "every now and then", "I now know his name", "He did not have a knife", "no sign of injury", "not hurt",
        "without any weapon", "a dead end street", "I know her body language", "They are not here now",
        "In a green coat at the bus stop on Tuesday", "snow on the hills", "the Nowton road",
    ],
)  # fmt: skip
def test_S8_an_honest_no_is_not_an_alarm(words: str) -> None:
    assert Flag.URGENT not in flags(words)


def test_S9_who_seeks_gets_the_same_answer_as_everybody(client) -> None:
    appeal = live_appeal()
    seeker = send(client, appeal, what="I am her father. Where is she? Tell me where she is")
    other = send(client, appeal, what="She walked past the library")
    assert "seeker" in sightings()[0].flags
    assert "seeker" not in sightings()[1].flags
    assert seeker.text.replace(code_in(seeker.text), "") == other.text.replace(code_in(other.text), "")


def test_S10_no_state_is_the_end_of_a_report_but_the_one_after_the_police_had_it() -> None:
    assert {state for state, moves in MOVES.items() if not moves} == {State.CLOSED}
    assert MOVES[State.SET_ASIDE] == {State.CREDIBLE}
    assert set(MOVES) == set(State)
    assert set(DELIVERY_MOVES) == set(Delivery)


def test_S11_a_wrong_a_malformed_and_an_unknown_code_answer_with_the_same_bytes(client) -> None:
    send(client, live_appeal())
    codes = ["0000-0000-0000-0000", "", "abc", "'; drop table sighting; --", "é" * 300, "\x00"]
    answers = [client.post("/sightings/receipt", data={"code": code}) for code in codes]
    assert len({(answer.status_code, answer.data) for answer in answers}) == 1


def test_S11_codes_are_rate_limited(client) -> None:
    statuses = [client.post("/sightings/receipt", data={"code": "x"}).status_code for _ in range(12)]
    assert statuses[:10] == [404] * 10
    assert statuses[10:] == [429, 429]


def test_S11_set_aside_looks_like_reviewed() -> None:
    reviewed = steps_of(state="credible", looked_at=True, sent=False)
    assert steps_of(state="set_aside", looked_at=True, sent=False) == reviewed == {Step.RECEIVED, Step.REVIEWED}


def test_S12_the_same_form_again_gives_one_report_and_the_same_receipt(client) -> None:
    appeal = live_appeal()
    key = form_key(client, appeal)
    first = send(client, appeal, form_key=key)
    end_appeal(appeal.appeal_id)
    again = send(client, appeal, form_key=key)
    assert first.status_code == again.status_code == 201
    assert first.data == again.data
    assert len(sightings()) == 1

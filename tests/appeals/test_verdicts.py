"""Whether an answer shows somebody, told from its bytes alone."""

from dataclasses import replace

import pytest

from appeals.certificate.verdicts import marks, neutral_fault, shows, without_fault
from foundation.stranger import Answer
from tests.appeals.values import public_appeal


def answer(text: str) -> Answer:
    return Answer(status=200, headers=(), body=b"", content=text.encode())


def short(**changes):
    return public_appeal(**{"known_as": "Jo", "area": "Inverness, Highland", "photos": ()} | changes)


@pytest.mark.parametrize(
    "text",
    [
        '<a href="/appeals/1">Jo, 34</a>',
        "<title>Missing: Jo, Inverness, Highland</title>",
        '{"name":"Jo","age":34,"description":""}',
        '{"name": "JO", "age": 34}',
        "&lt;h2&gt;Jo&lt;/h2&gt; 34",
    ],
)
def test_R3_a_short_name_is_found_beside_the_age_or_the_area(text):
    assert shows(answer(text), marks(short()))


@pytest.mark.parametrize(
    "text", ["Jo, 345", "Joe, 34", "Banjo, 34", "Jo, 35", "34 Jo", "Jo likes Inverness, Highland", "<li>34</li>"]
)
def test_a_short_name_is_a_whole_word_and_never_found_by_itself(text):
    assert not shows(answer(text), marks(short()))


def test_a_short_name_of_letters_beyond_ascii_is_a_whole_word_too():
    assert shows(answer("<b>Łęg, 34</b>"), marks(short(known_as="Łęg")))
    assert not shows(answer("<b>Całęg, 34</b>"), marks(short(known_as="Łęg")))


@pytest.mark.parametrize("name", ["Will", "Grace", "Mark", "Dawn", "Christian"])
def test_a_name_that_is_a_word_of_our_own_pages_is_not_taken_for_the_person(name):
    mine = marks(short(known_as=name))
    assert not shows(answer(f"It {name.lower()} be gone. {name}ed. Bookmark it."), mine)
    assert shows(answer(f"<b>{name}</b>, 34"), mine)


@pytest.mark.parametrize("status", [401, 429, 500, 502, 503])
def test_R3_an_answer_that_all_the_house_gives_when_it_is_down_proves_nothing(status):
    down = replace(answer("Bad gateway"), status=status)
    assert neutral_fault(down, own=True, neutral=down, words=[]) == "status"
    assert without_fault(down, neutral=down, key="k" * 20) == "status"
    gone = replace(down, status=410)
    assert neutral_fault(gone, own=True, neutral=gone, words=[]) == without_fault(gone, neutral=gone, key="k") == ""
    assert neutral_fault(gone, own=True, neutral=down, words=[]) == "differs"


def test_a_short_name_that_another_live_appeal_says_is_not_looked_for():
    other = public_appeal(known_as="Jo Baxter", reference="OTHER/1")
    assert not shows(answer("Jo, 34"), marks(short(), [other]))
    assert shows(answer("Jo, 34"), marks(short(), [public_appeal(known_as="Joanna Baxter", reference="OTHER/1")]))
    assert shows(answer("about short()"), ["short"])

"""Costly work is made once for all who wait for it, by few threads, and nobody waits for ever."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from foundation.turns import CrowdedError, Turns

LONG = 20.0
"""Seconds that no test waits for unless it fails."""


class Work:
    """Begins, then waits to be let go."""

    def __init__(self) -> None:
        self.begun, self.go, self.times = Event(), Event(), 0

    def __call__(self) -> bytes:
        self.times += 1
        self.begun.set()
        assert self.go.wait(LONG)
        return b"drawn"


class Name:
    """A name that tells when it was found to be one that is being made."""

    def __init__(self) -> None:
        self.found = Event()

    def __hash__(self) -> int:
        return 7

    def __eq__(self, other: object) -> bool:
        """Asked by the dictionary of the name that it holds, about the one that it looks for."""
        if isinstance(other, Name):
            other.found.set()
        return isinstance(other, Name)


Ask = Callable[..., Future[bytes]]


@pytest.fixture
def ask() -> Iterator[Ask]:
    with ThreadPoolExecutor(8) as threads:
        yield threads.submit


def never() -> bytes:
    raise AssertionError("made a second time")


def broken() -> bytes:
    raise ValueError


def test_who_asks_for_what_is_being_made_gets_the_same_bytes(ask: Ask) -> None:
    turns, work = Turns(at_once=2, inside=3, patience=LONG), Work()
    first = ask(turns.take, Name(), work)
    assert work.begun.wait(LONG)
    names = [Name(), Name()]
    others = [ask(turns.take, name, never) for name in names]
    assert all(name.found.wait(LONG) for name in names)
    work.go.set()
    assert [each.result(LONG) for each in (first, *others)] == [b"drawn"] * 3
    assert work.times == 1


def test_no_more_than_its_number_is_made_at_once(ask: Ask) -> None:
    turns, works = Turns(at_once=2, inside=3, patience=0), [Work(), Work(), Work()]
    making = [ask(turns.take, number, work) for number, work in enumerate(works[:2])]
    assert all(work.begun.wait(LONG) for work in works[:2])
    with pytest.raises(CrowdedError):
        turns.take("third", works[2])
    for work in works:
        work.go.set()
    assert [each.result(LONG) for each in making] == [b"drawn"] * 2
    assert not works[2].begun.is_set()
    assert turns.take("third", works[2]) == b"drawn"


def test_who_waits_for_another_waits_no_longer_than_the_patience(ask: Ask) -> None:
    turns, work = Turns(at_once=2, inside=3, patience=0), Work()
    first = ask(turns.take, "same", work)
    assert work.begun.wait(LONG)
    with pytest.raises(CrowdedError):
        turns.take("same", never)
    work.go.set()
    assert first.result(LONG) == b"drawn"


def test_one_too_many_inside_is_told_at_once_and_not_after_the_patience(ask: Ask) -> None:
    turns, work = Turns(at_once=1, inside=2, patience=LONG), Work()
    first = ask(turns.take, Name(), work)
    assert work.begun.wait(LONG)
    waits = Name()
    second = ask(turns.take, waits, never)
    assert waits.found.wait(LONG)
    refused = ask(turns.take, "another", never)
    assert isinstance(refused.exception(LONG / 2), CrowdedError)
    work.go.set()
    assert [first.result(LONG), second.result(LONG)] == [b"drawn"] * 2


def test_what_fails_leaves_its_place_and_is_made_anew_the_next_time() -> None:
    turns = Turns(at_once=1, inside=1, patience=0)
    for _ in range(3):
        with pytest.raises(ValueError):
            turns.take("same", broken)
    assert turns.take("same", lambda: b"drawn") == b"drawn"
    assert turns.take("same", lambda: b"drawn anew") == b"drawn anew"

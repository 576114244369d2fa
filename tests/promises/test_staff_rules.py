"""Y2, F2, H2 and the threats at the staff door: facts in, decision out, and what the whole site must hold."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staff import factor, rules
from staff.rules import HOME, Refusal, SessionFacts, SessionState, safe_next, session_state
from tests.staff.factories import SECRET, code_at

NOW = datetime(2026, 3, 1, 12, 0, 15, tzinfo=UTC)
ORIGIN = "https://appeals.example.org"
ATTACKS = [
    "https://evil.example.net/staff/", "//evil.example.net", "///evil.example.net", "/\\evil.example.net",
    "\\\\evil.example.net", "/staff//evil.example.net", "/staff/../heroes/join", "/staff/..", "/staff\\..\\x",
    "/staff@evil.example.net", "/staffroom", "/staff.evil.example.net", "javascript:alert(1)",
    "/staff/\r\nSet-Cookie: a=b",
    "/staff/\t/evil", " /staff/", "/staff/ ", "/staff/%2e%2e/x", "/staff/?next=//evil.example.net", "/staff/#//evil",
    "/appeals", "", "staff", "/staff/sign-in", "/staff/sign-in?next=/staff/sign-in", "/staff/sign-out", "/staff/enrol",
    "/staff/second-factor", "/staff/\u2028", "/staff/é", "/staff/a\n",
]  # fmt: skip


@pytest.mark.parametrize("wanted", ATTACKS)
def test_threat_14_next_leads_nowhere_but_into_the_staff_rooms(wanted):
    assert safe_next(wanted) == HOME


@pytest.mark.parametrize(
    "wanted", ["/staff", "/staff/", "/staff/appeals", "/staff/people/1a-2b", "/staff/audit?actor=staff%3A1&check=yes"]
)
def test_threat_14_next_keeps_a_path_inside(wanted):
    assert safe_next(wanted) == wanted


@given(st.text(max_size=60) | st.text("/\\staff.:@?#%&= \t\n\x00", max_size=30).map(lambda tail: f"/staff{tail}"))
def test_threat_14_whatever_next_says_the_browser_stays_here(wanted):
    target = urlsplit(urljoin(f"{ORIGIN}/staff/sign-in", safe_next(wanted)))
    assert f"{target.scheme}://{target.netloc}" == ORIGIN
    assert target.path.startswith("/staff")
    assert ".." not in target.path


def facts(**changes):
    base = {
        "started_at": NOW, "seen_at": NOW, "ended": False, "epoch": 3, "account_epoch": 3, "suspended": False,
    }  # fmt: skip
    return SessionFacts(**(base | changes))


@pytest.mark.parametrize(
    ("changes", "after", "state"),
    [
        ({}, timedelta(hours=1, minutes=59), SessionState.LIVE),
        ({}, timedelta(hours=2), SessionState.IDLE),
        ({"seen_at": NOW + timedelta(hours=11)}, timedelta(hours=11, minutes=59), SessionState.LIVE),
        ({"seen_at": NOW + timedelta(hours=11)}, timedelta(hours=12), SessionState.OLD),
        ({"ended": True}, timedelta(0), SessionState.ENDED),
        ({"account_epoch": 4}, timedelta(0), SessionState.ENDED),
        ({"suspended": True}, timedelta(0), SessionState.ENDED),
    ],
)
def test_Y2_a_session_lives_two_idle_hours_and_twelve_in_all_and_ends_with_its_epoch(changes, after, state):
    assert session_state(facts(**changes), NOW + after) is state


def test_Y2_every_fault_of_a_password_is_named_at_once():
    assert rules.password_faults("ann@x.org", "Ann@x.org") == [Refusal.SHORT, Refusal.IS_EMAIL]
    assert rules.password_faults("a" * 201, "ann@x.org") == [Refusal.LONG]
    assert rules.password_faults("plum teapot harbour", "ann@x.org") == []
    assert rules.password_faults("ann.of.the.longname", "ann.of.the.longname@x.org") == [Refusal.IS_EMAIL]


def test_F2_nobody_approves_their_own_proposal():
    me = uuid4()
    assert not rules.may_approve(me, me)
    assert rules.may_approve(me, uuid4())


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_Y2_a_code_is_good_one_step_around_the_present_one(steps, fits):
    assert (factor.matching_step(SECRET, code_at(NOW, steps), 0, NOW) is not None) is fits


def test_Y2_the_codes_are_those_of_RFC_6238():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for moment, code in [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]:
        now = datetime.fromtimestamp(moment, UTC)
        assert factor.matching_step(secret, f"{code[:3]} {code[3:]}", 0, now) == moment // 30


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 90)), max_size=12))
def test_Y2_no_step_is_ever_taken_twice_and_none_earlier_than_the_last(tries):
    now, last, taken = NOW, 0, []
    for offset, pause in tries:
        now += timedelta(seconds=pause)
        step = factor.matching_step(SECRET, code_at(now, offset), last, now)
        if step is not None:
            taken.append(step)
            last = step
    assert taken == sorted(set(taken))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "\x00", "9" * 40])
def test_Y2_nonsense_is_no_code(code):
    assert factor.matching_step(SECRET, code, 0, NOW) is None

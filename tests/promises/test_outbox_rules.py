"""The rules of the duty of care that the outbox keeps."""

from datetime import timedelta
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from foundation import background
from foundation.background import Queue
from foundation.database import reading
from outbox import queries, tasks
from outbox.post import new_message_id
from outbox.rules import LEASE, MOVES, PATIENCE, Lane, Outcome, State, Verdict, after, pause, verdict_of
from tests.outbox.factories import NOW, change, deliver, deliver_everything, post_letter, row


def test_F3_what_goes_again_and_to_another_address_arrives_under_one_message_id(relay):
    item = new_message_id()
    for address in ("first@police.example", "first@police.example", "second@police.example"):
        post_letter(recipient=address, message_id=item, lane=Queue.URGENT)
    post_letter(recipient="noise@example.org")
    deliver_everything()
    police = [mail for mail in relay.inbox if mail.recipient.endswith("police.example")]
    assert len(police) == 3
    assert {mail.message["Message-ID"] for mail in police} == {item}


def test_Y6_every_lane_has_a_sweep_on_its_own_queue_and_an_alarm():
    assert tasks
    for lane in Lane:
        sweep = background.SWEEPS[f"outbox.sweep_{lane}"]
        assert sweep.queue == Queue(lane)
        assert sweep.every + LEASE < timedelta(minutes=1), "a killed worker's mail goes within a minute"
        assert background.WAITING[f"outbox.{lane}"].alarm <= timedelta(hours=2)


def test_Y6_the_row_is_the_promise_with_every_nudge_lost(relay, valkey):
    import redis

    ids = [post_letter(lane=lane) for lane in Queue]
    redis.Redis.from_url(valkey.url).flushall()
    deliver_everything()
    assert {row(message_id).state for message_id in ids} == {"sent"}


def test_Y6_a_mail_that_is_given_up_waits_for_a_person_until_one_has_looked():
    failed = post_letter(lane=Queue.URGENT)
    change(failed, state="failed", last_fault="rcpt-550")
    with reading() as session:
        assert [trouble.id for trouble in queries.troubled(session, NOW + timedelta(days=30))] == [failed]
        assert background.WAITING["outbox.failed"].oldest(session) == NOW


def test_Y4_what_is_kept_of_a_fault_has_no_word_of_the_remote(relay):
    message_id = post_letter(recipient="marion@example.org")
    relay.fail("rcpt", "550 5.1.1 <marion@example.org> unknown")
    deliver(message_id)
    assert row(message_id).last_fault == "rcpt-550"


def test_threat_28_no_state_is_a_dead_end_without_a_person():
    assert set(MOVES) == set(State)
    assert MOVES[State.WAITING] == {State.SENT, State.FAILED}
    assert State.WAITING in MOVES[State.FAILED]
    assert all(patience >= timedelta(hours=4) for patience in PATIENCE.values())


@given(st.integers(0, 999))
def test_threat_28_only_a_permanent_refusal_of_the_mail_itself_ends_it_early(code):
    outcome = Outcome(verdict=verdict_of(code))
    state = after(outcome, NOW, NOW + timedelta(seconds=1))
    ended = 500 <= code < 600 and code not in {530, 534, 535, 538}
    assert (state is State.FAILED) == ended
    assert (state is State.SENT) == (200 <= code < 300)


def test_threat_28_only_the_end_of_patience_gives_up_what_can_be_tried_later():
    for verdict in (Verdict.TRY_LATER, Verdict.UNREACHABLE):
        assert after(Outcome(verdict=verdict), NOW, NOW + timedelta(seconds=1)) is State.WAITING
        assert after(Outcome(verdict=verdict), NOW, NOW) is State.FAILED


class _Always(Random):
    def __init__(self, value: float) -> None:
        super().__init__()
        self.value = value

    def random(self) -> float:
        return self.value


def test_threat_28_pauses_grow_to_a_ceiling_and_differ():
    for lane in Lane:
        longest = [pause(lane, attempt, _Always(1.0)) for attempt in range(1, 40)]
        assert all(first <= second for first, second in pairwise(longest))
        assert longest[0] <= timedelta(seconds=15)
        assert timedelta(minutes=2) <= longest[-1] <= timedelta(minutes=31)
        assert all(pause(lane, attempt, _Always(0.0)) >= timedelta(seconds=5) for attempt in range(1, 40))
        chance = Random(7)
        assert len({pause(lane, 5, chance) for _ in range(50)}) == 50

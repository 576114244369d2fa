"""What is posted arrives, whatever the relay, the network and our own workers do."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Barrier, Thread

import pytest

from foundation.background import Queue
from outbox import queries, workflow
from outbox.rules import DELIVERED, LEASE, Lane, Verdict
from tests.outbox.factories import NOW, at, change, deliver, deliver_due, post_letter, row

UNSUBSCRIBE = "https://searchhero.example.org/heroes/leave/" + "x" * 180


def test_a_mail_arrives_as_text_and_html_with_headers_from_values(relay):
    message_id = post_letter(title="Zoë & co. 🦉", text="Grüß Gott,\nZoë\n", html="<p>Grüß <b>Gott</b></p>")
    assert deliver(message_id) == DELIVERED
    (mail,) = relay.inbox
    assert (mail.sender, mail.recipient) == ("appeals@searchhero.example.org", "robin@example.org")
    assert mail.message["From"] == "appeals@searchhero.example.org"
    assert mail.message["To"] == "robin@example.org"
    assert mail.message["Subject"] == "Zoë & co. 🦉"
    assert mail.message["Message-ID"] == row(message_id).message_id
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["Date"].datetime == NOW
    assert mail.message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.message.iter_parts()] == ["text/plain", "text/html"]
    assert mail.text.replace("\r\n", "\n") == "Grüß Gott,\nZoë\n"
    assert "<p>Grüß <b>Gott</b></p>" in mail.html
    assert mail.message["List-Unsubscribe"] is None
    assert mail.content.isascii()
    assert max(map(len, mail.content.splitlines())) <= 998
    assert row(message_id).state == "sent"


def test_one_click_unsubscribe_headers_are_whole(relay):
    deliver(post_letter(list_unsubscribe=UNSUBSCRIBE))
    (mail,) = relay.inbox
    assert f"List-Unsubscribe: <{UNSUBSCRIBE}>\r\n".encode() in mail.content
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_long_lines_arrive_whole(relay):
    words = "x" * 5000
    deliver(post_letter(text=f"{words}\n.\n..dots\n", title="T" * 300))
    (mail,) = relay.inbox
    assert mail.text.replace("\r\n", "\n") == f"{words}\n.\n..dots\n"
    assert mail.message["Subject"] == "T" * 300


def test_the_request_id_is_in_the_mail(relay):
    message_id = post_letter()
    change(message_id, request_id="0123abcd")
    deliver(message_id)
    assert relay.inbox[0].message["X-Request-Id"] == "0123abcd"


def test_a_mail_is_sent_once_however_often_it_is_nudged(relay):
    message_id = post_letter()
    assert [deliver(message_id) for _ in range(3)] == [DELIVERED, None, None]
    assert len(relay.inbox) == 1


def test_two_workers_with_the_same_nudge_send_once(relay):
    ids = [post_letter(recipient=f"hero{number}@example.org") for number in range(10)]
    barrier = Barrier(4)

    def work() -> None:
        barrier.wait()
        for message_id in ids:
            deliver(message_id)
        deliver_due()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(mail.recipient for mail in relay.inbox) == [f"hero{number}@example.org" for number in range(10)]


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "sent"])
def test_a_mail_that_is_put_off_goes_later_under_the_same_message_id(relay, step):
    message_id = post_letter()
    relay.fail(step, "451 4.3.0 try again")
    assert deliver(message_id).verdict is Verdict.TRY_LATER
    waiting = row(message_id)
    assert (waiting.state, waiting.attempts, waiting.lease) == ("waiting", 1, None)
    assert waiting.last_fault == f"{'data' if step == 'sent' else step}-451"
    assert waiting.next_attempt_at > NOW
    assert deliver(message_id) is None
    assert deliver(message_id, waiting.next_attempt_at) == DELIVERED
    assert {mail.message["Message-ID"] for mail in relay.inbox} == {waiting.message_id}


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_mail_that_is_refused_ends_at_once_and_staff_see_it(relay, step):
    message_id = post_letter()
    relay.fail(step, "550 5.1.1 no such user here")
    assert deliver(message_id).verdict is Verdict.REFUSED
    failed = row(message_id)
    assert (failed.state, failed.last_fault) == ("failed", f"{step}-550")
    assert deliver(message_id, NOW + timedelta(days=1)) is None
    from foundation.database import reading

    with reading() as session:
        (trouble,) = queries.troubled(session, NOW)
    assert (trouble.id, trouble.recipient, trouble.fault) == (message_id, "r…@example.org", f"{step}-550")
    assert relay.inbox == []


@pytest.mark.parametrize(
    ("step", "answer", "fault"),
    [
        ("connect", "421 4.3.2 busy", "connect-421"),
        ("connect", "554 5.3.2 not today", "connect-554"),
        ("connect", "drop", "connect-broken"),
        ("mail", "530 5.7.0 authentication required", "mail-530"),
        ("mail", "421 4.4.2 closing", "mail-421"),
        ("rcpt", "drop", "send-broken"),
        ("data", "drop", "send-broken"),
        ("sent", "drop", "send-broken"),
    ],
)
def test_trouble_with_the_connection_never_ends_a_mail(relay, step, answer, fault):
    message_id = post_letter()
    relay.fail(step, answer)
    outcome = deliver(message_id)
    assert (outcome.verdict, outcome.fault) == (Verdict.UNREACHABLE, fault)
    waiting = row(message_id)
    assert waiting.state == "waiting"
    assert deliver(message_id, waiting.next_attempt_at) == DELIVERED
    assert {mail.message["Message-ID"] for mail in relay.inbox} == {waiting.message_id}


def test_a_relay_that_was_down_gets_everything_when_it_is_back(relay):
    ids = [post_letter(lane=Queue.URGENT, recipient=f"team{number}@example.org") for number in range(12)]
    relay.down()
    moment = NOW
    for _ in range(20):
        moment += timedelta(seconds=5)
        assert deliver_due(Lane.URGENT, moment) <= 1
    assert {row(message_id).state for message_id in ids} == {"waiting"}
    relay.up()
    for _ in range(60):
        moment += timedelta(seconds=5)
        deliver_due(Lane.URGENT, moment)
    assert sorted(mail.recipient for mail in relay.inbox) == sorted(f"team{number}@example.org" for number in range(12))


def test_a_mail_is_tried_for_at_least_four_hours_and_then_shown(relay):
    relay.fail("rcpt", "450 4.2.0 greylisted", times=10_000)
    chance = Random(1)
    for lane in Queue:
        message_id = post_letter(lane=lane)
        moment, tries = NOW, 0
        while row(message_id).state == "waiting":
            moment = row(message_id).next_attempt_at
            assert workflow.deliver(message_id, now=at(moment), chance=chance) is not None
            tries += 1
        assert moment - NOW >= timedelta(hours=4)
        assert moment - NOW <= timedelta(hours=25)
        assert tries > 10
        assert row(message_id).last_fault == "rcpt-450"


def test_a_killed_workers_mail_is_swept_up_within_a_minute(relay):
    """The worker dies by -9 after the relay has taken the mail, before it could write that down."""
    message_id = post_letter(lane=Queue.URGENT, at=datetime.now(UTC))
    program = f"""
import os, signal
from random import Random
from uuid import UUID
from foundation import clock
from outbox import smtp, workflow
send = smtp.Relay.send
def send_and_die(self, mail):
    send(self, mail)
    os.kill(os.getpid(), signal.SIGKILL)
smtp.Relay.send = send_and_die
workflow.deliver(UUID("{message_id}"), now=clock.now, chance=Random(1))
"""
    killed = subprocess.run([sys.executable, "-c", program], check=False)
    assert killed.returncode == -9
    left = row(message_id)
    assert (left.state, left.attempts, len(relay.inbox)) == ("waiting", 1, 1)
    now = datetime.now(UTC)
    assert deliver_due(Lane.URGENT, now) == 0, "its lease still holds"
    assert left.leased_until <= now + timedelta(seconds=55)
    assert deliver_due(Lane.URGENT, left.leased_until) == 1
    assert row(message_id).state == "sent"
    assert [mail.message["Message-ID"] for mail in relay.inbox] == [left.message_id] * 2


def test_a_worker_that_lost_its_lease_writes_nothing(relay):
    message_id = post_letter()
    moments = iter([NOW, NOW, NOW + 2 * LEASE])  # it leases, looks whether the letter may still go, and settles

    def slow_clock() -> datetime:
        moment = next(moments)
        if moment > NOW:  # while it slept, another worker found the row and was told that it is refused
            relay.fail("rcpt", "550 5.1.1 gone")
            deliver(message_id, NOW + LEASE)
        return moment

    workflow.deliver(message_id, now=slow_clock, chance=Random(1))
    assert (row(message_id).state, row(message_id).last_fault) == ("failed", "rcpt-550")


def test_a_sweep_takes_its_own_lane_only_and_only_what_is_due(relay):
    post_letter(lane=Queue.BULK, recipient="bulk@example.org")
    post_letter(lane=Queue.DEFAULT, recipient="now@example.org")
    post_letter(lane=Queue.DEFAULT, recipient="later@example.org", at=NOW + timedelta(hours=1))
    leased = post_letter(lane=Queue.DEFAULT, recipient="leased@example.org")
    change(leased, leased_until=NOW + timedelta(seconds=30))
    assert deliver_due(Lane.DEFAULT) == 1
    assert [mail.recipient for mail in relay.inbox] == ["now@example.org"]


def test_a_refused_recipient_does_not_cost_the_next_ones_the_connection(relay):
    for number in range(6):
        post_letter(recipient=f"hero{number}@example.org", at=NOW - timedelta(seconds=10 - number))
    relay.fail("rcpt", "550 5.1.1 gone", only="hero2@example.org")
    relay.fail("rcpt", "452 4.2.2 full", only="hero3@example.org")
    assert deliver_due() == 6
    assert [mail.recipient[4] for mail in relay.inbox] == ["0", "1", "4", "5"]
    assert relay.connections == 1


def test_a_relay_that_ends_the_connection_after_some_mails_costs_nothing(relay):
    for number in range(6):
        post_letter(recipient=f"hero{number}@example.org", at=NOW - timedelta(seconds=10 - number))
    relay.fail("mail", "250 OK", times=0)
    post_letter(recipient="noise@example.org", lane=Queue.BULK)
    original = relay.take

    def take(step: str, recipient: str = "") -> str:
        if step == "mail" and len(relay.inbox) == 3 and relay.connections == 1:
            return "421 4.7.0 too many mails on this connection"
        return original(step, recipient)

    relay.take = take
    assert deliver_due() == 6
    assert len(relay.inbox) == 6
    assert relay.connections == 2


def test_a_row_with_an_injected_header_fails_and_the_worker_goes_on(relay):
    bad = post_letter(at=NOW - timedelta(minutes=1))
    change(bad, subject="Hello\r\nBcc: victim@example.org")
    post_letter(recipient="next@example.org")
    assert deliver_due() == 2
    assert (row(bad).state, row(bad).last_fault) == ("failed", "unsafe-header")
    assert [mail.recipient for mail in relay.inbox] == ["next@example.org"]


def test_a_row_that_cannot_be_read_any_more_fails_alone(relay):
    from sqlalchemy import text

    from foundation.database import reading, transaction

    unreadable = post_letter(at=NOW - timedelta(minutes=1))
    with transaction() as session:
        session.execute(text("update outbox_message set recipient = 'not ours'::bytea"))
    post_letter(recipient="next@example.org")
    assert deliver_due() == 2
    assert [mail.recipient for mail in relay.inbox] == ["next@example.org"]
    with reading() as session:
        (trouble,) = queries.troubled(session, NOW)
    assert (trouble.id, trouble.fault, trouble.recipient) == (unreadable, "unreadable", "…")


def test_long_waiting_mail_is_trouble_before_it_has_failed():
    from foundation.database import reading

    late = post_letter(lane=Queue.URGENT, at=NOW - timedelta(minutes=3))
    post_letter(lane=Queue.URGENT, at=NOW - timedelta(minutes=1))
    post_letter(lane=Queue.BULK, at=NOW - timedelta(minutes=90))
    seen = post_letter(at=NOW - timedelta(days=1))
    change(seen, state="failed", seen_at=NOW)
    unseen = post_letter(at=NOW - timedelta(days=1))
    change(unseen, state="failed")
    sent = post_letter(at=NOW - timedelta(days=1))
    change(sent, state="sent", sent_at=NOW)
    with reading() as session:
        assert [trouble.id for trouble in queries.troubled(session, NOW)] == [unseen, late]
        assert queries.how_troubled(session, NOW) == (2, NOW - timedelta(days=1))
        assert queries.oldest_waiting(session, Lane.URGENT) == NOW - timedelta(minutes=3)
        assert queries.oldest_waiting(session, Lane.DEFAULT) is None
        assert queries.oldest_unseen(session) == NOW - timedelta(days=1)


def test_words_and_addresses_of_old_mails_are_forgotten_and_their_ids_stay():
    old, recent, waiting = post_letter(), post_letter(at=NOW + timedelta(days=10)), post_letter()
    for message_id in (old, recent):
        change(message_id, state="sent", sent_at=NOW)
    change(recent, sent_at=NOW + timedelta(days=10))
    later = NOW + timedelta(days=22)
    assert workflow.forget(later) == 1
    assert workflow.forget(later) == 0
    gone = row(old)
    assert (gone.recipient, gone.subject, gone.text, gone.html, gone.forgotten_at) == ("", "", "", "", later)
    assert gone.message_id
    assert row(recent).recipient == row(waiting).recipient == "robin@example.org"

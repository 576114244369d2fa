from datetime import timedelta

import pytest
from jinja2 import DictLoader

from foundation import background
from foundation.background import Queue
from foundation.database import reading, transaction
from outbox.models import OutboxMessage
from outbox.post import compose, looked_at, new_message_id, post, try_again
from tests.outbox.factories import NOW, change, make_letter, post_letter, row


def test_a_letter_waits_from_the_commit_of_its_cause_on():
    message_id = post_letter(recipient="robin@example.org", title="A notice")
    message = row(message_id)
    assert (message.state, message.recipient, message.subject) == ("waiting", "robin@example.org", "A notice")
    assert message.next_attempt_at == NOW


def test_a_cause_that_fails_leaves_no_letter():
    def journey() -> None:
        with transaction() as session:
            post(session, make_letter(), at=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        journey()
    with reading() as session:
        assert session.query(OutboxMessage).count() == 0


def test_address_and_words_are_encrypted_at_rest():
    from sqlalchemy import text

    post_letter(recipient="robin@example.org", title="A notice", text="Hello.\n", html="<p>Hello.</p>")
    with reading() as session:
        stored = session.execute(text("select recipient, subject, text, html from outbox_message")).one()
    for value, plain in zip(stored, (b"robin", b"notice", b"Hello", b"Hello"), strict=True):
        assert plain not in bytes(value)


def test_bulk_mail_has_a_sender_of_its_own():
    assert row(post_letter(lane=Queue.BULK)).sender == "digest@news.searchhero.example.org"
    assert row(post_letter(lane=Queue.URGENT)).sender == "appeals@searchhero.example.org"


def test_message_ids_are_opaque_on_the_senders_domain_and_differ():
    first, second = row(post_letter()).message_id, row(post_letter()).message_id
    assert first != second
    assert first.startswith("<")
    assert first.endswith("@searchhero.example.org>")


def test_an_item_that_goes_again_and_to_a_second_address_keeps_its_message_id():
    item = new_message_id()
    sent = [post_letter(message_id=item, recipient=to) for to in ("a@example.org", "a@example.org", "b@example.org")]
    assert {row(message_id).message_id for message_id in sent} == {item}
    assert len(set(sent)) == 3


def test_the_request_id_goes_with_the_letter():
    token = background.request_id.set("abc123")
    try:
        assert row(post_letter()).request_id == "abc123"
    finally:
        background.request_id.reset(token)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"title": "Hello\r\nBcc: victim@example.org"}, "unsafe-header"),
        ({"title": "Hello\nthere"}, "unsafe-header"),
        ({"title": "Hello\x00"}, "unsafe-header"),
        ({"title": "Hello\u2028there"}, "unsafe-header"),
        ({"list_unsubscribe": "https://x.example/\r\nBcc: a@example.org"}, "unsafe-header"),
        ({"message_id": "<a@example.org>\r\nBcc: a@example.org"}, "unsafe-header"),
        ({"recipient": "a@example.org\r\nBcc: b@example.org"}, "unsafe-recipient"),
        ({"recipient": "a@example.org, b@example.org"}, "unsafe-recipient"),
        ({"recipient": "A <a@example.org>"}, "unsafe-recipient"),
        ({"recipient": "nobody"}, "unsafe-recipient"),
        ({"recipient": "jürgen@example.org"}, "unsafe-recipient"),
        ({"recipient": f"{'a' * 64}@{'b' * 200}.example.org"}, "unsafe-recipient"),
    ],
)
def test_a_letter_with_unsafe_headers_is_a_failed_one_and_its_cause_lives(fields, fault):
    message = row(post_letter(**fields))
    assert (message.state, message.last_fault) == ("failed", fault)
    with transaction() as session:
        assert not try_again(session, message.id, at=NOW)


def test_letters_that_have_no_utf8_do_not_cost_their_cause():
    message = row(post_letter(title="Half of a pair: \ud800", text="\ud800", html="\ud800"))
    assert (message.state, message.subject, message.text) == ("waiting", "Half of a pair: ?", "?")


def test_only_a_failed_letter_is_tried_again_and_then_with_full_patience():
    later = NOW + timedelta(days=3)
    failed, waiting, sent = post_letter(), post_letter(), post_letter()
    change(failed, state="failed", attempts=9, last_fault="rcpt-550", seen_at=NOW)
    change(sent, state="sent", sent_at=NOW)
    with transaction() as session:
        assert try_again(session, failed, at=later)
        assert not try_again(session, waiting, at=later)
        assert not try_again(session, sent, at=later)
    message = row(failed)
    assert (message.state, message.attempts, message.next_attempt_at, message.seen_at) == ("waiting", 0, later, None)
    assert message.give_up_at - later >= timedelta(hours=4)
    assert row(sent).state == "sent"


def test_a_failed_letter_is_looked_at_once():
    failed, waiting = post_letter(), post_letter()
    change(failed, state="failed")
    with transaction() as session:
        assert looked_at(session, failed, at=NOW)
        assert not looked_at(session, failed, at=NOW + timedelta(hours=1))
        assert not looked_at(session, waiting, at=NOW)
    assert row(failed).seen_at == NOW
    assert row(waiting).seen_at is None


def test_compose_gives_plain_text_and_html_with_its_styles_inlined(app):
    room = {
        "room/mail/hello.txt": "Hello {{ name }} & co.",
        "room/mail/hello.html": "<html><head><style>p {color: red}"
        " @media (prefers-color-scheme: dark) {p {color: white}}</style></head>"
        "<body><p>Hello {{ name }}</p></body></html>",
    }
    loader, app.jinja_env.loader = app.jinja_env.loader, DictLoader(room)
    try:
        with app.app_context():
            text, html = compose("room/hello", name="Zoë <b>")
    finally:
        app.jinja_env.loader = loader
    assert text == "Hello Zoë <b> & co.\n"
    assert '<p style="color: red' in html
    assert "Zoë &lt;b&gt;" in html
    assert "prefers-color-scheme" in html

"""Putting a mail into the outbox, in the transaction of its cause.

    text, html = compose("sightings/forwarding", reference=..., link=tokens.absolute(...))
    post(session, Letter(kind="forwarding", lane=Queue.URGENT, ..., message_id=forwarding.message_id), at=now)

What goes again, or to a second address, is posted again with the same ``message_id``: a row is one sending, the
Message-ID names the item (rule F3).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from functools import lru_cache
from uuid import UUID, uuid4

import structlog
from css_inline import CSSInliner
from flask import render_template
from sqlalchemy import update
from sqlalchemy.orm import Session

from foundation import tokens
from foundation.background import Queue, nudge, request_id
from foundation.languages import OWN, speaking
from foundation.settings import settings
from outbox.models import OutboxMessage
from outbox.rules import MOVES, PATIENCE, TAKEN_BACK, Lane, State, header_fault

log = structlog.get_logger()


StillWanted = Callable[[Session, str, datetime], bool]
_ONLY_WHILE: dict[str, StillWanted] = {}


def goes_only_while(kind: str) -> Callable[[StillWanted], StillWanted]:
    """Have a room asked at the moment of sending whether a letter of that kind may still go (threat 25).

    It gets a session that only reads, the id of the letter's cause, and now. No: the letter is taken back.
    """

    def decorate(still_wanted: StillWanted) -> StillWanted:
        _ONLY_WHILE[kind] = still_wanted
        return still_wanted

    return decorate


def still_wanted(session: Session, message: OutboxMessage, now: datetime) -> bool:
    """Whether the room that posted it still wants it to go."""
    asked = _ONLY_WHILE.get(message.kind)
    return asked is None or asked(session, message.subject_id, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail to one person. Nothing that the public typed may stand in ``title`` (it becomes a header)."""

    kind: str
    lane: Queue
    cause: tuple[str, object]
    """The row behind it: kind and id."""
    recipient: str
    title: str
    text: str
    html: str
    list_unsubscribe: str = ""
    message_id: str = ""
    """``new_message_id()``, kept by the caller, for an item that may go again; empty: one of its own."""


def compose(template: str, **values: object) -> tuple[str, str]:
    """The text and the HTML (styles inlined) of ``templates/<room>/mail/<name>.txt`` and ``.html``.

    ``template`` is "room/name". Needs an application context: there is one in every view and every task. In English,
    whatever language the page is in from which it goes: the staff and the police read it.
    """
    room, _, name = template.partition("/")
    with speaking(OWN):
        text = render_template(f"{room}/mail/{name}.txt", **values)
        html = render_template(f"{room}/mail/{name}.html", **values)
    return f"{text.strip()}\n", _inliner().inline(html)


def new_message_id() -> str:
    """A Message-ID (RFC 5322, section 3.6.4) that tells nothing, on the sender's domain."""
    domain = parseaddr(settings().mail_from)[1].rpartition("@")[2] or "localhost"
    return f"<{tokens.opaque()}@{domain}>"


def post(session: Session, letter: Letter, *, at: datetime) -> UUID:
    """Write the row; the sender is nudged after the commit.

    A letter whose headers are not safe never costs its cause: its row is a failed one from the start, staff see it,
    and nothing is sent (threat 16).
    """
    lane = Lane(letter.lane)
    sender = settings().bulk_sender if lane is Lane.BULK else settings().mail_from
    message_id = letter.message_id or new_message_id()
    fault = header_fault(
        recipient=letter.recipient, sender=sender, title=letter.title, extra=(letter.list_unsubscribe, message_id)
    )
    message = OutboxMessage(
        id=uuid4(),
        lane=lane,
        kind=letter.kind,
        subject_kind=letter.cause[0],
        subject_id=str(letter.cause[1]),
        recipient=_storable(letter.recipient),
        sender=sender,
        subject=_storable(letter.title),
        text=_storable(letter.text),
        html=_storable(letter.html),
        list_unsubscribe=letter.list_unsubscribe or None,
        message_id=message_id,
        request_id=request_id.get(),
        state=State.FAILED if fault else State.WAITING,
        last_fault=fault or None,
        created_at=at,
        next_attempt_at=at,
        give_up_at=at + PATIENCE[lane],
    )
    session.add(message)
    session.flush()
    if fault:
        log.error("mail_refused", message_id=str(message.id), kind=letter.kind, fault=fault)
    else:
        nudge(session, "outbox.deliver", str(message.id), queue=letter.lane)
    return message.id


def try_again(session: Session, message_id: UUID, *, at: datetime) -> bool:
    """Let a failed mail go once more, with a full allowance of attempts; False when it is not a failed one.

    One whose headers are not safe, or whose words are forgotten, stays as it is.
    """
    message = session.get(OutboxMessage, message_id, with_for_update=True)
    if message is None or State.WAITING not in MOVES[State(message.state)]:
        return False
    if message.forgotten_at is not None or (message.last_fault or "").startswith(("unsafe", TAKEN_BACK)):
        return False
    message.state, message.attempts, message.seen_at = State.WAITING, 0, None
    message.next_attempt_at, message.give_up_at = at, at + PATIENCE[Lane(message.lane)]
    nudge(session, "outbox.deliver", str(message.id), queue=Queue(message.lane))
    return True


def looked_at(session: Session, message_id: UUID, *, at: datetime) -> bool:
    """Note that a person looked at a failed mail; False when it is not a failed one that nobody had looked at."""
    found = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.state == State.FAILED, OutboxMessage.seen_at.is_(None))
        .values(seen_at=at)
        .returning(OutboxMessage.id)
    )
    return found.scalar_one_or_none() is not None


def _storable(words: str) -> str:
    """Half a surrogate pair has no UTF-8: one such letter must not cost the cause its row."""
    return words.encode(errors="replace").decode()


def forget(session: Session, cause: tuple[str, object], *, at: datetime) -> None:
    """Empty the address and the words of one cause's ended mails before their time, when its person is forgotten."""
    kind, subject_id = cause
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.subject_kind == kind,
            OutboxMessage.subject_id == str(subject_id),
            OutboxMessage.state != State.WAITING,
            OutboxMessage.forgotten_at.is_(None),
        )
        .values(recipient="", subject="", text="", html="", list_unsubscribe=None, forgotten_at=at)
    )


@lru_cache(maxsize=1)
def _inliner() -> CSSInliner:
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)

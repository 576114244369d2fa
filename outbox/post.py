"""Putting a mail into the outbox, in the transaction of its cause."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from foundation.background import Queue


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
    """Given for a letter that goes again: the same as before."""


def compose(template: str, **values: object) -> tuple[str, str]:
    """The text and the HTML (styles inlined) of ``templates/<room>/mail/<name>.txt`` and ``.html``, for ``template`` "room/name"."""
    raise NotImplementedError


def post(session: Session, letter: Letter, *, at: datetime) -> UUID:
    """Write the row; the sender is nudged after the commit."""
    raise NotImplementedError

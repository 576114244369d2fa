"""A public answer says that its bytes may be kept; what changed the public side says that they are kept no longer.

``searchhero.kept`` keeps them before Flask. Who answers marks, who writes forgets, and neither knows the keeper.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

from flask import Request, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foundation.database.session import after_commit

CHANNEL = "site_epoch"
"""Of PostgreSQL's NOTIFY: an empty word that the site epoch was raised."""
MARK = "searchhero.kept"
"""Where in the WSGI environment the mark of an answer is."""
_forgotten = 0
_LET_GO: list[Callable[[], None]] = []


@dataclass(frozen=True, slots=True)
class Mark:
    """What the keeper needs besides the bytes that were sent."""

    response: Response
    endpoint: str
    is_kept: bool
    """False: give it as any other, by ETag and coded, and make it anew the next time."""


def mark(request: Request, response: Response, *, query: tuple[str, ...] = ()) -> bool:
    """Let ``response`` be kept under the address of ``request``; whether it will be.

    ``query`` names the parameters that the caller has read and whose values it knows. With any other one, or written in
    another way than ours, the answer is not kept: addresses that somebody makes up must not push out the real ones.
    """
    raw = request.query_string.decode("latin-1")
    given = parse_qsl(raw, keep_blank_values=True)
    ours = "&".join(f"{name}={quote(value)}" for name, value in given)
    known = len(given) <= len(query) and {name for name, _ in given} <= set(query) and raw == ours
    environ: dict[str, Any] = request.environ
    environ[MARK] = Mark(response, request.endpoint or "none", known)
    return known


def tell(session: Session) -> None:
    """What is public has changed: with the commit every process hears of it, and this one has forgotten already."""
    session.execute(select(func.pg_notify(CHANNEL, "")))
    after_commit(session, forget)


def forget() -> None:
    """What this process has kept until now is not given any more."""
    global _forgotten
    _forgotten += 1


def holds(let_go: Callable[[], None]) -> None:
    """This process holds words of appeals: ``let_go`` is called once what is public has changed, asked for or not."""
    _LET_GO.append(let_go)


def let_go() -> None:
    """What is public has changed, as whoever watches the epoch has seen."""
    for each in _LET_GO:
        each()


def forgotten() -> int:
    """How often this process was told to forget."""
    return _forgotten

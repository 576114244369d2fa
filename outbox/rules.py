"""States and decisions of a mail that must arrive. Standard library only: facts in, decision out.

The Message-ID names the item, a row is one sending of it: what goes again, to the same address or to another one, is
a new row under the same Message-ID, so that each sending keeps its own times and faults, and the receiver has one item.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random


class State(StrEnum):
    """Where one sending stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    """Given up: a person of the staff sees it until they have looked, or have it tried again."""


class Lane(StrEnum):
    """Named as the queues are: bulk mail never delays urgent mail."""

    URGENT = "urgent"
    DEFAULT = "default"
    BULK = "bulk"


MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.SENT, State.FAILED}),
    State.SENT: frozenset(),
    State.FAILED: frozenset({State.WAITING}),
}


class Verdict(StrEnum):
    """What became of one attempt to hand a mail to the relay."""

    DELIVERED = "delivered"
    """The relay answered for it (RFC 5321, section 4.2.5)."""
    TRY_LATER = "try-later"
    """The relay put this mail off: 4xx."""
    REFUSED = "refused"
    """The relay will never take this mail: 5xx."""
    TAKEN_BACK = "taken-back"
    """The room that posted it does not want it to go any more: nobody has to look at it."""
    UNREACHABLE = "unreachable"
    """The connection, its certificate or the sign-in is at fault, not this mail: every other one fares the same."""


TAKEN_BACK = "taken-back"
"""The fault of a mail that was not wanted any more when its turn came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A verdict with its fault: an SMTP code with its step, or the kind of network fault; empty when delivered."""

    verdict: Verdict
    fault: str = ""


DELIVERED = Outcome(verdict=Verdict.DELIVERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message for one recipient. The addresses are the envelope's and equal the headers' (threat 39)."""

    sender: str
    recipient: str
    content: bytes
    """RFC 5322, lines ended by CR LF."""


LEASE = timedelta(seconds=50)
"""How long one attempt may take. With a sweep's pause on top, a row whose worker was killed goes within a minute."""
PATIENCE = {Lane.URGENT: timedelta(hours=12), Lane.DEFAULT: timedelta(hours=24), Lane.BULK: timedelta(hours=24)}
"""How long a mail is tried before it is given up."""
LONG_WAIT = {Lane.URGENT: timedelta(minutes=2), Lane.DEFAULT: timedelta(minutes=15), Lane.BULK: timedelta(hours=2)}
"""How long a mail may wait before staff are told."""
KEPT = timedelta(days=21)
"""How long the words and the address of an ended mail are kept (rule H6: after leaving, gone within 28 days)."""

_FLOOR = timedelta(seconds=5)
_CEILING = {Lane.URGENT: timedelta(minutes=2), Lane.DEFAULT: timedelta(minutes=15), Lane.BULK: timedelta(minutes=30)}
_SIGN_IN = frozenset({454, 530, 534, 535, 538})
"""RFC 4954: the relay wants another sign-in. That is our settings' fault and not the mail's."""
_ADDRESS = re.compile(r"[!#-'*+\-./0-9=?A-Z^-~]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?", re.ASCII)


def verdict_of(code: int) -> Verdict:
    """What an SMTP reply code says about one mail; 421 and the codes of the sign-in speak of the connection."""
    if code == 421 or code in _SIGN_IN:
        return Verdict.UNREACHABLE
    if 200 <= code < 300:
        return Verdict.DELIVERED
    return Verdict.REFUSED if 500 <= code < 600 else Verdict.TRY_LATER


def pause(lane: Lane, attempt: int, chance: Random) -> timedelta:
    """How long to wait after the ``attempt``-th fault (from 1): five seconds and a random part of a ceiling that
    doubles each time ("full jitter"), so that a relay that comes back does not meet everybody in the same second.
    """
    ceiling = min(_CEILING[lane], (1 << min(attempt, 16)) * _FLOOR)
    return _FLOOR + chance.random() * ceiling


def after(outcome: Outcome, now: datetime, give_up_at: datetime) -> State:
    """Where an attempt that ended at ``now`` leaves the row."""
    if outcome.verdict is Verdict.DELIVERED:
        return State.SENT
    if outcome.verdict in {Verdict.REFUSED, Verdict.TAKEN_BACK} or now >= give_up_at:
        return State.FAILED
    return State.WAITING


def header_fault(*, recipient: str, sender: str, title: str, extra: tuple[str, ...] = ()) -> str:
    """Why these values may not become headers, as a code; empty when they may.

    A line break or another control character in a header could add headers or recipients of its own
    (RFC 5322, section 2.2), and an address with a comma or a bracket could be two.
    """
    if not _ADDRESS.fullmatch(recipient) or len(recipient) > 254:
        return "unsafe-recipient"
    if any(_has_control(value) for value in (title, sender, *extra)):
        return "unsafe-header"
    return ""


def _has_control(value: str) -> bool:
    return any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in value)


def masked(address: str) -> str:
    """An address as staff see it in a list: ``m…@example.org``."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"

"""Roles, passwords, sessions and where a sign-in may lead. Standard library only: facts in, decision out."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

IDLE = timedelta(hours=2)
"""A session that was not used for so long has ended."""
LONGEST_SESSION = timedelta(hours=12)
"""However busy: one working day, then the password and the factor again."""
PASSWORD_GOOD_FOR = timedelta(minutes=10)
"""Between the password and the second factor."""
START_PASSWORD_GOOD_FOR = timedelta(days=7)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
LOWEST_RANK = 9
HOME = "/staff/"


class Role(StrEnum):
    """What somebody of the staff may do; one person may hold several."""

    EDITOR = "editor"
    APPROVER = "approver"
    TRIAGER = "triager"
    DUTY_MANAGER = "duty_manager"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


DUTY_ROLES = frozenset({Role.TRIAGER, Role.DUTY_MANAGER})
"""Who can be on duty: alerted of urgent reports."""


GRAVE_ROLES = frozenset(Role) - {Role.AUDITOR}
"""An administrator alone cannot make a second self of these: publishing takes one who writes and one who approves, and
an administrator may be either.
"""


class PartnerKind(StrEnum):
    """What sort of organisation a partner is: a briefing can go to all of a kind."""

    LIBRARY = "library"
    SHELTER = "shelter"
    TRANSPORT = "transport"
    HEALTH = "health"
    OTHER = "other"


class Refusal(StrEnum):
    """Why a step was not taken. The words are in ``staff.words``."""

    WRONG = "wrong"
    """Unknown, suspended or mistaken: one answer for all of them."""
    TOO_MANY = "too_many"
    TOO_LATE = "too_late"
    """The password was given too long ago, or has changed since."""
    SAME_PERSON = "same_person"
    """Needs somebody else: oneself cannot approve one's proposal, nor change one's own rights."""
    TAKEN = "taken"
    GONE = "gone"
    """Already done, retired or unknown."""
    SUSPENDED = "suspended"
    RUN_OUT = "run_out"
    """Put forward too long ago, or by somebody who may not any more."""
    SHORT = "short"
    LONG = "long"
    IS_EMAIL = "is_email"
    SAME_AS_BEFORE = "same_as_before"


def password_faults(password: str, email: str) -> list[Refusal]:
    """Everything that is wrong with a new password, at once (NIST SP 800-63B: length, not composition)."""
    faults = []
    if len(password) < SHORTEST_PASSWORD:
        faults.append(Refusal.SHORT)
    if len(password) > LONGEST_PASSWORD:
        faults.append(Refusal.LONG)
    if password.strip().lower() in {email.lower(), email.lower().partition("@")[0]}:
        faults.append(Refusal.IS_EMAIL)
    return faults


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """What is known of a session when a request comes with its cookie."""

    started_at: datetime
    seen_at: datetime
    """From the signed cookie: a GET writes nothing."""
    ended: bool
    epoch: int
    """Of the account at sign-in."""
    account_epoch: int
    suspended: bool


class SessionState(StrEnum):
    """Whether a session still counts."""

    LIVE = "live"
    IDLE = "idle"
    OLD = "old"
    ENDED = "ended"
    """Signed out, password changed, or suspended."""


def session_state(facts: SessionFacts, now: datetime) -> SessionState:
    """Ended beats old beats idle: the first that holds is told."""
    if facts.ended or facts.suspended or facts.epoch != facts.account_epoch:
        return SessionState.ENDED
    if now - facts.started_at >= LONGEST_SESSION:
        return SessionState.OLD
    if now - facts.seen_at >= IDLE:
        return SessionState.IDLE
    return SessionState.LIVE


_INSIDE = re.compile(r"/staff(?:/[A-Za-z0-9_-]+(?:\.[A-Za-z0-9]+)?)*/?(?:\?[A-Za-z0-9_=&%+.~-]*)?")
_NOT_TO = ("/staff/sign-", "/staff/enrol", "/staff/second-factor")


def safe_next(wanted: str) -> str:
    """Where to go after signing in: a path inside the staff rooms in letters of an allow-list, else the wall."""
    if _INSIDE.fullmatch(wanted) and not wanted.startswith(_NOT_TO):
        return wanted
    return HOME


def may_approve(proposed_by: UUID, person: UUID) -> bool:
    """An address of a team is in force once a *second* person has approved it (rule F2)."""
    return proposed_by != person


class ProposalKind(StrEnum):
    """What takes two administrators."""

    ROLES = "roles"
    START_AGAIN = "start_again"
    """A new phone and password for somebody with a grave role: whoever hands them over could use them."""


PROPOSAL_GOOD_FOR = timedelta(days=7)
"""What was right to ask for may not be right for ever."""


class Decision(StrEnum):
    """What the second one said."""

    GIVEN = "given"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Roles that an administrator wants somebody to hold: those that count at once, and those that wait."""

    at_once: frozenset[Role]
    waiting: frozenset[Role]


def wanted(held: frozenset[Role], roles: frozenset[Role]) -> Wanted:
    """Taking a role away counts at once, and so does giving one that is not grave."""
    waiting = (roles - held) & GRAVE_ROLES
    return Wanted(at_once=roles - waiting, waiting=waiting)

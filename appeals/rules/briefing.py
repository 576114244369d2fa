"""Partner briefings: their states, who may let one go out, and how copies are called back (rules P11, P12, R2)."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from appeals.rules.draft import Draft
from appeals.rules.obstacles import Code, Obstacle, obstacles
from appeals.rules.states import Reach


class BriefingState(StrEnum):
    """Where a briefing is. While it is sent, an update may wait for its second person."""

    PROPOSED = "proposed"
    SENT = "sent"
    ENDED = "ended"
    """Its links are dead. What ended is never sent again: another one is made."""


BRIEFING_MOVES: dict[BriefingState, frozenset[BriefingState]] = {
    BriefingState.PROPOSED: frozenset({BriefingState.SENT, BriefingState.ENDED}),
    BriefingState.SENT: frozenset({BriefingState.SENT, BriefingState.ENDED}),
    BriefingState.ENDED: frozenset(),
}


class BriefingEnd(StrEnum):
    """Why a briefing ended."""

    RECALLED = "recalled"
    """Somebody took the briefing alone back."""
    APPEAL = "appeal"
    """The appeal was withdrawn, or lapsed."""
    REVIEW = "review"
    """Its own review date passed (rule P10)."""
    DROPPED = "dropped"
    """It was proposed and never went out."""


class News(StrEnum):
    """What a mail to a partner is about."""

    FIRST = "first"
    CHANGED = "changed"
    """A new version, behind the same link."""
    LINK = "link"
    """The same version, behind a new link: the old one got into wrong hands."""


class CloseReason(StrEnum):
    """Why staff close a recall that a partner has not answered."""

    BY_PHONE = "by_phone"
    """They said by telephone that their copies are down."""
    NOT_ARRIVED = "not_arrived"
    """The briefing never reached them."""
    NO_ANSWER = "no_answer"
    """Everything was tried."""


class Standing(StrEnum):
    """What one partner address has said."""

    SENT = "sent"
    READ = "read"
    READ_BEFORE = "read_before"
    """Read an older version; the update is unanswered."""
    TO_ASK = "to_ask"
    ASKED = "asked"
    SILENT = "silent"
    """Reminded twice, and no answer: a person has to telephone."""
    TAKEN_DOWN = "taken_down"
    CLOSED = "closed"


UNANSWERED = frozenset({Standing.TO_ASK, Standing.ASKED, Standing.SILENT})
LAST_ASK = 3
_GAPS = {1: timedelta(hours=24), 2: timedelta(hours=48)}
"""After the recall, and after the first reminder: reminders go 24 and 72 hours after it."""
CHASED_FOR = timedelta(hours=72)
"""Then the wall and the alarm."""


def version_of(link_id: UUID, number: int) -> str:
    """A link in one version, as mails and the ledger name it: once there is another one, it opens nothing."""
    return f"{link_id}.{number}"


def read_version(name: str) -> tuple[UUID, int | None]:
    """What ``version_of`` wrote; a mail of before names the link alone."""
    link_id, _, number = name.partition(".")
    return UUID(link_id), int(number) if number else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFacts:
    """What is known of one partner address."""

    ended: bool
    sent_version: int
    read_version: int | None
    ask_step: int
    taken_down: bool
    closed: bool


def standing(facts: LinkFacts) -> Standing:
    """What it has said, the latest first."""
    if facts.taken_down:
        return Standing.TAKEN_DOWN
    if facts.closed:
        return Standing.CLOSED
    if facts.ended:
        return {0: Standing.TO_ASK, LAST_ASK: Standing.SILENT}.get(facts.ask_step, Standing.ASKED)
    if facts.read_version is None:
        return Standing.SENT
    return Standing.READ if facts.read_version >= facts.sent_version else Standing.READ_BEFORE


def next_ask(step: int, asked_at: datetime) -> datetime | None:
    """When to ask again after the ``step``-th asking (1: the recall itself); None: it is for people now."""
    gap = _GAPS.get(step)
    return asked_at + gap if gap else None


def briefing_obstacles(draft: Draft, now: datetime) -> list[Obstacle]:
    """All that stands between an appeal and its partners: as for the public, but partners are reach enough (P12)."""
    wider = {Code.REACH_NOT_PUBLIC, Code.SENIOR_NEEDED}
    found = [each for each in obstacles(draft, now) if each.code not in wider]
    if draft.fields.reach == Reach.NONE:
        found.append(Obstacle(code=Code.REACH_NONE, field="reach"))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a second person decides on."""

    proposed_by: UUID | None
    proposed_at: datetime | None
    edited_at: datetime
    """Of the appeal: words that were changed after the proposal end it."""
    writers: Collection[UUID]
    addresses: int
    """How many links there would be."""


def sending_obstacles(proposal: Proposal, sender: UUID, *, seen: str, is_now: str) -> list[Obstacle]:
    """What stands between this person and sending this text to these partners (rule P11)."""
    found = []
    if proposal.proposed_at is None or proposal.edited_at > proposal.proposed_at:
        found.append(Obstacle(code=Code.BRIEFING_CHANGED))
    if sender in proposal.writers:
        found.append(Obstacle(code=Code.SAME_PERSON))
    if sender == proposal.proposed_by:
        found.append(Obstacle(code=Code.PROPOSER))
    if not proposal.addresses:
        found.append(Obstacle(code=Code.NO_PARTNERS))
    if seen != is_now:
        found.append(Obstacle(code=Code.NOT_WHAT_WAS_SEEN))
    return found


def seal(fingerprint: str, addresses: Collection[UUID]) -> str:
    """SHA-256 in hex of a text and of who would get it: what the approver saw is what goes out, and to whom."""
    return hashlib.sha256("|".join([fingerprint, *sorted(map(str, addresses))]).encode()).hexdigest()

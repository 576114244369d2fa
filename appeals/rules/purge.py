"""When what was kept about a closed case goes (rule R5). Standard library only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from appeals.rules.states import ENDED, EndReason, State

CLOSING = frozenset({EndReason.STAND_DOWN, EndReason.SAFE_AND_WELL, EndReason.COURT_ORDER, EndReason.PERSON_ASKS})
"""Reasons that close a case; after a mistake, or a review date that passed, it may well be opened again."""


class Part(StrEnum):
    """What goes together."""

    APPEAL = "appeal"
    """The words and photos of the person."""
    REPORTS = "reports"
    """What the public saw, and what was passed on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long each part is kept after the end of its appeal."""

    closed: timedelta
    """The appeal, when its case is closed: time to prove the withdrawal, and no more."""
    open: timedelta
    """The appeal, when it may be opened again."""
    evidence: timedelta
    """The reports: the period agreed with the police."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One part of one appeal, and since when it is due."""

    appeal_id: UUID
    public_id: str
    part: Part
    due_at: datetime
    held: bool
    """A legal hold stops it."""


class Line(StrEnum):
    """What the list beside the database says of an appeal; the last line of each counts."""

    ENDED = "ended"
    LIVE = "live"
    PURGED_APPEAL = "purged_appeal"
    PURGED_REPORTS = "purged_reports"
    PHOTO = "photo_taken_back"
    TRANSLATION = "translation_taken_back"
    BRIEFING = "briefing_taken_back"
    LINK = "briefing_link_renewed"


TAKEN_BACK = frozenset({Line.PHOTO, Line.TRANSLATION, Line.BRIEFING, Line.LINK})
"""A part of an appeal alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """One line of that list."""

    appeal_id: UUID
    line: Line
    at: datetime
    of: str = ""
    """What was taken back alone: the upload of a photo, a language, a briefing. Of a link: the version that opens."""

    @property
    def entry(self) -> dict[str, str]:
        """As the ledger holds it."""
        told = {"appeal": str(self.appeal_id), "line": str(self.line), "at": self.at.isoformat()}
        return told | ({"of": self.of} if self.of else {})


def due_at(part: Part, state: str, end_reason: str, ended_at: datetime | None, terms: Terms) -> datetime | None:
    """When that part goes; None while the appeal has not ended: an open case is never touched."""
    if state not in ENDED or ended_at is None:
        return None
    if part is Part.REPORTS:
        return ended_at + terms.evidence
    closed = state == State.WITHDRAWN and end_reason in CLOSING
    return ended_at + (terms.closed if closed else terms.open)


def purged_of(lines: Iterable[Noted]) -> dict[UUID, frozenset[Part]]:
    """What is noted as purged, by appeal.

    The note comes before the deed, and a purged appeal is not opened again: one that was out later was not purged.
    """
    lines = list(lines)
    found: dict[UUID, set[Part]] = {}
    parts = {Line.PURGED_APPEAL: Part.APPEAL, Line.PURGED_REPORTS: Part.REPORTS}
    out = {appeal_id: noted.at for appeal_id, noted in last_of(lines).items() if noted.line is Line.LIVE}
    for noted in lines:
        undone = noted.line is Line.PURGED_APPEAL and out.get(noted.appeal_id, noted.at) > noted.at
        if noted.line in parts and not undone:
            found.setdefault(noted.appeal_id, set()).add(parts[noted.line])
    return {appeal_id: frozenset(of) for appeal_id, of in found.items()}


def ended_of(lines: Iterable[Noted]) -> dict[UUID, datetime]:
    """When each appeal last ended, also one that was published anew since: a backup may be older than both."""
    ended = sorted((noted for noted in lines if noted.line is Line.ENDED), key=lambda noted: noted.at)
    return {noted.appeal_id: noted.at for noted in ended}


def last_of(lines: Iterable[Noted]) -> dict[UUID, Noted]:
    """How each appeal stands, by the moments that are noted: two processes write, and the later moment counts."""
    standing = (noted for noted in lines if noted.line in {Line.ENDED, Line.LIVE})
    return {noted.appeal_id: noted for noted in sorted(standing, key=lambda noted: noted.at)}


def taken_back_of(lines: Iterable[Noted]) -> dict[tuple[Line, UUID, str], Noted]:
    """What was taken back alone, each with its last time."""
    found = sorted((noted for noted in lines if noted.line in TAKEN_BACK), key=lambda noted: noted.at)
    return {(noted.line, noted.appeal_id, noted.of): noted for noted in found}

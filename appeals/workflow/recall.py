"""Calling a briefing back: dead links at once, then every partner is asked until they answer or staff close it (R2).

The links are dead by the state that they read, whatever this file does: what stands here is the asking.
"""

from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from appeals.briefing import briefing_letter, recall_letter
from appeals.models import Briefing
from appeals.queries import briefing as found_in
from appeals.rules.briefing import (
    BRIEFING_MOVES,
    BriefingEnd,
    BriefingState,
    CloseReason,
    News,
    next_ask,
    read_version,
    version_of,
)
from appeals.rules.purge import Line, Noted
from appeals.workflow.marks import PATIENCE, keep_back, record
from foundation import audit, background
from foundation.background import one_by_one
from foundation.database import reading, transaction
from outbox.post import post


def recall_briefing(appeal_id: UUID, by: UUID, *, now: datetime) -> bool:
    """Take the briefing alone back: one person, at once. False: none is out."""
    with transaction(patience=PATIENCE) as session:
        briefing = found_in.locked_open(session, appeal_id)
        if briefing is None or briefing.state != BriefingState.SENT:
            return False
        end_briefing(session, briefing, BriefingEnd.RECALLED, by, now)
        return True


def renew_link(appeal_id: UUID, link_id: UUID, by: UUID, *, now: datetime) -> bool:
    """A link got into wrong hands: it opens nothing from this commit on, and its address is sent another.

    Who has read it stays noted. False: that appeal has no such link that opens anything.
    """
    with transaction(patience=PATIENCE) as session:
        held = found_in.locked_link(session, link_id)
        if held is None or held.appeal.id != appeal_id:
            return False
        if found_in.live_link(session, link_id, held.link.link_version, now) is None:
            return False
        held.link.link_version += 1
        session.flush()
        post(session, briefing_letter(held, News.LINK), at=now)
        renewed = version_of(link_id, held.link.link_version)
        keep_back(session, Noted(appeal_id=appeal_id, line=Line.LINK, at=now, of=renewed))
        record(
            session, appeal_id, "briefing_link_renewed", by=by, now=now, briefing=str(held.briefing.id),
            link=str(link_id), link_version=held.link.link_version,
        )  # fmt: skip
        return True


def end_briefing(session: Session, briefing: Briefing, reason: BriefingEnd, by: UUID | None, now: datetime) -> None:
    """Dead from this commit on, and every partner is to be asked. Nothing where it has ended already."""
    if BriefingState.ENDED not in BRIEFING_MOVES[BriefingState(briefing.state)]:
        return
    if briefing.state == BriefingState.PROPOSED:
        reason = BriefingEnd.DROPPED
    briefing.state, briefing.ended_at, briefing.ended_by, briefing.end_reason = BriefingState.ENDED, now, by, reason
    for link in found_in.links(session, briefing.id):
        link.next_ask_at = now
    record(session, briefing.appeal_id, "briefing_ended", by=by, now=now, briefing=str(briefing.id), reason=str(reason))
    keep_back(session, Noted(appeal_id=briefing.appeal_id, line=Line.BRIEFING, at=now, of=str(briefing.id)))
    background.nudge(session, "appeals.recall")


def end_restored(noted: Noted, *, now: datetime) -> bool:
    """An old backup says that it is out; the ledger says that it was called back. False: the database knows."""
    with transaction() as session:
        briefing = found_in.locked_briefing(session, UUID(noted.of))
        if briefing is None or briefing.state == BriefingState.ENDED:
            return False
        end_briefing(session, briefing, BriefingEnd.RECALLED, None, now)
        return True


def renew_restored(noted: Noted, *, now: datetime) -> bool:
    """An old backup would open the link that leaked; the ledger says which version opens. False: the database knows."""
    link_id, version = read_version(noted.of)
    with transaction() as session:
        held = found_in.locked_link(session, link_id)
        if held is None or version is None or held.link.link_version >= version:
            return False
        held.link.link_version = version
        record(
            session, noted.appeal_id, "briefing_link_renewed", by=None, now=now, briefing=str(held.briefing.id),
            link=str(link_id), link_version=version, restored=True,
        )  # fmt: skip
        return True


def end_with_appeal(session: Session, appeal_id: UUID, now: datetime) -> None:
    """Before an ended appeal is opened again: what partners had of it stays ended."""
    briefing = found_in.locked_open(session, appeal_id)
    if briefing is not None:
        end_briefing(session, briefing, BriefingEnd.APPEAL, None, now)


def sweep_recalls(now: datetime) -> None:
    """End what is dead, and ask whoever is to be asked now. Each is a transaction of its own."""
    with reading() as session:
        dead = found_in.dead(session, now)
    one_by_one(dead, partial(end_dead, now=now), step="appeals.end_briefing")
    with reading() as session:
        owed = found_in.recalls_owed(session, now)
    one_by_one(owed, partial(ask, now=now), step="appeals.ask_for_recall")


def end_dead(briefing_id: UUID, *, now: datetime) -> None:
    """The appeal has ended, or the review date passed: links have been dead since then."""
    with transaction() as session:
        briefing = found_in.locked_briefing(session, briefing_id)
        if briefing is None:
            return
        past = briefing.live_until is not None and briefing.live_until <= now
        reason = BriefingEnd.APPEAL if found_in.appeal_ended(session, briefing) else BriefingEnd.REVIEW
        if past or reason is BriefingEnd.APPEAL:
            end_briefing(session, briefing, reason, None, now)


def ask(link_id: UUID, *, now: datetime) -> None:
    """The recall, or a reminder: the step and its mail in one commit, so that a killed worker asks neither twice nor
    never. An address that was retired gets nothing: it shows in the list of who has not answered.
    """
    with transaction() as session:
        held = found_in.locked_link(session, link_id)
        if held is None or held.link.next_ask_at is None or held.link.next_ask_at > now:
            return
        if held.link.taken_down_at is not None or held.link.closed_at is not None:
            return
        held.link.ask_step += 1
        held.link.next_ask_at = next_ask(held.link.ask_step, now)
        if held.address.retired_at is None:
            post(session, recall_letter(held, reminder=held.link.ask_step > 1), at=now)
        record(
            session, held.appeal.id, "briefing_recall_asked", by=None, now=now, link=str(link_id),
            step=held.link.ask_step, mailed=held.address.retired_at is None,
        )  # fmt: skip


def acknowledge_taken_down(link_id: UUID, who: str, *, now: datetime) -> None:
    """A partner says that their copies are down; the first answer stays."""
    with transaction() as session:
        held = found_in.locked_link(session, link_id)
        if held is None or held.briefing.state != BriefingState.ENDED or held.link.taken_down_at is not None:
            return
        held.link.taken_down_at, held.link.taken_down_by, held.link.next_ask_at = now, who or None, None
        _nobody_of_a_purged_one(held)
        audit.record(
            session, at=now, actor=f"partner:{held.partner.id}", action="briefing.taken_down",
            subject=("briefing", held.briefing.id), link=str(link_id),
        )  # fmt: skip


def close_recall(link_id: UUID, by: UUID, reason: CloseReason, *, now: datetime) -> bool:
    """Stop asking one partner, by name and with the reason. False: there is nothing to close."""
    with transaction() as session:
        held = found_in.locked_link(session, link_id)
        if held is None or held.briefing.state != BriefingState.ENDED:
            return False
        if held.link.taken_down_at is not None or held.link.closed_at is not None:
            return False
        held.link.closed_at, held.link.closed_by, held.link.closed_reason = now, by, reason
        held.link.next_ask_at = None
        _nobody_of_a_purged_one(held)
        record(session, held.appeal.id, "briefing_recall_closed", by=by, now=now, link=str(link_id), reason=str(reason))
        return True


def _nobody_of_a_purged_one(held: found_in.Held) -> None:
    """The purge has emptied these where the answer was there already (rule R5)."""
    if held.appeal.purged_at is not None:
        held.link.read_by, held.link.taken_down_by = None, None

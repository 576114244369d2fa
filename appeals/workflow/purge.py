"""Forgetting a closed case (rule R5): the words and photos of the person. What the public saw is the other rooms'.

Before anything goes, it is noted in the ledger beside the database; files go next, rows last. A crash in between leaves
it owed, and doing it twice does no harm.
"""

import hashlib
import json
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, UpdateBase, delete, or_, select, text, update
from sqlalchemy.orm import Session

from appeals import queries
from appeals.models import (
    Appeal,
    AppealClearance,
    AppealComment,
    AppealEdition,
    AppealPhoto,
    AppealTranslation,
    Briefing,
    BriefingLink,
    BriefingVersion,
    DoorRequest,
    LegalHold,
    PurgeReceipt,
)
from appeals.queries import purge as owed
from appeals.rules import ENDED, ScheduleState, plain
from appeals.rules.purge import Line, Noted, Part, ended_of, last_of, purged_of, taken_back_of
from appeals.workflow import photos, recall, translating
from appeals.workflow.ending import end_by_itself
from appeals.workflow.marks import record
from appeals.workflow.schedule import end_schedule
from foundation import ledger
from foundation.database import reading, transaction
from foundation.images import store
from staff.models import RescuedForm

_EMPTY: dict[str, object] = {
    "known_as": "", "age": None, "description": "", "last_seen": "", "place_id": None, "force": "", "reference": "",
    "officer": "", "legal_reason": "", "family_consent": "", "reach_reason": "", "risk_answers": {},
    "senior_reason": "", "change_reason": "", "review_note": "", "missing_since": "", "long_term_reason": "",
}  # fmt: skip


_AGAIN = {
    Line.PHOTO: photos.remove_restored,
    Line.TRANSLATION: translating.withdraw_restored,
    Line.BRIEFING: recall.end_restored,
    Line.LINK: recall.renew_restored,
}
"""After a restore."""


def hold(appeal_id: UUID, by: UUID, reason: str, *, now: datetime) -> bool:
    """Stop the purge of a case. False: there is no such case, it is held already, or there is no reason."""
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or not plain(reason) or owed.hold_on(session, appeal_id):
            return False
        session.add(LegalHold(appeal_id=appeal_id, reason=plain(reason), set_by=by, set_at=now))
        record(session, appeal_id, "held", by=by, now=now)
        return True


def lift_hold(appeal_id: UUID, by: UUID, *, now: datetime) -> bool:
    """Let the purge go on. False: nothing held it."""
    with transaction() as session:
        queries.locked(session, appeal_id)
        found = owed.hold_on(session, appeal_id)
        if found is None:
            return False
        found.lifted_by, found.lifted_at = by, now
        record(session, appeal_id, "hold_lifted", by=by, now=now)
        return True


def purge_appeal(appeal_id: UUID, *, now: datetime, replayed: bool = False) -> bool:
    """The words and photos of an ended appeal go, sealed uploads too. False: it is held, not ended, or gone already.

    The row is held all the while, the disk included: a legal hold, or an opening again, comes before or after as a
    whole. The database itself refuses to empty a version of an appeal that is held or has not ended.
    """
    with transaction() as session:
        row = _may_go(session, appeal_id)
        if row is None:
            return False
        keys = {name for photo in owed.photos_ever(session, appeal_id) for name in (photo.key, photo.original)}
        if not replayed:
            note([Noted(appeal_id=appeal_id, line=Line.PURGED_APPEAL, at=now)])
        for key in sorted(keys):
            store.delete(key)
        receipt = PurgeReceipt(
            appeal_id=appeal_id, part=str(Part.APPEAL), purged_at=now, digest=_digest(session, row), replayed=replayed
        )
        receipt.counts = {**_empty(session, row), "files": len(keys)}
        row.purged_at = now
        session.add(receipt)
        record(session, appeal_id, "purged", by=None, now=now, digest=receipt.digest, replayed=replayed)
        return True


def forget_areas(appeal_id: UUID) -> None:
    """When the tombstone has left the feeds, the area goes too."""
    with transaction() as session:
        session.execute(text("select forget_appeal_versions(:appeal)"), {"appeal": appeal_id})


def note_standing() -> int:
    """Add to the ledger what ended, came back or was taken back since; how many.

    What a person took back is there since its commit, unless the disk failed: this is the net.
    """
    with reading() as session:
        standing, gone = owed.standing(session), owed.taken_back(session)
    lines = noted()
    last, ended = last_of(lines), ended_of(lines)
    known = {key: each.at for key, each in taken_back_of(lines).items()}
    fresh = [each for each in standing if _is_news(each, last.get(each.appeal_id), ended.get(each.appeal_id))]
    fresh += [each for key, each in taken_back_of(gone).items() if key not in known or known[key] < each.at]
    if fresh:
        note(fresh)
    return len(fresh)


def _is_news(now: Noted, last: Noted | None, ended: datetime | None) -> bool:
    """An ending counts by its moment: one of which only the ending before is noted would come back with a restore."""
    if now.line is Line.ENDED:
        return ended is None or ended < now.at
    return last is not None and last.line is Line.ENDED


def replay_ledger(*, now: datetime) -> tuple[int, int]:
    """After a restore, before the service opens: take back what was taken back, purge what was purged. How many."""
    lines = noted()
    ended = sum(end_restored(appeal_id, at, now=now) for appeal_id, at in ended_of(lines).items())
    ended += sum(_AGAIN[each.line](each, now=now) for each in taken_back_of(lines).values())
    purged = 0
    for appeal_id, parts in purged_of(lines).items():
        if Part.APPEAL in parts:
            purged += purge_appeal(appeal_id, now=now, replayed=True)
    return ended, purged


def end_restored(appeal_id: UUID, ended_at: datetime, *, now: datetime) -> bool:
    """An old backup says that it is out; the ledger says that it had ended: it has.

    What was approved before that for a moment ahead goes out no more, either: it would need nobody.
    False: the database is newer, or it is not out: somebody writes in it again.
    """
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None:
            return False
        waiting = queries.schedule_waiting(session, appeal_id)
        if waiting is not None and waiting.approved_at <= ended_at:
            end_schedule(session, appeal_id, ScheduleState.VOID, ["restored"], now)
            record(session, appeal_id, "schedule_stopped", by=None, now=now, obstacles=["restored"])
        if not owed.is_out(session, row):
            return False
        out_since = owed.out_since(session, row)
        if out_since is None or out_since > ended_at:
            return False
        end_by_itself(session, row, "restored", now=now)
        return True


def note(lines: list[Noted]) -> None:
    """Add to the ledger."""
    ledger.note(each.entry for each in lines)


def noted() -> list[Noted]:
    """The ledger, oldest first; entries of other rooms are left out."""
    known = set(Line)
    return [
        Noted(
            appeal_id=UUID(each["appeal"]),
            line=Line(each["line"]),
            at=datetime.fromisoformat(each["at"]),
            of=each.get("of", ""),
        )
        for each in ledger.entries()
        if each.get("line") in known
    ]


def _may_go(session: Session, appeal_id: UUID) -> Appeal | None:
    row = queries.locked(session, appeal_id)
    if row is None or row.state not in ENDED or row.purged_at is not None or owed.hold_on(session, appeal_id):
        return None
    return row


def _digest(session: Session, row: Appeal) -> str:
    went = [
        {name: getattr(row, name) for name in _EMPTY},
        [version.content for version in owed.versions_of(session, row.id)],
        [[photo.key, photo.alt, photo.source, photo.permission] for photo in owed.photos_ever(session, row.id)],
    ]
    return hashlib.sha256(json.dumps(went, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def _empty(session: Session, row: Appeal) -> dict[str, int]:
    """How many rows of each table were emptied or removed."""
    for name, value in _EMPTY.items():
        setattr(row, name, value)
    briefings = select(Briefing.id).where(Briefing.appeal_id == row.id)
    session.flush()
    versions = update(BriefingVersion).where(BriefingVersion.briefing_id.in_(briefings)).values(content={})
    steps: dict[str, UpdateBase] = {
        "appeal_photo": update(AppealPhoto).where(AppealPhoto.appeal_id == row.id).values(
            alt="", source="", permission="", state="gone"
        ),
        "appeal_clearance": delete(AppealClearance).where(AppealClearance.appeal_id == row.id),
        "appeal_comment": update(AppealComment).where(AppealComment.appeal_id == row.id).values(words="", answer=""),
        "appeal_edition": update(AppealEdition).where(AppealEdition.appeal_id == row.id).values(fields={}),
        "appeal_translation": delete(AppealTranslation).where(AppealTranslation.appeal_id == row.id),
        "briefing_version": versions,
        "rescued_form": delete(RescuedForm).where(RescuedForm.path.like(f"/staff/appeals/{row.id}%")),
        "door_request": update(DoorRequest).where(DoorRequest.appeal_id == row.id).values(words="", reach=None),
    }  # fmt: skip
    counts = {"briefing_link": _forget_answered(session, row)}
    counts |= {table: cast(CursorResult[Any], session.execute(step)).rowcount for table, step in steps.items()}
    forgotten = session.scalar(text("select forget_appeal_versions(:appeal)"), {"appeal": row.id})
    return {"appeal": 1, "appeal_version": int(forgotten or 0), **counts}


def _forget_answered(session: Session, row: Appeal) -> int:
    """Who at a partner read it and took it down: not needed once the recall is answered, or closed by name."""
    briefings = select(Briefing.id).where(Briefing.appeal_id == row.id)
    done = or_(BriefingLink.taken_down_at.is_not(None), BriefingLink.closed_at.is_not(None))
    named = or_(BriefingLink.read_by.is_not(None), BriefingLink.taken_down_by.is_not(None))
    step = update(BriefingLink).where(BriefingLink.briefing_id.in_(briefings), done, named)
    return cast(CursorResult[Any], session.execute(step.values(read_by=None, taken_down_by=None))).rowcount

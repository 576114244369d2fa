"""Writing on the desk."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from appeals import queries, wording
from appeals.models import Appeal, AppealClearance, AppealPhoto
from appeals.rules import FIELD_NAMES, WRITABLE, Fields, Hit, PhotoWords, hard, plain
from appeals.workflow.marks import record, written, written_by
from foundation.database import transaction


class Outcome(StrEnum):
    """What came of saving."""

    SAVED = "saved"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    """Somebody saved since the form was opened: nothing was written."""
    ENDED = "ended"
    """Withdrawn, past its review date, or unknown: it must be opened again first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """One form of the desk."""

    fields: Fields
    photos: Mapping[str, PhotoWords] = field(default_factory=dict)
    """By the photo's key."""
    risk_checked: bool = False
    """The safety questions were gone through with the police just now."""


def start_draft(by: UUID, writing: Writing, *, now: datetime) -> UUID:
    """A new draft, and its id."""
    with transaction() as session:
        row = Appeal(
            id=uuid4(),
            created_by=by,
            created_at=now,
            edited_by=by,
            edited_at=now,
            writers=[by],
            **_plain(writing.fields),
        )
        if writing.risk_checked:
            row.risk_checked_at, row.risk_checked_by = now, by
        session.add(row)
        session.flush()
        record(session, row.id, "started", by=by, now=now)
        if writing.fields.reach != "none":
            _note_reach(session, row, "none", by, now)
        return row.id


def save_draft(appeal_id: UUID, by: UUID, writing: Writing, *, edition: int, now: datetime) -> Outcome:
    """Write the form down, unless somebody else saved since ``edition``.

    Any change of a word takes it out of review and ends a senior approval (rule P3). A published appeal stays
    public as it was approved until its new text is published.
    """
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.state not in WRITABLE:
            return Outcome.ENDED
        changed = _changes(row, writing.fields)
        photos = _photo_changes(session, appeal_id, writing.photos)
        if not (changed or photos or writing.risk_checked):
            return Outcome.UNCHANGED
        if row.edition != edition:
            return Outcome.CONFLICT
        if changed or photos:
            written(row, by, now)
        else:
            written_by(row, by, now)
        before = row.reach
        for name, value in changed.items():
            setattr(row, name, value)
        for photo, part, text in photos:
            setattr(photo, part, text)
        if "reach" in changed or "reach_reason" in changed:
            _note_reach(session, row, before, by, now)
        _note_risk_check(row, by, now, checked=writing.risk_checked, answers_changed="risk_answers" in changed)
        names = [*changed, *(f"photo-{part}" for _, part, _ in photos)]
        record(session, appeal_id, "saved", by=by, now=now, fields=names, checked=writing.risk_checked)
        return Outcome.SAVED


def clear_hit(appeal_id: UUID, by: UUID, hit: Hit, reason: str, *, now: datetime) -> bool:
    """``by`` looked at these words in their sentence and lets them stand (rule P5). False: nobody may, or no reason."""
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.state not in WRITABLE or not plain(reason):
            return False
        draft = wording.read(queries.draft(session, row))
        if hit not in draft.hits or hard(hit, draft.fields.age):
            return False
        session.execute(
            insert(AppealClearance)
            .values(
                id=uuid4(), appeal_id=appeal_id, field=hit.field, kind=hit.kind, words=hit.words,
                sentence=hit.sentence, reason=plain(reason), cleared_by=by, cleared_at=now,
            )
            .on_conflict_do_nothing()
        )  # fmt: skip
        record(session, appeal_id, "cleared", by=by, now=now, field=hit.field, kind=str(hit.kind))
        return True


def _plain(fields: Fields) -> dict[str, object]:
    values = {name: getattr(fields, name) for name in FIELD_NAMES}
    return {name: plain(value) if isinstance(value, str) else value for name, value in values.items()} | {
        "risk_answers": dict(fields.risk_answers)
    }


def _changes(row: Appeal, fields: Fields) -> dict[str, object]:
    """A case keeps its team: reports must have somewhere to go."""
    if fields.team_id is None and row.current_version is not None:
        fields = replace(fields, team_id=row.team_id)
    return {name: value for name, value in _plain(fields).items() if getattr(row, name) != value}


def _photo_changes(
    session: Session, appeal_id: UUID, texts: Mapping[str, PhotoWords]
) -> list[tuple[AppealPhoto, str, str]]:
    """Photo, part and new text of all that is changed about photos."""
    return [
        (photo, part, plain(getattr(texts[photo.original], part)))
        for photo in queries.photos(session, appeal_id)
        if photo.original in texts
        for part in ("alt", "source", "permission")
        if getattr(photo, part) != plain(getattr(texts[photo.original], part))
    ]


def _note_reach(session: Session, row: Appeal, before: str, by: UUID, now: datetime) -> None:
    record(session, row.id, "reach_changed", by=by, now=now, before=before, after=row.reach, reason=row.reach_reason)


def _note_risk_check(row: Appeal, by: UUID, now: datetime, *, checked: bool, answers_changed: bool) -> None:
    """Answers that changed without a check of their own leave none."""
    if checked:
        row.risk_checked_at, row.risk_checked_by = now, by
    elif answers_changed:
        row.risk_checked_at, row.risk_checked_by = None, None

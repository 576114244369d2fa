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
from appeals.rules import (
    FIELD_NAMES,
    WRITABLE,
    Fields,
    Hit,
    PhotoWords,
    flat,
    hard,
    merge,
    merged_fields,
    plain,
)
from appeals.workflow.marks import keep_edition, record, written, written_by
from foundation.database import transaction

_PARTS = ("alt", "source", "permission")


class Outcome(StrEnum):
    """What came of saving."""

    SAVED = "saved"
    MERGED = "merged"
    """Somebody saved since the form was opened, in other fields: theirs and mine stand now."""
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    """Somebody saved since the form was opened, in the same fields: nothing was written."""
    HELD = "held"
    """Saving by itself would have ended a review or a senior approval: nothing was written."""
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
    by_itself: bool = False
    """Saved while typing: nobody pressed a button."""


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
        keep_edition(row)
        record(session, row.id, "started", by=by, now=now)
        if writing.fields.reach != "none":
            _note_reach(session, row, "none", by, now)
        return row.id


def save_draft(appeal_id: UUID, by: UUID, writing: Writing, *, edition: int, now: datetime) -> Outcome:
    """Write the form down over what others saved since ``edition``, unless they changed the same fields.

    Any change of a word takes it out of review and ends a senior approval (rule P3). A published appeal stays
    public as it was approved until its new text is published.
    """
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.state not in WRITABLE:
            return Outcome.ENDED
        meant = _merged(session, row, writing, edition)
        if meant is None:
            return Outcome.CONFLICT
        changed, photos = _changes(row, meant.fields), _photo_changes(session, appeal_id, meant.photos)
        if not (changed or photos or meant.risk_checked):
            return Outcome.UNCHANGED
        if writing.by_itself and (row.submitted_at or row.senior_by):
            return Outcome.HELD
        before, was = row.reach, row.edition
        for name, value in changed.items():
            setattr(row, name, value)
        for photo, part, text in photos:
            setattr(photo, part, text)
        (written if changed or photos else written_by)(row, by, now)
        if "reach" in changed or "reach_reason" in changed:
            _note_reach(session, row, before, by, now)
        _note_risk_check(row, by, now, checked=meant.risk_checked, answers_changed="risk_answers" in changed)
        names = [*changed, *(f"photo-{part}" for _, part, _ in photos)]
        record(session, appeal_id, "saved", by=by, now=now, fields=names, checked=meant.risk_checked)
        return Outcome.SAVED if was == edition else Outcome.MERGED


def _merged(session: Session, row: Appeal, writing: Writing, edition: int) -> Writing | None:
    """What is meant to stand: my changes over theirs; None where both changed the same to something else.

    A check of the safety questions counts only for the answers that I had before me.
    """
    mine = replace(writing, fields=Fields(**_plain(_with_team(row, writing.fields))))  # type: ignore[arg-type]
    if row.edition == edition:
        return mine
    theirs, words = queries.fields_of(row), queries.photo_words_of(session, row.id)
    found = merge(
        queries.edition_at(session, row.id, edition), flat(theirs, words), flat(mine.fields, _plain_words(mine.photos))
    )
    if found.both:
        return None
    fields = merged_fields(theirs, mine.fields, found.mine)
    return replace(
        mine,
        fields=fields,
        photos={
            key: _words_of(key, words[key], texts, found.mine) for key, texts in mine.photos.items() if key in words
        },
        risk_checked=mine.risk_checked and fields.risk_answers == mine.fields.risk_answers,
    )


def clear_hit(appeal_id: UUID, by: UUID, hit: Hit, reason: str, *, now: datetime) -> bool:
    """``by`` looked at these words in their sentence and lets them stand (rule P5). False: nobody may, or no reason.

    Words of a translation too: its fields are named with their language.
    """
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.state not in WRITABLE or not plain(reason):
            return False
        if hit not in _hits_beside(session, row, hit) or hard(hit, row.age):
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


def _hits_beside(session: Session, row: Appeal, hit: Hit) -> tuple[Hit, ...]:
    """All hits in the English text, or in the translation that ``hit`` is of."""
    language, of_translation, _ = hit.field.partition("/")
    if not of_translation:
        return wording.read(queries.draft(session, row)).hits
    kept = queries.translation(session, row.id, language)
    return wording.read_translation(queries.written(kept).translation) if kept else ()


def _plain(fields: Fields) -> dict[str, object]:
    values = {name: getattr(fields, name) for name in FIELD_NAMES}
    return {name: plain(value) if isinstance(value, str) else value for name, value in values.items()} | {
        "risk_answers": dict(fields.risk_answers)
    }


def _changes(row: Appeal, fields: Fields) -> dict[str, object]:
    return {name: value for name, value in _plain(fields).items() if getattr(row, name) != value}


def _with_team(row: Appeal, fields: Fields) -> Fields:
    """A case keeps its team: reports must have somewhere to go."""
    if fields.team_id is None and row.current_version is not None:
        return replace(fields, team_id=row.team_id)
    return fields


def _plain_words(photos: Mapping[str, PhotoWords]) -> dict[str, PhotoWords]:
    return {key: PhotoWords(**{part: plain(getattr(texts, part)) for part in _PARTS}) for key, texts in photos.items()}


def _words_of(key: str, theirs: PhotoWords, mine: PhotoWords, take: frozenset[str]) -> PhotoWords:
    return PhotoWords(**{part: getattr(mine if f"photo-{key}-{part}" in take else theirs, part) for part in _PARTS})


def _photo_changes(
    session: Session, appeal_id: UUID, texts: Mapping[str, PhotoWords]
) -> list[tuple[AppealPhoto, str, str]]:
    """Photo, part and new text of all that is changed about photos."""
    return [
        (photo, part, plain(getattr(texts[photo.original], part)))
        for photo in queries.photos(session, appeal_id)
        if photo.original in texts
        for part in _PARTS
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

"""An appeal in another language: one person writes it, another who reads the language approves it (rule P11)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from appeals import queries, wording
from appeals.models import Appeal, AppealTranslation, AppealVersion
from appeals.rules import WRITABLE, content_of, plain
from appeals.rules.purge import Line, Noted
from appeals.rules.translations import Refusal, Written, begun_of, in_the_way, refusals, source_of, writers_of
from appeals.workflow.marks import PATIENCE, keep_back, raise_epoch, record
from appeals.workflow.writing import Outcome
from foundation.database import transaction
from staff.access import Factor

_FACTOR = {Factor.WRONG: Refusal.FACTOR_WRONG, Factor.TOO_MANY: Refusal.FACTOR_TOO_MANY}


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationWords:
    """What was typed."""

    description: str
    last_seen: str
    alts: Mapping[str, str]
    """Photo key to what the photo shows."""
    begun: str | None = None
    """``begun_of`` what they had before them when they began; None where nobody typed it into a form."""
    by_itself: bool = False
    """Saved while typing: nobody pressed a button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationApproval:
    """Who approves, and on what."""

    by: UUID
    seen: str
    """The fingerprint of what they had before them."""
    reads_it: bool
    """They say that they read the language."""
    factor: Callable[[Session], Factor]
    """Asks for the second factor again (rule Y2)."""


def save_translation(appeal_id: UUID, language: str, by: UUID, words: TranslationWords, *, now: datetime) -> Outcome:
    """Write it down for the English words as they are now; an approval of older words ends.

    A conflict: the English, or the translation, is not what they had before them when they began. Nothing is written.
    """
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.state not in WRITABLE:
            return Outcome.ENDED
        found, source = queries.translation(session, appeal_id, language), source_on_desk(session, row)
        stands = queries.written(found) if found else None
        if words.begun is not None and words.begun != begun_of(source, stands):
            return Outcome.CONFLICT
        kept = found or AppealTranslation(appeal_id=appeal_id, language=language)
        said = plain(words.description), plain(words.last_seen), {key: plain(alt) for key, alt in words.alts.items()}
        if words.by_itself and stands and (kept.description, kept.last_seen, kept.alts) == said:
            return Outcome.UNCHANGED
        if words.by_itself and stands and (stands.approved_by or stands.withdrawn):
            return Outcome.HELD
        kept.description, kept.last_seen, kept.alts = said
        kept.source = source
        kept.written_by, kept.written_at = by, now
        kept.writers = sorted(writers_of(stands, by))
        kept.approved_by, kept.approved_at = None, None
        session.add(kept)
        record(session, appeal_id, "translation_saved", by=by, now=now, language=language)
        return Outcome.SAVED


def approve_translation(
    appeal_id: UUID, language: str, approval: TranslationApproval, *, now: datetime
) -> list[Refusal]:
    """Let it go out: at once where the public reads the same English words, else with their publication.

    No check of rule P1 is asked for: it says what the public reads already, by the word of a second person who reads
    both. What is in the way, or nothing; a refusal is audited.
    """
    by = approval.by
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        kept = queries.translation(session, appeal_id, language) if row and row.state in WRITABLE else None
        if row is None or kept is None:
            return [Refusal.MISSING]
        written = queries.written(kept)
        found = refusals(
            written, by, source=source_on_desk(session, row), seen=approval.seen, reads_it=approval.reads_it
        )
        if in_the_way(wording.read_translation(written.translation), queries.clearances(session, row.id).keys()):
            found.append(Refusal.WORDS)
        if not found and not (outcome := approval.factor(session)):
            found = [_FACTOR[outcome]]
        if found:
            codes = sorted(str(each) for each in found)
            record(session, appeal_id, "translation_refused", by=by, now=now, language=language, refusals=codes)
            return found
        kept.approved_by, kept.approved_at = by, now
        record(session, appeal_id, "translation_approved", by=by, now=now, language=language)
        session.flush()
        _show(session, row, written, by, now)
        return []


def withdraw_translation(appeal_id: UUID, language: str, by: UUID, *, now: datetime) -> bool:
    """Take one language back: gone from the public at once, and it needs one person."""
    with transaction(patience=PATIENCE) as session:
        row = queries.locked(session, appeal_id)
        kept = queries.translation(session, appeal_id, language)
        if row is None or kept is None:
            return False
        _end(session, row, kept, now)
        record(session, appeal_id, "translation_withdrawn", by=by, now=now, language=language)
        return True


def withdraw_restored(noted: Noted, *, now: datetime) -> bool:
    """An old backup still speaks it; the ledger says that it was taken back. False: the database is newer."""
    with transaction() as session:
        row = queries.locked(session, noted.appeal_id)
        kept = queries.translation(session, noted.appeal_id, noted.of)
        if row is None or kept is None or queries.written(kept).withdrawn:
            return False
        if kept.withdrawn_at is not None and kept.withdrawn_at >= noted.at:
            return False
        if max(kept.approved_at or noted.at, _shown_since(session, row) or noted.at) > noted.at:
            return False
        _end(session, row, kept, now)
        record(session, row.id, "translation_withdrawn", by=None, now=now, language=noted.of, restored=True)
        return True


def _end(session: Session, row: Appeal, kept: AppealTranslation, now: datetime) -> None:
    """After what it ends, also where that was let out while this waited for the lock, or by a faster clock: a version
    speaks a language that was taken back before it (``appeals.queries.public``).
    """
    at = max(now, kept.written_at, _shown_since(session, row) or now)
    kept.withdrawn_at, kept.approved_by, kept.approved_at = at, None, None
    raise_epoch(session, now)
    keep_back(session, Noted(appeal_id=row.id, line=Line.TRANSLATION, at=at, of=kept.language))


def _shown_since(session: Session, row: Appeal) -> datetime | None:
    shown = session.get(AppealVersion, (row.id, row.current_version)) if row.current_version else None
    return shown.published_at if shown else None


def source_on_desk(session: Session, row: Appeal) -> str:
    """Of the English words that are being written."""
    shown = [photo for photo in queries.draft(session, row).photos if photo.state == "ready"]
    return source_of(row.description, row.last_seen, shown)


def _show(session: Session, row: Appeal, written: Written, by: UUID, now: datetime) -> None:
    """A version like the public one with this translation: heroes are not told of it."""
    live = queries.published(session, row.public_id, now)
    if live is None or source_of(live.description, live.last_seen, live.photos) != written.source:
        return
    shown = queries.with_translations(session, replace(live, version=live.version + 1, translations=()))
    session.add(
        AppealVersion(
            appeal_id=row.id, number=shown.version, content=content_of(shown), material=False,
            latitude=shown.latitude, longitude=shown.longitude, radius=shown.radius, national=shown.national,
            published_at=now, published_by=by, writers=sorted(written.writers),
            reason=f"translation {written.translation.language}",
        )
    )  # fmt: skip
    row.current_version = shown.version
    raise_epoch(session, now)
    record(session, row.id, "published", by=by, now=now, version=shown.version, reach=row.reach, material=False)

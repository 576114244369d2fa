"""An appeal in another language: written by one person, approved by another who reads it (rule P11)."""

import hashlib
import json
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from appeals.rules.draft import DraftPhoto, Hit, HitKind
from appeals.rules.obstacles import HARD
from appeals.rules.public import PublicAppeal, PublicPhoto, Translation


class TranslationState(StrEnum):
    """Where a translation is; it is worked out, not kept."""

    NONE = "none"
    WRITTEN = "written"
    """Waits for a second person who reads the language."""
    APPROVED = "approved"
    OUTDATED = "outdated"
    """The English words have changed since: it is not shown."""
    WITHDRAWN = "withdrawn"
    """One person took it back; the page shows the English words."""


class Refusal(StrEnum):
    """What is in the way of approving a translation. The words are in ``appeals.words``."""

    MISSING = "missing"
    WITHDRAWN = "withdrawn"
    OUTDATED = "outdated"
    SAME_PERSON = "same_person"
    NOT_WHAT_WAS_SEEN = "not_what_was_seen"
    NOT_READ = "not_read"
    """The second person did not say that they read the language."""
    WORDS = "words"
    """The wording check found words in it that are neither mended nor cleared with a reason."""
    FACTOR_WRONG = "factor_wrong"
    FACTOR_TOO_MANY = "factor_too_many"


_SAME_IN_ALL = frozenset({HitKind.PHONE, HitKind.EMAIL, HitKind.POSTCODE, HitKind.SHAPE})
"""Written alike in every language: what a person let stand in the English text stands in a translation too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A translation on the desk."""

    translation: Translation
    source: str
    """``source_of`` the English words that it was made from."""
    writers: frozenset[UUID]
    """Of words that no second person has approved since."""
    approved_by: UUID | None
    withdrawn: bool = False


def source_of(description: str, last_seen: str, photos: Iterable[DraftPhoto | PublicPhoto]) -> str:
    """SHA-256 in hex of the English words that a translation follows."""
    words = [description, last_seen, sorted([photo.key, photo.alt] for photo in photos)]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def state_of(written: Written | None, source: str) -> TranslationState:
    """Of one language, beside the English words as they are now."""
    if written is None:
        return TranslationState.NONE
    if written.withdrawn:
        return TranslationState.WITHDRAWN
    if written.source != source:
        return TranslationState.OUTDATED
    return TranslationState.APPROVED if written.approved_by else TranslationState.WRITTEN


def seen_of(written: Written) -> str:
    """SHA-256 in hex of what the second person has before them."""
    said = [written.source, written.translation.language, written.translation.description]
    said += [written.translation.last_seen, *(f"{key} {alt}" for key, alt in written.translation.alts)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def writers_of(stands: Written | None, by: UUID) -> frozenset[UUID]:
    """Of what ``stands`` once ``by`` has written in it, with those before, unless a second person approved theirs."""
    if stands is None or (stands.approved_by and not stands.withdrawn):
        return frozenset({by})
    return stands.writers | {by}


def begun_of(source: str, written: Written | None) -> str:
    """SHA-256 in hex of what a translator has before them: the English words, and the translation as it stands."""
    return hashlib.sha256(f"{source} {seen_of(written) if written else ''}".encode()).hexdigest()


def approved(appeal: PublicAppeal, written: Iterable[Written], *, waiting: str = "") -> PublicAppeal:
    """``appeal`` with the translations that hold for its words, in the order of their tags.

    The one in the language ``waiting`` is among them before its approval too: for the eye of the staff.
    """
    source = source_of(appeal.description, appeal.last_seen, appeal.photos)
    good = [each.translation for each in written if _holds(each, source, waiting)]
    return replace(appeal, translations=tuple(sorted(good, key=lambda each: each.language)))


def _holds(written: Written, source: str, waiting: str) -> bool:
    state = state_of(written, source)
    is_waited_for = state is TranslationState.WRITTEN and written.translation.language == waiting
    return state is TranslationState.APPROVED or is_waited_for


def in_the_way(hits: Iterable[Hit], cleared: Set[Hit]) -> list[Hit]:
    """Of the hits in a translation those that are neither mended nor cleared by name (rule P5). Judging words warn."""
    english = {hit.words for hit in cleared if "/" not in hit.field}
    return [
        hit
        for hit in hits
        if hit.kind is not HitKind.JUDGING
        and (hit.kind in HARD or hit not in cleared)
        and not (hit.kind in _SAME_IN_ALL and hit.words in english)
    ]


def refusals(written: Written | None, by: UUID, *, source: str, seen: str, reads_it: bool) -> list[Refusal]:
    """What stands between this person and approving these words, but for the wording check and the factor."""
    if written is None:
        return [Refusal.MISSING]
    found = {
        Refusal.WITHDRAWN: written.withdrawn,
        Refusal.OUTDATED: written.source != source,
        Refusal.SAME_PERSON: by in written.writers,
        Refusal.NOT_WHAT_WAS_SEEN: seen_of(written) != seen,
        Refusal.NOT_READ: not reads_it,
    }
    return [refusal for refusal, there in found.items() if there]

"""What some appeals of the demo have more than words: pictures, other languages, a long time."""

from datetime import datetime
from uuid import UUID

from appeals import queries
from appeals.rules import Marks, PhotoWords
from appeals.rules.translations import seen_of
from appeals.workflow import (
    TranslationApproval,
    TranslationWords,
    add_photo,
    approve_translation,
    make_long_term,
    mark_photo,
    save_translation,
    say_missing_since,
)
from foundation.clock import in_london
from foundation.database import reading
from searchhero.demo.cast import APPEALS, TRANSLATED, TRANSLATIONS, DemoAppeal, DemoPhoto
from searchhero.demo.portraits import portrait
from staff.access import Factor, Person


def day_of(at: datetime) -> str:
    """``Saturday 21 November``, so that the words stay true on every later day."""
    day = in_london(at)
    return f"{day:%A} {day.day} {day:%B}"


def dress(appeal_id: UUID, editor: Person, approver: Person, each: DemoAppeal, then: datetime) -> None:
    """Whatever this one of the cast has."""
    _hang_pictures(appeal_id, editor, each, then)
    if each.years:
        _make_long(appeal_id, editor, approver, each, then)
    if each is APPEALS[TRANSLATED]:
        _translate(appeal_id, editor, approver, then)


def _hang_pictures(appeal_id: UUID, editor: Person, each: DemoAppeal, then: datetime) -> None:
    """All that there are of this person."""
    for photo in (DemoPhoto(looks=each.looks, alt=each.portrait_alt), *each.others):
        words = PhotoWords(alt=photo.alt, source="The family", permission="The family agreed, in writing")
        key = add_photo(appeal_id, editor.id, portrait(photo.looks), words, now=then)
        if key and (photo.blurred or photo.progressed):
            marks = Marks(blurred=photo.blurred, progressed=photo.progressed)
            mark_photo(appeal_id, editor.id, key, marks, now=then)


def _make_long(appeal_id: UUID, editor: Person, approver: Person, each: DemoAppeal, then: datetime) -> None:
    """Missing for years: its review date may be months ahead."""
    say_missing_since(appeal_id, editor.id, f"{then.year - each.years}-03", now=then)
    make_long_term(appeal_id, approver.id, "The police keep the case open and look at it twice a year.", now=then)


def _translate(appeal_id: UUID, writer: Person, reader: Person, then: datetime) -> None:
    """One person writes each translation, another who reads the language approves it."""
    with reading() as session:
        keys = [photo.key for photo in queries.photos(session, appeal_id)]
    for language, (description, last_seen, alt) in TRANSLATIONS.items():
        words = TranslationWords(description=description, last_seen=last_seen, alts=dict.fromkeys(keys, alt))
        save_translation(appeal_id, language, writer.id, words, now=then)
        approval = TranslationApproval(
            by=reader.id, seen=_seen(appeal_id, language), reads_it=True, factor=lambda _: Factor.CONFIRMED
        )
        approve_translation(appeal_id, language, approval, now=then)


def _seen(appeal_id: UUID, language: str) -> str:
    with reading() as session:
        kept = queries.translation(session, appeal_id, language)
        return seen_of(queries.written(kept)) if kept else ""

"""The wording check: what must not stand in a public text, and words that judge (rules P4-P7).

It finds too much rather than too little: a person looks at each hit. English is looked through for every kind;
translations for numbers and places, dates of birth, health, self-harm and words that judge.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from phonenumbers import Leniency, PhoneNumberMatcher

from appeals.rules import TEXT_FIELDS, Draft, Hit, HitKind, Translation
from appeals.wording import english
from appeals.wording.folding import Span, fold
from appeals.wording.gaelic import GAELIC
from appeals.wording.polish import POLISH
from appeals.wording.urdu import URDU
from appeals.wording.welsh import WELSH
from foundation.faces import without_shape
from foundation.languages import OWN

_FEWEST_PHONE_DIGITS = 9
_CODES = ("force", "reference")
"""Fields that hold a name and a number: there only what identifies a person or a house is looked for."""
_IN_CODES = frozenset({HitKind.PHONE, HitKind.EMAIL, HitKind.POSTCODE, HitKind.SHAPE})
_OTHERS = {"gd": GAELIC, "cy": WELSH, "pl": POLISH, "ur": URDU}
"""BCP 47 tag to what is looked for in a translation."""


def read(draft: Draft) -> Draft:
    """The draft with every hit in every text that would become public, in the order of the desk."""
    texts = [(name, str(getattr(draft.fields, name))) for name in TEXT_FIELDS]
    texts += [(f"photo-{photo.name}-alt", photo.alt) for photo in draft.photos]
    return replace(draft, hits=tuple(hit for name, text in texts for hit in hits_in(name, text)))


def read_translation(said: Translation) -> tuple[Hit, ...]:
    """Every hit in a translation; a field is named with its language, as in ``cy/description``."""
    texts = [("last_seen", said.last_seen), ("description", said.description)]
    texts += [(f"alt-{key}", alt) for key, alt in said.alts]
    return tuple(
        hit for name, text in texts for hit in hits_in(f"{said.language}/{name}", text, language=said.language)
    )


def hits_in(field: str, text: str, *, language: str = OWN) -> Iterator[Hit]:
    """The hits of one text; the same words of one kind in one sentence are one hit."""
    seen = set()
    for kind, (start, end) in _spans(text) if language == OWN else _spans_of_other(text, language):
        if (field in _CODES and kind not in _IN_CODES) or (kind is HitKind.SHAPE and _is_never_drawn(field)):
            continue
        hit = Hit(field=field, kind=kind, words=text[start:end], sentence=_sentence(text, start, end))
        if hit not in seen:
            seen.add(hit)
            yield hit


def _spans(text: str) -> Iterator[tuple[HitKind, Span]]:
    for kind, find in _FINDERS.items():
        for span in find(text):
            yield kind, span


def _spans_of_other(text: str, language: str) -> Iterator[tuple[HitKind, Span]]:
    folded = fold(text)
    for span in _phones(folded.text):
        yield HitKind.PHONE, folded.original(span)
    for span in _shapes(text):
        yield HitKind.SHAPE, span
    for kind, pattern in _OTHERS[language].items():
        for match in pattern.finditer(folded.text):
            yield kind, folded.original(match.span())


def _phones(text: str) -> Iterator[Span]:
    """Every possible number, not only assigned ones: the person who typed it may have missed a digit."""
    for match in PhoneNumberMatcher(text, "GB", leniency=Leniency.POSSIBLE):
        if sum(letter.isdigit() for letter in match.raw_string) >= _FEWEST_PHONE_DIGITS:
            yield match.start, match.end


def _shapes(text: str) -> Iterator[Span]:
    """Runs of characters that posters and pictures can only show as boxes: emoji, Chinese script and the like."""
    if lacking := "".join(without_shape(text)):
        yield from (match.span() for match in re.finditer(f"[{re.escape(lacking)}]+", text))


def _is_never_drawn(field: str) -> bool:
    """What stands for a picture is read out, or on the page in the reader's own fonts."""
    name = field.rpartition("/")[2]
    return name.startswith("alt-") or name.endswith("-alt")


def _by_pattern(pattern: re.Pattern[str]) -> Callable[[str], Iterator[Span]]:
    return lambda text: (match.span() for match in pattern.finditer(text))


_FINDERS: dict[HitKind, Callable[[str], Iterator[Span]]] = {HitKind.PHONE: _phones, HitKind.SHAPE: _shapes} | {
    kind: _by_pattern(pattern) for kind, pattern in english.PATTERNS.items()
}
_SENTENCE_END = re.compile(r"[.!?۔؟](?=\s)|\n")


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around ``text[start:end]``."""
    before = [match.end() for match in _SENTENCE_END.finditer(text, 0, start)]
    after = _SENTENCE_END.search(text, end)
    return text[before[-1] if before else 0 : after.end() if after else len(text)].strip()

"""How the word lists of a language other than English become patterns over folded text."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from appeals.rules import HitKind
from appeals.wording import english
from appeals.wording.folding import fold

_ENGLISH_STREETS = "street|st|road|rd|avenue|ave|lane|drive|close|court|crescent|terrace|gardens"
"""Streets keep their English names in a translation. Short: "park" and "row" are everyday words elsewhere."""
_EVERYWHERE = (HitKind.EMAIL, HitKind.POSTCODE, HitKind.POINT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What is looked for in one language, written as the language writes it."""

    words: Mapping[HitKind, str]
    """Whole words or phrases, separated by commas; a ``*`` stands for any ending."""
    born: str
    """The same, of birth."""
    months: str
    """Stems of the months, separated by commas."""
    addresses: tuple[str, ...]
    """Patterns."""
    mutated: Callable[[str], str] = str
    """The pattern of a word with all its beginnings, where the language changes them."""

    def patterns(self) -> dict[HitKind, re.Pattern[str]]:
        """By kind. Of numbers and places what holds in any language is taken from the English check."""
        street = rf"\b\d{{1,4}}[a-z]?(?:/\d{{1,3}})?,? (?:[\w'-]+ ){{1,3}}?(?:{_ENGLISH_STREETS})\b"
        flat = r"\b(?:flat|apartment|apt) \d+(?:/\d+)?[a-z]?\b"
        months = "|".join(_folded_list(self.months))
        dates = (
            r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b",
            r"\b\d{4}-\d{2}-\d{2}\b",
            rf"\b\d{{1,2}}\w{{0,4}}\.?(?: \w{{1,3}})? (?:{months})\w*,? \d{{4}}\b",
        )
        own = (fold(each).text for each in self.addresses)
        return {
            **{kind: english.PATTERNS[kind] for kind in _EVERYWHERE},
            HitKind.ADDRESS: _any(street, flat, *own),
            HitKind.BIRTH: _any(self._pattern(self.born), *dates),
            **{kind: _any(self._pattern(words)) for kind, words in self.words.items()},
        }

    def _pattern(self, words: str) -> str:
        phrases = (" ".join(self.mutated(word) for word in each.split(" ")) for each in _folded_list(words))
        choice = "|".join(phrases).replace("*", r"\w*")
        return rf"\b(?:{choice})\b"


def _folded_list(words: str) -> list[str]:
    return [each.strip() for each in fold(words).text.split(",") if each.strip()]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)

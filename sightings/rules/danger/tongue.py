"""What the word list of one language holds, and how it is read."""

import re
import unicodedata
from dataclasses import dataclass

_NOTHING = re.compile(r"(?!)")
_CLAUSE_END = re.compile(r"[.,;:!?()،۔؟؛]")
_NEAR = 60
"""Characters around a hit in which a word may deny it."""
_LETTERS = str.maketrans(
    {"ł": "l", "ي": "ی", "ى": "ی", "ك": "ک", "ڪ": "ک", "ه": "ہ", "ة": "ہ", "ۃ": "ہ", "ە": "ہ", "’": "'"}
)
"""Letters that a keyboard may write another way and that NFD does not part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """Words of danger and of "now" in one language, and what takes them back in the same clause (rule S8)."""

    danger: re.Pattern[str]
    now: re.Pattern[str]
    denied_before: re.Pattern[str]
    """Ends right before the words: "not hurt"."""
    denied_after: re.Pattern[str] = _NOTHING
    """Begins right after them, where a language puts its "not" there."""
    not_now_before: re.Pattern[str] = _NOTHING
    not_now_after: re.Pattern[str] = _NOTHING
    bare: bool = True
    """It reads text without accents: many people have no keyboard for them."""

    def found(self, read: str, ordinary: re.Pattern[str]) -> bool:
        """Whether folded text speaks of danger, or of now; ``ordinary`` are words that mean something else here."""
        return self._says(read, self.danger, self.denied_before, self.denied_after, ordinary) or self._says(
            read, self.now, self.not_now_before, self.not_now_after, ordinary
        )

    @staticmethod
    def _says(read: str, *patterns: re.Pattern[str]) -> bool:
        words, before, after, ordinary = patterns
        return any(
            not before.search(_clause_before(read, hit.start()))
            and not after.match(_clause_after(read, hit.end()))
            and not ordinary.fullmatch(hit[0])
            for hit in words.finditer(read)
        )


def phrases(lines: str) -> re.Pattern[str]:
    """One alternative a line, at the edge of a word."""
    return re.compile(rf"\b(?:{'|'.join(line.strip() for line in lines.splitlines() if line.strip())})\b")


def bare_phrases(lines: str) -> re.Pattern[str]:
    """The same, for text that ``bare`` gives: written with the accents of the language."""
    return phrases(bare(lines))


def bare(text: str) -> str:
    """Folded text without accents and vowel signs; of letters that are written in several ways, one."""
    parted = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in parted if unicodedata.category(letter) != "Mn").translate(_LETTERS)


def _clause_before(read: str, end: int) -> str:
    return _CLAUSE_END.split(read[max(0, end - _NEAR) : end])[-1]


def _clause_after(read: str, start: int) -> str:
    return _CLAUSE_END.split(read[start : start + _NEAR], maxsplit=1)[0]

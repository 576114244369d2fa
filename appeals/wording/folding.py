"""Text as a word list of another language reads it: no accents, one form of each letter, one space between words."""

import unicodedata
from dataclasses import dataclass

Span = tuple[int, int]
_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "L", "ي": "ی", "ى": "ی", "ك": "ک", "ڪ": "ک", "ه": "ہ", "ة": "ہ", "ۃ": "ہ", "ە": "ہ", "’": "'"}
)
"""Letters that a keyboard may write another way and that Unicode does not part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """Folded text, and where each of its characters stood."""

    text: str
    places: tuple[int, ...]
    source: str

    def original(self, span: Span) -> Span:
        """Where the folded ``span`` stands in the text as it was typed, with the marks that follow its last letter."""
        start, end = self.places[span[0]], self.places[span[1] - 1] + 1
        while end < len(self.source) and unicodedata.category(self.source[end]) == "Mn":
            end += 1
        return start, end


def fold(text: str) -> Folded:
    """``text`` for reading. Joiners go, and digits of other scripts become European ones."""
    letters: list[str] = []
    places: list[int] = []
    for place, typed in enumerate(text):
        for letter in " " if typed.isspace() else unicodedata.normalize("NFKD", typed).translate(_LETTERS):
            if unicodedata.category(letter) in {"Mn", "Cf"} or (letter == " " and letters[-1:] == [" "]):
                continue
            letters.append(str(unicodedata.decimal(letter, letter)))
            places.append(place)
    return Folded(text="".join(letters), places=tuple(places), source=text)

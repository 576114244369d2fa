"""Words that staff should know of at once. They are advice: nothing is discarded for one (rules S7 to S10).

A false alarm costs a look, a missed one may cost a life: where a phrase can be read both ways it counts.
"""

import re
import unicodedata
from enum import StrEnum

from sightings.rules import claims, danger


class Flag(StrEnum):
    """Advice on a report, kept as ``Sighting.flags``."""

    URGENT = "urgent"
    """Words of danger, or the sender says that it is happening now."""
    SEEKER = "seeker"
    """Claims kinship, or asks where the person is (rule S9)."""
    SELF = "self"
    """Seems to be the missing person (rule S7)."""
    MINOR = "minor"
    """The sender says that they are under 18 (rule S7)."""
    OTHER_ALPHABET = "other_alphabet"
    """Mostly not in Latin letters: of our word lists only the Urdu ones could read it."""
    OVER_LIMIT = "over_limit"
    """Came through the slow lane (rule S3)."""
    PHOTO_FAULT = "photo_fault"
    """A photo came that could not be kept or read (rule S6)."""
    CASE_ENDED = "case_ended"
    """The appeal was withdrawn while the form was open."""


def flags_of(text: str, *, known_as: str, page: str = "en") -> frozenset[Flag]:
    """What the sender's words suggest; ``known_as`` is the name on the appeal, ``page`` the language of the form.

    They are looked for in every language of the pages, whatever the page.
    """
    read = _folded(text)
    found = {
        Flag.URGENT: danger.found(read, page),
        Flag.SEEKER: claims.seeks(read),
        Flag.SELF: claims.is_them(read, _first_name(_folded(known_as))),
        Flag.OTHER_ALPHABET: _other_alphabet(text),
    }
    return frozenset(flag for flag, true in found.items() if true)


def _folded(text: str) -> str:
    """Lower case, plain apostrophes, one space between words; characters without width are gone."""
    flat = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("‘", "'").replace("`", "'")
    shown = "".join(letter for letter in flat if unicodedata.category(letter) != "Cf")
    return re.sub(r"[ \t\n]+", " ", shown).strip()


def _first_name(name: str) -> str:
    """The first word of a name that is not a title or a single letter; "" where there is none."""
    words = (word for word in name.split() if len(word.strip(".")) > 1)
    return next((word for word in words if word not in {"mr", "mrs", "ms", "miss"}), "")


def _other_alphabet(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters)
    return len(letters) > 0 and latin * 2 < len(letters)

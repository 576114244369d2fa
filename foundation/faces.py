"""The faces that posters and share pictures are set in, and which letters each of them has.

A letter that a face has not itself, but whose base and accent it has, is no letter of it: a shaping engine puts the two
together where the face does not say how, and the accent stands over the next letter ("siw\u0302r" came out with its
roof over the r).
"""

import unicodedata
from functools import lru_cache

from PIL import ImageFont

from foundation.paths import FONTS

FACES = ("atkinson-hyperlegible", "noto-sans", "noto-naskh-arabic")
"""In the order of liking; the first that has every letter of a text sets all of it."""
FAMILIES = ("Atkinson Hyperlegible", "Noto Sans", "Noto Naskh Arabic")
"""As the files call themselves."""
_NO_SHAPE = "\uffff"


@lru_cache(maxsize=256)
def font(face: str, size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    """With Raqm, which shapes and orders Arabic script and places accents."""
    return ImageFont.truetype(_path(face, bold=bold), size, layout_engine=ImageFont.Layout.RAQM)


@lru_cache(maxsize=1024)
def face_of(words: str) -> str:
    """The face for all of a text: the one that lacks the fewest of its letters."""
    missing = {face: sum(not _has(face, letter) for letter in set(words)) for face in FACES}
    return min(FACES, key=lambda face: (missing[face], FACES.index(face)))


def without_shape(words: str) -> list[str]:
    """The characters that none of the faces has, each once, in their order: they come out as boxes."""
    return [letter for letter in dict.fromkeys(words) if not any(_has(face, letter) for face in FACES)]


@lru_cache(maxsize=8192)
def _has(face: str, letter: str) -> bool:
    """By the face's own table of characters: without Raqm, nothing is put together. Both weights have the same."""
    if letter.isspace() or unicodedata.category(letter) == "Cf":
        return True
    small = _plain(face)
    return bytes(small.getmask(letter)) != bytes(small.getmask(_NO_SHAPE))


@lru_cache(maxsize=8)
def _plain(face: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_path(face, bold=False), 24, layout_engine=ImageFont.Layout.BASIC)


def _path(face: str, *, bold: bool) -> str:
    return str(FONTS / f"{face}-{700 if bold else 400}.ttf")

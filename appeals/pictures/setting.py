"""Setting words in a column: each in a face that has its letters, in its own direction, as large as there is room for.

Lengths are pixels. What cannot be set even at the smallest size ends in "…": it is never cut in silence.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from PIL import ImageFont

from appeals import sharing
from foundation.faces import face_of, font

SCALES = (1.4, 1.25, 1.15, 1.07, 1, 0.93, 0.86, 0.8, 0.74, 0.68, 0.62, 0.55, 0.48, 0.42)
SMALLEST = 22
"""Of any letter: what a phone still shows readably."""
MARKS = 2
"""Accents one upon another that a letter may have; real names have no more, and the rest would climb over its line."""
Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""
Colour = str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Words of one look."""

    words: str
    size: int
    colour: Colour
    bold: bool = False
    after: int = 10
    """Space below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line where it will stand: ``x`` and ``y`` are the left end of its baseline."""

    words: str
    face: str
    size: int
    bold: bool
    colour: Colour
    rtl: bool
    x: int
    y: int
    box: Box
    """What its letters cover."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Set:
    """An item in lines, not yet placed."""

    item: Item
    size: int
    lines: tuple[str, ...]
    face: str
    rtl: bool

    @property
    def font(self) -> ImageFont.FreeTypeFont:
        return font(self.face, self.size, bold=self.item.bold)

    @property
    def direction(self) -> str:
        return "rtl" if self.rtl else "ltr"

    @property
    def height(self) -> int:
        return sum(sum(self.extent(line)) for line in self.lines)

    def extent(self, line: str) -> tuple[int, int]:
        """Above and below the baseline."""
        above, below = self.font.getmetrics()
        _, top, _, bottom = self.font.getbbox(line, anchor="ls", direction=self.direction)
        return max(above, -int(top)), max(below, int(bottom))


def is_rtl(words: str) -> bool:
    """By the first letter that has a direction (Unicode, UAX #9, rule P2)."""
    ways = (unicodedata.bidirectional(letter) for letter in words)
    return next((way for way in ways if way in {"L", "R", "AL"}), "L") != "L"


def column(items: list[Item], box: Box, *, from_right: bool = False) -> list[Line]:
    """``items`` one below the other in ``box``, at the largest scale at which all have room.

    ``from_right``: the page is one in right-to-left; words of the other direction still start where the eye does.
    """
    left, top, right, bottom = box
    kept = [replace(item, words=_tidy(item.words)) for item in items]
    kept = [item for item in kept if item.words]
    chosen = _largest(kept, right - left, bottom - top)
    while _height(chosen) > bottom - top and any(len(each.lines) > 1 for each in chosen):
        longest = max(range(len(chosen)), key=lambda at: len(chosen[at].lines))
        chosen[longest] = _shorter(chosen[longest], right - left)
    return list(_placed(chosen, box, from_right=from_right))


def _largest(items: list[Item], width: int, height: int) -> list[_Set]:
    """At the largest scale that fits and parts no word; if there is none, that fits; if there is none, the smallest."""
    fitting: list[_Set] | None = None
    chosen: list[_Set] = []
    for scale in SCALES:
        chosen = [_in_lines(item, scale, width) for item in items]
        if _height(chosen) <= height:
            fitting = fitting or chosen
            if not any(_parts_a_word(each, width) for each in chosen):
                return chosen
    return fitting or chosen


def _parts_a_word(each: _Set, width: int) -> bool:
    return any(_width(each, word) > width for word in each.item.words.replace("-", "- ").split(" "))


def _placed(chosen: list[_Set], box: Box, *, from_right: bool) -> Iterator[Line]:
    left, y, right, _ = box
    for each in chosen:
        for words in each.lines:
            above, below = each.extent(words)
            begin, up, end, down = each.font.getbbox(words, anchor="ls", direction=each.direction)
            # Its letters may begin before their origin: where they end is what must stay inside.
            x = right - int(end) - 1 if each.rtl or from_right else left - min(0, int(begin))
            baseline = y + above
            covers = (x + int(begin), baseline + int(up), x + int(end) + 1, baseline + int(down))
            yield Line(
                words=words, face=each.face, size=each.size, bold=each.item.bold, colour=each.item.colour,
                rtl=each.rtl, x=x, y=baseline, box=covers,
            )  # fmt: skip
            y = baseline + below
        y += each.item.after


def _height(chosen: list[_Set]) -> int:
    return sum(each.height + each.item.after for each in chosen) - (chosen[-1].item.after if chosen else 0)


def _in_lines(item: Item, scale: float, width: int) -> _Set:
    size = max(SMALLEST, round(item.size * scale))
    empty = _Set(item=item, size=size, lines=(), face=face_of(item.words), rtl=is_rtl(item.words))
    return replace(empty, lines=tuple(_wrapped(empty, width)))


def _wrapped(each: _Set, width: int) -> Iterator[str]:
    line = ""
    for piece in _pieces(each, width):
        if line and _width(each, (line + piece).rstrip()) > width:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    if line.strip():
        yield line.rstrip()


def _pieces(each: _Set, width: int) -> Iterator[str]:
    """Words with the space after them; one that has no room on a line is parted behind hyphens, else anywhere."""
    for word in each.item.words.replace(" ", " \0").split("\0"):
        for part in [word] if _width(each, word.rstrip()) <= width else word.replace("-", "-\0").split("\0"):
            yield from _halved(each, part, width)


def _halved(each: _Set, word: str, width: int) -> Iterator[str]:
    rest = word
    while _width(each, rest.rstrip()) > width and len(rest) > 1:
        most = bisect_right(range(1, len(rest)), width, key=lambda n: _width(each, rest[:n])) or 1
        yield rest[:most]
        rest = rest[most:]
    yield rest


def _shorter(each: _Set, width: int) -> _Set:
    last = each.lines[-2].rstrip(" .,")
    while last and _width(each, f"{last}…") > width:
        last = last[:-1]
    return replace(each, lines=(*each.lines[:-2], f"{last}…"))


def _width(each: _Set, words: str) -> int:
    return _measured(each.face, each.size, each.item.bold, each.direction, words) if words else 0


@lru_cache(maxsize=16384)
def _measured(face: str, size: int, bold: bool, way: str, words: str) -> int:  # noqa: FBT001 - keys of the cache
    begin, _, end, _ = font(face, size, bold=bold).getbbox(words, anchor="ls", direction=way)
    return int(end) + 1 - min(0, int(begin))


def _tidy(words: str) -> str:
    kept: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", " ".join(words.split())):
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= MARKS:
            kept.append(letter)
    return sharing.unparted("".join(kept))

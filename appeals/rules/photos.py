"""How a photo is cut for the public: turned, cropped, and what must stay in sight."""

from dataclasses import dataclass, replace
from enum import StrEnum

TURNS = (0, 90, 180, 270)
NARROWEST = 10
"""Percent of the whole that a crop keeps at least."""
_ALL = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """First turned, then cropped. All but the turn are percent of the whole picture once it is turned."""

    turn: int = 0
    """Degrees clockwise: 0, 90, 180 or 270."""
    left: int = 0
    top: int = 0
    width: int = _ALL
    height: int = _ALL
    focus_x: int = 50
    focus_y: int = 30
    """A face is mostly above the middle."""

    @property
    def crop(self) -> tuple[int, int, int, int]:
        """Left, top, width and height."""
        return self.left, self.top, self.width, self.height


WHOLE = Edits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How a photo is shown."""

    blurred: bool = False
    """Nobody is shown it before they ask to see it."""
    progressed: bool = False
    """Changed to show how the person may look now."""


class CropFault(StrEnum):
    """Why edits cannot be made."""

    OUTSIDE = "outside"
    """The crop does not lie within the picture, or keeps less than a tenth of a side."""
    FOCUS = "focus"
    """The focus point is not on what the crop keeps."""


def crop_faults(edits: Edits) -> list[CropFault]:
    """All that is wrong with ``edits``."""
    faults = []
    sides = (edits.left, edits.width), (edits.top, edits.height)
    if any(start < 0 or size < NARROWEST or start + size > _ALL for start, size in sides):
        faults.append(CropFault.OUTSIDE)
    if not (0 <= edits.focus_x - edits.left <= edits.width and 0 <= edits.focus_y - edits.top <= edits.height):
        faults.append(CropFault.FOCUS)
    return faults


def turned(edits: Edits, quarters: int = 1) -> Edits:
    """A quarter further clockwise, ``quarters`` times; crop and focus stay on the same pixels."""
    for _ in range(quarters % 4):
        edits = replace(
            edits,
            turn=(edits.turn + 90) % 360,
            left=_ALL - edits.top - edits.height,
            top=edits.left,
            width=edits.height,
            height=edits.width,
            focus_x=_ALL - edits.focus_y,
            focus_y=edits.focus_x,
        )
    return edits


def focus_of(edits: Edits) -> tuple[float, float]:
    """The focus point on the published picture, from left and from top, 0 to 1."""
    across = (edits.focus_x - edits.left) / edits.width
    down = (edits.focus_y - edits.top) / edits.height
    return round(min(max(across, 0.0), 1.0), 3), round(min(max(down, 0.0), 1.0), 3)

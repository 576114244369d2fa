"""Pictures to share: drawn with Pillow from the appeal alone, in three fixed sizes.

JPEG, because the photo is most of it (a PNG is ten times as large, and networks turn it into a JPEG again), with full
colour resolution so that small letters stay sharp. Pure: the same appeal, picture, size and language give the same
bytes, and they hold nothing but pixels.
"""

import io
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext
from PIL import Image, ImageDraw

from appeals import sharing
from appeals.pictures.setting import Box, Item, Line, column
from appeals.rules import PublicAppeal
from foundation.faces import font
from foundation.languages import direction, spoken

MEDIA_TYPE = "image/jpeg"
INK, PAPER, WHITE, TEXT, QUIET = "#12363a", "#fdf8ee", "#ffffff", "#14191a", "#3d4c50"


class Size(StrEnum):
    """Width by height in pixels: for links, for posts, and for stories."""

    WIDE = "1200x630"
    POST = "1080x1350"
    STORY = "1080x1920"

    @property
    def pixels(self) -> tuple[int, int]:
        width, _, height = self.value.partition("x")
        return int(width), int(height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the parts stand, for a page in left-to-right."""

    band: Box
    missing: Box
    photo: Box
    who: Box
    who_alone: Box
    """Where there is no photo."""
    what: Box
    foot: Box


LAYOUTS = {
    Size.WIDE: Layout(
        band=(0, 0, 1200, 84), missing=(520, 6, 1160, 84), photo=(0, 0, 480, 630),
        who=(520, 102, 1160, 284), who_alone=(48, 102, 1160, 284),
        what=(520, 294, 1160, 498), foot=(520, 506, 1160, 624),
    ),
    Size.POST: Layout(
        band=(0, 0, 1080, 150), missing=(48, 18, 1032, 150), photo=(48, 186, 600, 876),
        who=(636, 182, 1040, 876), who_alone=(48, 190, 1032, 876),
        what=(48, 906, 1032, 1190), foot=(48, 1216, 1032, 1330),
    ),
    Size.STORY: Layout(
        band=(0, 0, 1080, 370), missing=(48, 232, 1032, 370), photo=(48, 406, 624, 1126),
        who=(660, 402, 1040, 1126), who_alone=(48, 410, 1032, 1126),
        what=(48, 1164, 1032, 1490), foot=(48, 1530, 1032, 1670),
    ),
}  # fmt: skip
"""A story keeps its upper and lower 220 pixels free: the networks put their own signs there."""


def compose(appeal: PublicAppeal, picture: bytes | None, size: Size) -> bytes:
    """The JPEG. ``picture`` is a cleaned picture of ``appeal.face``, or None for a card without one."""
    with_photo = picture is not None
    canvas = Image.new("RGB", size.pixels, PAPER)
    draw = ImageDraw.Draw(canvas)
    draw.rectangle(_placed(LAYOUTS[size].band, size), fill=INK)
    if picture is not None:
        frame = _placed(LAYOUTS[size].photo, size)
        canvas.paste(_cut(picture, frame, _focus(appeal)), frame[:2])
    for line in lines(appeal, size, with_photo=with_photo):
        letters = font(line.face, line.size, bold=line.bold)
        way = "rtl" if line.rtl else "ltr"
        draw.text((line.x, line.y), line.words, fill=line.colour, font=letters, anchor="ls", direction=way)
    made = io.BytesIO()
    canvas.save(made, "JPEG", quality=88, subsampling=0, progressive=True, optimize=True)
    return made.getvalue()


def lines(appeal: PublicAppeal, size: Size, *, with_photo: bool) -> list[Line]:
    """Every line of words, where it stands."""
    layout = LAYOUTS[size]
    large = 1.0 if size is Size.WIDE else 1.2
    left = layout.who_alone[0]
    missing, what, foot = (
        box if with_photo else (left, *box[1:]) for box in (layout.missing, layout.what, layout.foot)
    )
    parts = (
        (_missing(size), missing),
        (_who(appeal, size, with_photo=with_photo), layout.who if with_photo else layout.who_alone),
        (_what(appeal, large), what),
        (_foot(appeal, large), foot),
    )
    mirrored = _is_mirrored()
    return [line for items, box in parts for line in column(items, _placed(box, size), from_right=mirrored)]


def _missing(size: Size) -> list[Item]:
    large = {Size.WIDE: 56, Size.POST: 88, Size.STORY: 88}[size]
    return [Item(words=gettext("Missing").upper(), size=large, colour=WHITE, bold=True)]


def _who(appeal: PublicAppeal, size: Size, *, with_photo: bool) -> list[Item]:
    large = 1.0 if size is Size.WIDE else 1.2
    face = appeal.face if with_photo else None
    facts = [] if appeal.age is None else [gettext("Age %(age)d", age=appeal.age)]
    facts.append(appeal.area)
    notes = [sharing.changed()] if face and face.progressed else []
    if face is None and size is not Size.WIDE:
        notes.append(gettext("Last seen: %(words)s", words=appeal.last_seen))
    return [
        Item(words=appeal.known_as, size=round(56 * large), colour=TEXT, bold=True, after=8),
        *(Item(words=each, size=round(38 * large), colour=TEXT, after=8) for each in facts),
        *(Item(words=each, size=round(26 * large), colour=QUIET, after=8) for each in notes),
    ]


def _what(appeal: PublicAppeal, large: float) -> list[Item]:
    return [
        Item(words=sharing.keep_away(), size=round(38 * large), colour=TEXT, bold=True, after=8),
        Item(words=sharing.call(), size=round(29 * large), colour=TEXT, bold=True, after=10),
        Item(words=sharing.police(appeal), size=round(28 * large), colour=TEXT),
    ]


def _foot(appeal: PublicAppeal, large: float) -> list[Item]:
    address = sharing.link(appeal).partition("://")[2]
    until = gettext("Reviewed by %(day)s. Before you pass it on, check that it is still live:", day=sharing.day(appeal))
    return [
        Item(words=until, size=round(22 * large), colour=QUIET, after=4),
        Item(words=address, size=round(23 * large), colour=INK, bold=True),
    ]


def _is_mirrored() -> bool:
    return direction(spoken.get()) == "rtl"


def _placed(box: Box, size: Size) -> Box:
    """As it stands, or mirrored on a page in right-to-left."""
    left, top, right, bottom = box
    width = size.pixels[0]
    return (width - right, top, width - left, bottom) if _is_mirrored() else box


def _focus(appeal: PublicAppeal) -> tuple[float, float]:
    return appeal.face.focus if appeal.face else (0.5, 0.5)


def _cut(picture: bytes, frame: Box, focus: tuple[float, float]) -> Image.Image:
    """The picture in the frame, cut around its focus, never stretched."""
    width, height = frame[2] - frame[0], frame[3] - frame[1]
    with Image.open(io.BytesIO(picture), formats=("JPEG",)) as source:
        scale = min(source.width / width, source.height / height)
        part = (width * scale, height * scale)
        left, top = (
            min(max(whole * at - size / 2, 0), whole - size)
            for whole, at, size in zip(source.size, focus, part, strict=True)
        )
        box = (left, top, left + part[0], top + part[1])
        return source.convert("RGB").resize((width, height), Image.Resampling.LANCZOS, box=box)

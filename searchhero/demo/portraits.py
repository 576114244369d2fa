"""Portraits for the demo, drawn from shapes: they are nobody."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

SIZE = (960, 1200)
_SCALE = 2

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What a drawn person looks like. ``hair`` is short, long, bob, bun, curly, bald or fringe."""

    skin: Colour
    hair: str
    hair_colour: Colour
    clothes: Colour
    backdrop: Colour
    glasses: bool = False
    beard: bool = False
    hat: Colour | None = None
    scarf: Colour | None = None
    older: bool = False


class _Canvas:
    """Draws in hundredths of the portrait's width, at twice the size, so that edges come out smooth."""

    def __init__(self, backdrop: Colour) -> None:
        self.image = Image.new("RGB", (SIZE[0] * _SCALE, SIZE[1] * _SCALE), backdrop)
        self.draw = ImageDraw.Draw(self.image)
        self.unit = SIZE[0] * _SCALE / 100

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        self.draw.ellipse(self.box(x - rx, y - ry, x + rx, y + ry), fill=fill)

    def round(self, box: tuple[float, float, float, float], fill: Colour, radius: float) -> None:
        self.draw.rounded_rectangle(self.box(*box), radius * self.unit, fill=fill)

    def arc(self, box: tuple[float, float, float, float], angles: tuple[int, int], fill: Colour, width: float) -> None:
        self.draw.arc(self.box(*box), *angles, fill=fill, width=int(width * self.unit))

    def shape(self, points: list[tuple[float, float]], fill: Colour) -> None:
        self.draw.polygon([(x * self.unit, y * self.unit) for x, y in points], fill=fill)

    def box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        return (left * self.unit, top * self.unit, right * self.unit, bottom * self.unit)


def _shade(colour: Colour, by: float) -> Colour:
    red, green, blue = (max(0, min(255, round(part * by))) for part in colour)
    return red, green, blue


def portrait(looks: Looks) -> bytes:
    """A JPEG of 960 × 1200 pixels."""
    canvas = _Canvas(looks.backdrop)
    canvas.oval(50, 58, 46, 56, _shade(looks.backdrop, 1.07))
    _hair_behind(canvas, looks)
    _body(canvas, looks)
    _head(canvas, looks)
    _face(canvas, looks)
    _hair_in_front(canvas, looks)
    _extras(canvas, looks)
    small = canvas.image.resize(SIZE, Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.6))
    out = BytesIO()
    small.save(out, "JPEG", quality=88)
    return out.getvalue()


def _body(canvas: _Canvas, looks: Looks) -> None:
    canvas.round((14, 96, 86, 150), looks.clothes, radius=24)
    canvas.round((41, 78, 59, 104), _shade(looks.skin, 0.88), radius=8)
    canvas.oval(50, 101, 11, 6, _shade(looks.skin, 0.94))
    canvas.shape([(37, 97), (50, 112), (41, 118)], _shade(looks.clothes, 0.85))
    canvas.shape([(63, 97), (50, 112), (59, 118)], _shade(looks.clothes, 0.85))


def _head(canvas: _Canvas, looks: Looks) -> None:
    for side in (28.5, 71.5):
        canvas.oval(side, 60, 4, 6, _shade(looks.skin, 0.92))
    canvas.oval(50, 57, 22, 28, looks.skin)
    if looks.beard:
        canvas.draw.chord(canvas.box(28, 31, 72, 87), 10, 170, fill=looks.hair_colour)
        canvas.oval(50, 68, 13, 8, looks.skin)


def _face(canvas: _Canvas, looks: Looks) -> None:
    ink = (58, 44, 40)
    for x in (41, 59):
        canvas.oval(x, 57, 3.1, 2.1, (250, 248, 244))
        canvas.oval(x, 57, 1.7, 1.9, ink)
        canvas.arc((x - 5, 49, x + 5, 56), (205, 335), _shade(looks.hair_colour, 0.8), 1.2)
        canvas.oval(x + (3 if x > 50 else -3), 67, 4, 2.6, _shade(looks.skin, 0.95))
    canvas.arc((46, 58, 54, 68), (30, 150), _shade(looks.skin, 0.76), 1.1)
    canvas.arc((42, 64, 58, 77), (25, 155), (158, 78, 74), 1.5)
    if looks.older:
        for left in (36, 56):
            canvas.arc((left, 60, left + 8, 66), (30, 150), _shade(looks.skin, 0.85), 0.5)
        canvas.arc((40, 40, 60, 46), (200, 340), _shade(looks.skin, 0.88), 0.5)


def _hair_behind(canvas: _Canvas, looks: Looks) -> None:
    if looks.hair in {"long", "fringe"}:
        canvas.round((24, 34, 76, 104), looks.hair_colour, radius=22)
    elif looks.hair == "bob":
        canvas.round((24, 34, 76, 82), looks.hair_colour, radius=18)
    elif looks.hair == "bun":
        canvas.oval(50, 24, 11, 10, _shade(looks.hair_colour, 0.92))
    elif looks.hair == "curly":
        for x, y in ((27, 44), (25, 56), (29, 68), (73, 44), (75, 56), (71, 68)):
            canvas.oval(x, y, 8, 9, looks.hair_colour)


def _hair_in_front(canvas: _Canvas, looks: Looks) -> None:
    colour = looks.hair_colour
    if looks.hair == "bald":
        return
    if looks.hair == "curly":
        for x, y in ((34, 36), (42, 31), (50, 29), (58, 31), (66, 36), (38, 40), (62, 40)):
            canvas.oval(x, y, 7.5, 7, colour)
        return
    canvas.draw.chord(canvas.box(27, 27, 73, 83), 192, 348, fill=colour)
    if looks.hair == "fringe":
        canvas.draw.chord(canvas.box(29, 26, 71, 66), 180, 360, fill=_shade(colour, 1.08))
    else:
        canvas.shape([(29, 50), (33, 38), (60, 36), (44, 44)], _shade(colour, 1.12))


def _extras(canvas: _Canvas, looks: Looks) -> None:
    if looks.glasses:
        for x in (41, 59):
            canvas.arc((x - 6.5, 51, x + 6.5, 63), (0, 360), (40, 42, 48), 1.0)
        canvas.arc((47, 54, 53, 60), (200, 340), (40, 42, 48), 1.0)
    if looks.hat:
        canvas.draw.chord(canvas.box(26, 18, 74, 68), 180, 360, fill=looks.hat)
        canvas.round((25, 39, 75, 46), _shade(looks.hat, 0.82), radius=3)
        canvas.oval(50, 18, 4, 4, _shade(looks.hat, 1.15))
    if looks.scarf:
        canvas.round((33, 90, 67, 101), looks.scarf, radius=5)
        canvas.round((56, 96, 66, 122), _shade(looks.scarf, 0.88), radius=3)

"""A picture with a partner's name drawn through it: a copy that gets out says whose it was."""

import io

from PIL import Image, ImageDraw, ImageFont

from foundation.paths import FONTS

FONT = FONTS / "noto-sans-400.ttf"
ANGLE = 24
_LIGHT, _DARK = (255, 255, 255, 120), (0, 0, 0, 110)


def marked(jpeg: bytes, words: str) -> bytes:
    """``jpeg`` as a JPEG of the same size with ``words`` all over it, and nothing in it but pixels."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as opened:
        picture = opened.convert("RGB")
    made = Image.new("RGB", picture.size)
    made.paste(Image.alpha_composite(picture.convert("RGBA"), _net(picture.size, words)).convert("RGB"))
    content = io.BytesIO()
    made.save(content, "JPEG", quality=85)
    return content.getvalue()


def _net(size: tuple[int, int], words: str) -> Image.Image:
    """The words in slanted rows, each row set off against the one above, so that no part of the picture is free."""
    width, height = size
    font = _font(max(14, width // 24))
    side = width + height
    net = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(net)
    left, top, right, bottom = pen.textbbox((0, 0), words, font=font)
    across, down = int(right - left) + width // 10, int(bottom - top) * 4
    for row, y in enumerate(range(0, side, down)):
        for x in range(-across + (row % 2) * across // 2, side, across):
            pen.text((x, y), words, font=font, fill=_LIGHT, stroke_width=1, stroke_fill=_DARK)
    turned = net.rotate(ANGLE, resample=Image.Resampling.BICUBIC)
    x, y = (side - width) // 2, (side - height) // 2
    return turned.crop((x, y, x + width, y + height))


def _font(points: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The one of the share pictures where the assets are built, else the one inside Pillow."""
    return ImageFont.truetype(FONT, points) if FONT.is_file() else ImageFont.load_default(points)

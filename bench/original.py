"""A photo to measure with, on standard output."""

import io
import sys

from PIL import Image, ImageFilter


def photo() -> bytes:
    """4000 by 3000 pixels with the detail of a photograph, as a phone saves it."""
    grain = [Image.effect_noise((4000, 3000), 40).filter(ImageFilter.GaussianBlur(2)) for _ in range(3)]
    slope = Image.radial_gradient("L").resize((4000, 3000), Image.Resampling.BICUBIC)
    saved = io.BytesIO()
    Image.merge("RGB", [Image.blend(slope, each, 0.4) for each in grain]).save(saved, "JPEG", quality=92)
    return saved.getvalue()


if __name__ == "__main__":
    sys.stdout.buffer.write(photo())

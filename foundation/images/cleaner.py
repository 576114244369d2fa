"""The process that decodes one upload: bytes on standard input, the order as its argument, pictures on standard output.

The order is a line of JSON: ``{"widths": [...], "turn": degrees, "crop": [left, top, width, height], "desk": bool}``.

Started by ``cleaning.py``; nothing else of ours imports it and it imports nothing of ours. Before a decoder sees a
byte of the upload it can open no file and no socket any more, and its memory and time are bounded (threat 20). Only the
first bytes are compared before, for the one decoder that may try: loading the others takes longer than decoding does.

Answer: a line of JSON, ``{"pictures": [{slot, width, height, format, length}, ...], "taken_at": place or null}`` or
``{"refusal": code}``, then the pictures' bytes in that order.
"""

import io
import json
import resource
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from PIL import (
    ExifTags,
    Image,
    ImageCms,
    ImageFilter,
    ImageOps,
    MpoImagePlugin,  # noqa: F401 - of a photo with a second picture inside; Pillow would import it once it is too late
    TiffImagePlugin,  # noqa: F401 - of EXIF
    UnidentifiedImageError,
    WebPImagePlugin,  # noqa: F401 - to find a form that nobody has imported, Pillow imports all forty
)

MEMORY = 1024**3
"""Bytes of address space."""
CPU_SECONDS = 10
PIXELS = 50_000_000
"""Pillow only warns up to twice its own limit: ours is lower, and the warning an error."""
BEGINNINGS = {b"\xff\xd8": "JPEG", b"\x89PNG": "PNG", b"RIFF": "WEBP"}
"""Whatever begins with none of them is left to the decoder of HEIF."""
BAND = 64
"""Rows that are drawn at once: what stands between a photo and its picture is then never a picture of its own."""
WHITE = (255, 255, 255)
TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
"""Pillow turns against the clock."""
WHOLE = 1000
"""The slot of the picture that is not cropped, on which staff choose the crop."""
BLURRED = 160
"""The slot of the picture that shows that there is one, and not whom."""
BLOTCHES = 12
"""What is left of its width before it is drawn large again: no face comes back from so few."""
SAVED = {
    "jpg": ("JPEG", {"quality": 82, "progressive": True, "optimize": True}),
    "webp": ("WEBP", {"quality": 78, "method": 4}),
}


def main() -> None:
    """Limits first, then the upload is read, then the doors are shut, then it is decoded."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    original = sys.stdin.buffer.read()
    _warm_up(_form(original))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))  # 0, 1 and 2 are open: there is no number for another
    answer = _answer(original, json.loads(sys.argv[1]))
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


def _form(original: bytes) -> str:
    """The one format that the upload may be of."""
    return next((form for beginning, form in BEGINNINGS.items() if original.startswith(beginning)), "HEIF")


def _warm_up(form: str) -> None:
    """Whatever Pillow imports or opens at first use, now: later there is no number for a file."""
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    ImageCms.createProfile("sRGB")
    if form == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False, decode_threads=1)
    pixel = Image.new("RGB", (1, 1))
    for used in {"JPEG", "WEBP", form} - {"HEIF"}:
        saved = io.BytesIO()
        pixel.save(saved, used)
        Image.open(saved).load()


def _answer(original: bytes, order: dict[str, Any]) -> bytes:
    form = _form(original)
    try:
        head, contents = _pictures(original, form, order)
    except UnidentifiedImageError:
        return _refusal("not-an-image")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError):
        return _refusal("too-large")
    except Exception:  # a decoder may raise anything: whatever it is, there is no picture in it
        return _refusal("damaged")
    return json.dumps({"pictures": head, "taken_at": _taken_at(original, form)}).encode() + b"\n" + b"".join(contents)


def _taken_at(original: bytes, form: str) -> list[float | None] | None:
    """Latitude, longitude (WGS 84 degrees) and accuracy (metres) as EXIF has them; None where it has none."""
    try:
        with Image.open(io.BytesIO(original), formats=(form,)) as source:
            gps = source.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        latitude, longitude = (
            sum(float(part) / 60**power for power, part in enumerate(gps[tag])) * (-1 if gps[side] in against else 1)
            for tag, side, against in ((2, 1, "Ss"), (4, 3, "Ww"))
        )
        accuracy = float(gps[31]) if 31 in gps else None
    except Exception:  # whatever is wrong with it: there is no place in it
        return None
    good = abs(latitude) <= 90 and abs(longitude) <= 180 and (accuracy is None or 0 <= accuracy < 1e8)
    return [latitude, longitude, accuracy] if good else None


def _refusal(code: str) -> bytes:
    return json.dumps({"refusal": code}).encode() + b"\n"


def _pictures(original: bytes, form: str, order: dict[str, Any]) -> tuple[list[dict[str, object]], list[bytes]]:
    head: list[dict[str, object]] = []
    contents: list[bytes] = []
    for slot, ending, picture in _made(original, form, order):
        target = io.BytesIO()
        saved_as, options = SAVED[ending]
        picture.save(target, saved_as, **options)
        contents.append(target.getvalue())
        head.append(
            {
                "slot": slot,
                "width": picture.width,
                "height": picture.height,
                "format": ending,
                "length": len(contents[-1]),
            }
        )
    return head, contents


def _made(original: bytes, form: str, order: dict[str, Any]) -> Iterator[tuple[int, str, Image.Image]]:
    """Slot, file ending and picture of everything that was ordered, widest first; what only staff see comes last."""
    widths, (left, top, across, down) = order["widths"], order["crop"]
    picture = _upright(original, form, widths[0] * 100 // min(across, down))
    if turn := TURNS.get(order["turn"]):
        picture = picture.transpose(turn)
    whole = _fitted(picture, WHOLE) if order["desk"] else None
    if (left, top, across, down) != (0, 0, 100, 100):
        wide, high = picture.width / 100, picture.height / 100
        box = (round(left * wide), round(top * high), round((left + across) * wide), round((top + down) * high))
        picture = picture.crop((*box[:2], max(box[0] + 1, box[2]), max(box[1] + 1, box[3])))
    for slot in widths:  # each from the one before: the wide steps are then paid once
        picture = _fitted(picture, slot)
        for ending in SAVED:
            yield slot, ending, picture
    if whole is not None:
        yield WHOLE, "jpg", whole
        yield BLURRED, "jpg", _blurred(picture)


def _blurred(picture: Image.Image) -> Image.Image:
    """A few blotches of colour in the same shape, drawn smooth."""
    high = max(1, round(BLURRED * picture.height / picture.width))
    few = picture.resize((BLOTCHES, max(1, round(BLOTCHES * high / BLURRED))), Image.Resampling.BOX)
    return few.resize((BLURRED, high), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(6))


def _upright(original: bytes, form: str, widest: int) -> Image.Image:
    """The first frame, turned as EXIF says, in sRGB, on white; it may still carry metadata."""
    source = Image.open(io.BytesIO(original), formats=(form,))
    if source.width * source.height > PIXELS:
        raise Image.DecompressionBombError
    source.draft("RGB", (widest, widest))  # JPEG: decode at a half, a quarter or an eighth, never below the widest
    source.load()
    longest = 4 * widest
    if max(source.size) > longest and source.mode not in {"P", "1"}:
        source.thumbnail((longest, longest), reducing_gap=2.0)
    ImageOps.exif_transpose(source, in_place=True)
    pixels, mask = _in_srgb(source)
    if mask is None:
        return pixels
    opaque = Image.new("RGB", source.size, WHITE)
    opaque.paste(pixels, (0, 0), mask)
    return opaque


def _in_srgb(source: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """The pixels as sRGB, and their opacity, or None where all of it is opaque."""
    mask = source.convert("RGBA").getchannel("A") if source.has_transparency_data else None
    if source.mode not in {"RGB", "CMYK", "L"}:
        return source.convert("RGB"), mask
    if profile := source.info.get("icc_profile"):
        try:
            kept = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(source, kept, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            return source.convert("RGB"), mask
        return made or source.convert("RGB"), mask
    return (source if source.mode == "RGB" else source.convert("RGB")), mask


def _fitted(picture: Image.Image, slot: int) -> Image.Image:
    """Within ``slot`` by twice ``slot`` pixels, never enlarged: a new image, which never had metadata."""
    scale = min(1.0, slot / picture.width, 2 * slot / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    made, per_row = Image.new("RGB", size), picture.height / size[1]
    for top in range(0, size[1], BAND):
        below = min(top + BAND, size[1])
        box = (0, top * per_row, picture.width, below * per_row)
        made.paste(picture.resize((size[0], below - top), Image.Resampling.LANCZOS, box=box), (0, top))
    return made

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
    ImageFilter,
    JpegImagePlugin,  # noqa: F401 - what we write
    MpoImagePlugin,  # noqa: F401 - of a photo with a second picture inside; Pillow would import it once it is too late
    TiffImagePlugin,  # noqa: F401 - of EXIF
    UnidentifiedImageError,
    WebPImagePlugin,  # noqa: F401 - what we write
    features,
)

MEMORY = 1024**3
"""Bytes of address space."""
CPU_SECONDS = 10
PIXELS = 50_000_000
"""Pillow only warns up to twice its own limit: ours is lower, and the warning an error."""
BEGINNINGS = {b"\xff\xd8": "JPEG", b"\x89PNG": "PNG", b"RIFF": "WEBP"}
"""Whatever begins with none of them is left to the decoder of HEIF."""
PROFILES = {"JPEG": b"ICC_PROFILE", "PNG": b"iCCP", "WEBP": b"ICCP", "HEIF": b""}
"""What stands in an upload that has colours of its own; without it, what changes colours is not loaded."""
EIGHTHS = {1: 8, 2: 4, **({3: 3} if features.check("libjpeg_turbo") else {}), 4: 2}
"""How many eighths of its size a JPEG may be decoded at, and the divisor at which libjpeg takes so many: it takes the
least number of them that is no smaller than the whole over the divisor. Three are known to libjpeg-turbo only.
"""
BAND = 64
"""Rows that are drawn at once: what stands between a photo and its picture is then never a picture of its own."""
WHITE = (255, 255, 255)
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What EXIF's orientations ask for. Pillow turns against the clock."""
TURNS = {90: UPRIGHT[6], 180: UPRIGHT[3], 270: UPRIGHT[8]}
SIDEWAYS = {UPRIGHT[5], UPRIGHT[6], UPRIGHT[7], UPRIGHT[8]}
"""Width and height change places."""
ALL = [0, 0, 100, 100]
"""The crop that cuts nothing away."""
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
    upload = io.BytesIO(sys.stdin.buffer.read())
    _warm_up(upload.getvalue())
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))  # 0, 1 and 2 are open: there is no number for another
    answer = _answer(upload, json.loads(sys.argv[1]))
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


def _form(original: bytes) -> str:
    """The one format that the upload may be of."""
    return next((form for beginning, form in BEGINNINGS.items() if original.startswith(beginning)), "HEIF")


def _warm_up(original: bytes) -> None:
    """Whatever Pillow imports or opens at first use, now: later there is no number for a file.

    It is told that it has its forms: it would import five more, and all forty to look for one that nobody imported.
    """
    form = _form(original)
    Image._initialized = 2
    Image.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    if PROFILES[form] in original:
        from PIL import ImageCms

        ImageCms.createProfile("sRGB")
    if form == "PNG":
        from PIL import PngImagePlugin  # noqa: F401
    elif form == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False, decode_threads=1)
    pixel = Image.new("RGB", (1, 1))
    for used in {"JPEG", "WEBP", form} - {"HEIF"}:
        saved = io.BytesIO()
        pixel.save(saved, used)
        Image.open(saved).load()


def _answer(upload: io.BytesIO, order: dict[str, Any]) -> bytes:
    try:
        source = Image.open(upload, formats=(_form(upload.getvalue()),))
        taken_at = _taken_at(source)  # while the upload is there: a PNG may have it after its pixels
        made = _made(_upright(source, upload, order), order)
        del source  # it is not held beside what is made of it
        head, contents = _pictures(made)
    except UnidentifiedImageError:
        return _refusal("not-an-image")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError):
        return _refusal("too-large")
    except Exception:  # a decoder may raise anything: whatever it is, there is no picture in it
        return _refusal("damaged")
    return json.dumps({"pictures": head, "taken_at": taken_at}).encode() + b"\n" + b"".join(contents)


def _taken_at(source: Image.Image) -> list[float | None] | None:
    """Latitude, longitude (WGS 84 degrees) and accuracy (metres) as EXIF has them; None where it has none."""
    try:
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


def _pictures(every: Iterator[tuple[int, str, Image.Image]]) -> tuple[list[dict[str, object]], list[bytes]]:
    head: list[dict[str, object]] = []
    contents: list[bytes] = []
    for slot, ending, picture in every:
        target = io.BytesIO()
        saved_as, options = SAVED[ending]
        picture.save(target, saved_as, **options)
        contents.append(target.getvalue())
        size = {"width": picture.width, "height": picture.height}
        head.append({"slot": slot, **size, "format": ending, "length": len(contents[-1])})
    return head, contents


def _made(picture: Image.Image, order: dict[str, Any]) -> Iterator[tuple[int, str, Image.Image]]:
    """Slot, file ending and picture of everything that was ordered, widest first; what only staff see comes last."""
    left, top, across, down = order["crop"]
    whole = _fitted(picture, WHOLE) if order["desk"] else None
    if order["crop"] != ALL:
        wide, high = picture.width / 100, picture.height / 100
        box = (round(left * wide), round(top * high), round((left + across) * wide), round((top + down) * high))
        picture = picture.crop((*box[:2], max(box[0] + 1, box[2]), max(box[1] + 1, box[3])))
    for slot in order["widths"]:  # each from the one before: the wide steps are then paid once
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


def _upright(source: Image.Image, upload: io.BytesIO, order: dict[str, Any]) -> Image.Image:
    """The first frame, turned as EXIF and the order say, in sRGB, on white; it may still carry metadata.

    Where it can be, it is made small first: turning, colours and white then cost less.
    """
    if source.width * source.height > PIXELS:
        raise Image.DecompressionBombError
    turns = [UPRIGHT.get(source.getexif().get(ExifTags.Base.Orientation, 1)), TURNS.get(order["turn"])]
    picture = _decoded(source, upload, order, lying=len([turn for turn in turns if turn in SIDEWAYS]) == 1)
    for turn in turns:
        picture = picture if turn is None else picture.transpose(turn)
    pixels, mask = _in_srgb(picture, source.info.get("icc_profile"))
    if mask is None:
        return pixels
    opaque = Image.new("RGB", pixels.size, WHITE)
    opaque.paste(pixels, (0, 0), mask)
    return opaque


def _decoded(source: Image.Image, upload: io.BytesIO, order: dict[str, Any], *, lying: bool) -> Image.Image:
    """As small as what was ordered allows; ``lying``: it will be turned on its side. What it was made of is let go."""
    slot, (_, _, across, down) = order["widths"][0], order["crop"]
    size = source.size
    wide, high = size[::-1] if lying else size
    scale = _draft(source, min(100 * slot / (wide * across), 200 * slot / (high * down)))
    source.load()
    upload.close()
    if order["crop"] == ALL and source.mode in {"RGB", "L", "CMYK"} and not source.has_transparency_data:
        fitted = _within(slot, wide, high)
        small = _drawn(source, fitted[::-1] if lying else fitted, (size[0] * scale, size[1] * scale))
        source.close()
        return small
    longest = 400 * slot // min(across, down)
    if max(source.size) > longest and source.mode not in {"P", "1"}:
        source.thumbnail((longest, longest), reducing_gap=2.0)
    return source


def _draft(source: Any, least: float) -> float:
    """The scale at which ``source`` will be decoded: a JPEG small, but not below ``least``.

    It does what Pillow's own ``draft`` does, and knows three eighths too. Where the last row or column is but a part,
    the photo ends within it.
    """
    for eighths, divisor in EIGHTHS.items():
        if eighths >= 8 * least and source.format in {"JPEG", "MPO"}:
            size = tuple(-(-side * eighths // 8) for side in source.size)
            source.tile = [tile._replace(extents=(0, 0, *size)) for tile in source.tile]
            source._size, source.decoderconfig = size, (divisor, 0)
            return eighths / 8
    return 1.0


def _in_srgb(source: Image.Image, profile: bytes | None) -> tuple[Image.Image, Image.Image | None]:
    """The pixels as sRGB, and their opacity, or None where all of it is opaque."""
    mask = source.convert("RGBA").getchannel("A") if source.has_transparency_data else None
    if profile and source.mode in {"RGB", "CMYK", "L"}:
        from PIL import ImageCms

        try:
            kept = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(source, kept, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            return source.convert("RGB"), mask
        return made or source.convert("RGB"), mask
    return (source if source.mode == "RGB" else source.convert("RGB")), mask


def _fitted(picture: Image.Image, slot: int) -> Image.Image:
    return _drawn(picture, _within(slot, *picture.size), picture.size)


def _within(slot: int, wide: int, high: int) -> tuple[int, int]:
    """The size within ``slot`` by twice ``slot`` pixels, never enlarged."""
    scale = min(1.0, slot / wide, 2 * slot / high)
    return max(1, round(wide * scale)), max(1, round(high * scale))


def _drawn(picture: Image.Image, size: tuple[int, int], shown: tuple[float, float]) -> Image.Image:
    """A new image, which never had metadata, of ``shown``: so many columns and rows, or parts of them."""
    made, per_row = Image.new(picture.mode, size), shown[1] / size[1]
    if size == shown:
        made.paste(picture)
        return made
    for top in range(0, size[1], BAND):
        below = min(top + BAND, size[1])
        box = (0, top * per_row, shown[0], below * per_row)
        made.paste(picture.resize((size[0], below - top), Image.Resampling.LANCZOS, box=box), (0, top))
    return made

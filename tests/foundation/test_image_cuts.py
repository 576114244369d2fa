"""A photo is turned and cropped in the process that decodes it, and nothing but pixels comes out."""

import io
import struct

import pytest
from PIL import Image

from foundation.images import Cut, Format, ImageRefusedError, clean, cleaning
from foundation.images.cleaning import BLURRED, WHOLE
from tests.foundation.test_images import ORIGINALS

RED, GREEN, BLUE, WHITE = (220, 20, 20), (20, 180, 20), (20, 20, 220), (250, 250, 250)


def quarters(size=(800, 600)) -> bytes:
    """Red and green above, blue and white below."""
    whole = Image.new("RGB", size, RED)
    across, down = size[0] // 2, size[1] // 2
    for colour, at in ((GREEN, (across, 0)), (BLUE, (0, down)), (WHITE, (across, down))):
        whole.paste(colour, (*at, at[0] + across, at[1] + down))
    saved = io.BytesIO()
    whole.save(saved, "PNG")
    return saved.getvalue()


def corners(content: bytes) -> list[tuple[int, ...]]:
    """What stands at top left, top right, bottom left and bottom right, as one of the four colours."""
    seen = Image.open(io.BytesIO(content)).convert("RGB")
    at = [(x * seen.width // 10, y * seen.height // 10) for y in (1, 9) for x in (1, 9)]
    return [min((RED, GREEN, BLUE, WHITE), key=lambda each: _apart(each, seen.getpixel(spot))) for spot in at]


def _apart(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (0, [RED, GREEN, BLUE, WHITE]),
        (90, [BLUE, RED, WHITE, GREEN]),
        (180, [WHITE, BLUE, GREEN, RED]),
        (270, [GREEN, WHITE, RED, BLUE]),
    ],
)
def test_a_picture_is_turned_clockwise(turn, expected):
    made = clean(quarters(), (640, 320), Cut(turn=turn))
    assert (made.width > made.height) == (turn in {0, 180})
    for picture in made.pictures:
        assert corners(picture.content) == expected


def test_a_crop_is_of_the_picture_once_it_is_turned():
    made = clean(quarters(), (320,), Cut(turn=90, crop=(0, 0, 50, 50)))
    assert set(corners(made.picture(320).content)) == {BLUE}
    assert made.width / made.height == pytest.approx(0.75, 0.02)


def test_a_narrow_crop_of_a_large_photo_is_not_made_from_a_small_one():
    saved = io.BytesIO()
    Image.radial_gradient("L").resize((4000, 3000)).convert("RGB").save(saved, "JPEG")
    made = clean(saved.getvalue(), cut=Cut(crop=(40, 40, 20, 20)))
    assert (made.width, made.height) == (800, 600)


def test_the_desk_also_gets_the_whole_picture_and_blotches():
    made = clean(quarters(), cut=Cut(crop=(0, 0, 50, 50), desk=True))
    whole, blotches = made.picture(WHOLE), made.picture(BLURRED)
    assert corners(whole.content) == [RED, GREEN, BLUE, WHITE]
    assert set(corners(blotches.content)) == {RED}
    assert blotches.width == BLURRED
    assert len(blotches.content) < 4000


def test_no_detail_comes_through_the_blotches():
    fine = Image.effect_noise((800, 800), 120).convert("RGB")
    saved = io.BytesIO()
    fine.save(saved, "PNG")
    seen = Image.open(io.BytesIO(clean(saved.getvalue(), cut=Cut(desk=True)).picture(BLURRED).content)).convert("L")
    darkest, lightest = seen.getextrema()
    assert lightest - darkest < 40


def test_an_answer_without_the_pictures_that_the_desk_asked_for_is_none(monkeypatch):
    monkeypatch.setattr(cleaning, "_expected", lambda widths, cut: [(320, Format.JPEG)])
    with pytest.raises(ImageRefusedError):
        clean(quarters(), cut=Cut(desk=True))


@pytest.mark.parametrize("kind", ORIGINALS)
def test_P6_every_segment_and_chunk_of_every_picture_is_about_pixels_alone(kind):
    for made in clean(ORIGINALS[kind](), cut=Cut(turn=90, crop=(10, 10, 80, 80), desk=True)).pictures:
        if made.format is Format.JPEG:
            assert set(segments(made.content)) <= JPEG_PARTS
        else:
            assert set(chunks(made.content)) <= {b"VP8 "}


JPEG_PARTS = {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA, 0xDD}
"""JFIF head, tables, frame and scans; no other application segment, no comment (ITU-T T.81, table B.1)."""


def segments(content: bytes) -> list[int]:
    """The marker of every segment up to the end of the image, which is the end of the file."""
    assert content[:2] == b"\xff\xd8"
    at, found = 2, []
    while content[at : at + 2] != b"\xff\xd9":
        assert content[at] == 0xFF
        marker, size = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if marker == 0xE0:
            assert content[at + 4 : at + 9] == b"JFIF\0"
            assert size == 16, "no thumbnail"
        found.append(marker)
        at += 2 + size
        while marker == 0xDA and not (content[at] == 0xFF and content[at + 1] not in {0, *range(0xD0, 0xD8)}):
            at += 1
    assert at + 2 == len(content)
    return found


def chunks(content: bytes) -> list[bytes]:
    """The name of every chunk of a WebP file (RFC 9649)."""
    assert (content[:4], content[8:12]) == (b"RIFF", b"WEBP")
    assert struct.unpack("<I", content[4:8])[0] + 8 == len(content)
    at, found = 12, []
    while at < len(content):
        found.append(content[at : at + 4])
        size = struct.unpack("<I", content[at + 4 : at + 8])[0]
        at += 8 + size + size % 2
    return found


def test_the_reader_of_parts_sees_what_an_upload_carries():
    assert {0xE1, 0xFE} <= set(segments(ORIGINALS["jpeg"]()))
    assert {b"EXIF", b"XMP "} <= set(chunks(ORIGINALS["webp"]()))

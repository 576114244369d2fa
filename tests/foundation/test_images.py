"""Threats 19 and 20, rule S6: what is kept for others is made from pixels alone, and a bad file costs nothing else."""

import io
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat
from PIL.PngImagePlugin import PngInfo

from foundation.images import Format, ImageRefusedError, Refusal, clean, cleaning

SECRET = b"Lives at 12 Harbour Street"
FOLDER = Path(cleaning.__file__).parent


def picture(size=(900, 600), mode="RGB") -> Image.Image:
    return Image.radial_gradient("L").resize(size).convert(mode)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def heic(image: Image.Image, **options: object) -> bytes:
    target = io.BytesIO()
    pillow_heif.from_pillow(image).save(target, **options)
    return target.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010E] = SECRET.decode()
    tags[0x9286] = SECRET
    gps = tags.get_ifd(0x8825)
    gps.update({1: "N", 2: (56.0, 27.0, 43.2), 3: "W", 4: (2.0, 58.0, 12.0)})
    tags[0x8825] = gps
    return tags


def refused(original: bytes) -> Refusal:
    with pytest.raises(ImageRefusedError) as caught:
        clean(original)
    return caught.value.refusal


ORIGINALS = {
    "jpeg": lambda: saved(picture(), "JPEG", exif=exif(), comment=SECRET, xmp=b"<x:xmpmeta>" + SECRET, quality=90),
    "png": lambda: saved(picture(), "PNG", exif=exif(), pnginfo=_png_words()),
    "webp": lambda: saved(picture(), "WEBP", exif=exif().tobytes(), xmp=b"<x:xmpmeta>" + SECRET),
    "heic": lambda: heic(picture(), exif=exif().tobytes(), xmp=b"<x:xmpmeta>" + SECRET),
}


def _png_words() -> PngInfo:
    words = PngInfo()
    words.add_text("Comment", SECRET.decode())
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return words


def raw_profile() -> bytes:
    """A PNG whose EXIF stands in a text, as ImageMagick writes it."""
    words, tags = PngInfo(), b"Exif\x00\x00" + exif().tobytes().removeprefix(b"Exif\x00\x00")
    words.add_text("Raw profile type exif", f"\nexif\n{len(tags):8d}\n{tags.hex()}\n")
    return saved(picture(), "PNG", pnginfo=words)


@pytest.mark.parametrize("made", [*ORIGINALS.values(), raw_profile], ids=[*ORIGINALS, "png with a raw profile"])
def test_S5_the_place_of_a_photo_is_read_wherever_its_form_keeps_it(made):
    place = clean(made()).taken_at_place
    assert (round(place.latitude, 3), round(place.longitude, 3)) == (56.462, -2.97)


@pytest.mark.parametrize("kind", ORIGINALS)
def test_nothing_but_pixels_is_left_of_a_photo_with_gps_comment_and_xmp(kind):
    original = ORIGINALS[kind]()
    assert SECRET in original, "the original carries what must go"
    for made in clean(original).pictures:
        for mark in (SECRET, b"Exif", b"EXIF", b"GPS", b"xmp", b"XMP", b"ICC", b"Harbour", b"photoshop"):
            assert mark not in made.content, mark
        reopened = Image.open(io.BytesIO(made.content))
        assert dict(reopened.getexif()) == {}
        assert set(reopened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive",
                                      "progression", "loop", "background", "timestamp", "duration"}  # fmt: skip


def test_a_photo_with_a_second_picture_inside_as_phones_take_them_is_read():
    original = saved(picture(), "MPO", save_all=True, append_images=[picture((300, 200))])
    assert Image.open(io.BytesIO(original)).format == "MPO"
    assert (clean(original).width, clean(original).height) == (900, 600)


def test_every_slot_comes_in_both_formats_widest_first():
    made = clean(saved(picture((2600, 1300)), "JPEG"))
    assert [(each.slot, each.width, each.height, each.format) for each in made.pictures] == [
        (1280, 1280, 640, Format.JPEG), (1280, 1280, 640, Format.WEBP),
        (640, 640, 320, Format.JPEG), (640, 640, 320, Format.WEBP),
        (320, 320, 160, Format.JPEG), (320, 320, 160, Format.WEBP),
    ]  # fmt: skip
    assert (made.width, made.height) == (1280, 640)
    for each in made.pictures:
        opened = Image.open(io.BytesIO(each.content))
        assert (opened.format, opened.size) == (
            {Format.JPEG: "JPEG", Format.WEBP: "WEBP"}[each.format],
            (each.width, each.height),
        )


def test_a_small_picture_is_not_enlarged_and_a_long_one_fits():
    assert {each.width for each in clean(saved(picture((200, 100)), "PNG")).pictures} == {200}
    assert clean(saved(picture((30, 9000)), "PNG")).picture(320).height <= 640


@pytest.mark.parametrize(
    ("stored", "standing", "lying"), [((400, 300), (400, 300), (300, 400)), ((4000, 3000), (1280, 960), (1280, 1707))]
)
@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (0, 0)), (2, (1, 0)), (3, (1, 1)), (4, (0, 1)), (5, (0, 0)), (6, (1, 0)), (7, (1, 1)), (8, (0, 1))],
)
def test_a_turned_phone_gives_an_upright_picture(orientation, corner, stored, standing, lying):
    image = Image.new("RGB", stored, "white")
    image.paste("black", (0, 0, stored[0] // 4, stored[1] // 4))
    made = clean(saved(image, "JPEG", exif=exif(orientation), quality=95)).picture(1280)
    upright = Image.open(io.BytesIO(made.content)).convert("L")
    assert upright.size == (standing if orientation <= 4 else lying)
    x, y = (int(side * (length - 1)) for side, length in zip(corner, upright.size, strict=True))
    assert upright.getpixel((x, y)) < 60
    assert upright.getpixel((upright.width // 2, upright.height // 2)) > 200


@pytest.mark.parametrize(
    "size", [(10241, 1201), (5121, 900), (1281, 5203), (2561, 2000), (3601, 2703), (3413, 2561), (3414, 2561)]
)
def test_a_photo_that_is_decoded_small_shows_what_the_whole_of_it_shows(size):
    """At an eighth of its size and two, three and four of them, by odd numbers: nothing is moved, cut or missing."""
    stripes = Image.linear_gradient("L").rotate(90).resize(size)
    image = Image.merge("RGB", (picture(size, "L"), stripes, Image.linear_gradient("L").resize(size)))
    original = saved(image, "JPEG", quality=95)
    made = Image.open(io.BytesIO(clean(original).picture(1280).content))
    scale = min(1280 / size[0], 2560 / size[1])
    assert made.size == (round(size[0] * scale), round(size[1] * scale))
    whole = image.resize(made.size, Image.Resampling.LANCZOS)
    away = ImageStat.Stat(ImageChops.difference(made, whole))
    assert max(away.mean) < 1
    assert max(furthest for _, furthest in away.extrema) < 8


def test_transparent_parts_become_white():
    image = Image.new("RGBA", (300, 300), (255, 0, 0, 0))
    made = clean(saved(image, "PNG")).picture(1280)
    assert Image.open(io.BytesIO(made.content)).convert("RGB").getpixel((150, 150)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16", "CMYK", "RGB"])
def test_every_kind_of_pixel_is_read(mode):
    image = picture((300, 200), "RGB").convert("L" if mode == "I;16" else "RGBA" if mode == "LA" else "RGB")
    image = image.convert("I").convert("I;16") if mode == "I;16" else image.convert(mode)
    form = "JPEG" if mode == "CMYK" else "PNG"
    assert clean(saved(image, form)).width == 300


def test_only_the_first_frame_of_an_animation_is_kept():
    first, second = Image.new("RGB", (100, 100), "red"), Image.new("RGB", (100, 100), "blue")
    for form in ("WEBP", "PNG"):
        animated = saved(first, form, save_all=True, append_images=[second] * 20)
        made = Image.open(io.BytesIO(clean(animated).picture(320, Format.WEBP).content))
        assert getattr(made, "n_frames", 1) == 1
        red, _, blue = made.convert("RGB").getpixel((50, 50))
        assert red > blue


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_colours_of_another_profile_become_srgb(form):
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    red = Image.new("RGB", (300, 200), (200, 30, 30))
    original = heic(red, icc_profile=swapped) if form == "HEIF" else saved(red, form, icc_profile=swapped)
    shown = Image.open(io.BytesIO(clean(original).picture(320).content)).getpixel((150, 100))
    assert all(abs(seen - meant) < 8 for seen, meant in zip(shown, (30, 30, 200), strict=True))


def test_no_profile_is_left_and_a_broken_profile_costs_nothing():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (lab, b"not a profile at all"):
        made = clean(saved(picture(), "JPEG", icc_profile=profile))
        assert "icc_profile" not in Image.open(io.BytesIO(made.picture(1280).content)).info


def test_a_file_that_is_two_things_at_once_is_only_a_picture_afterwards():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as pack:
        pack.writestr("run.html", "<script>alert(1)</script>")
    original = saved(picture(), "JPEG", comment=b"<script>alert(1)</script>") + archive.getvalue()
    for made in clean(original).pictures:
        assert b"<script" not in made.content
        assert not zipfile.is_zipfile(io.BytesIO(made.content))


@pytest.mark.parametrize(
    "original",
    [
        b"",
        b"not an image",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7\n",
        saved(Image.new("P", (10, 10)), "GIF"),
        saved(Image.new("RGB", (10, 10)), "BMP"),
        saved(Image.new("RGB", (10, 10)), "TIFF"),
        saved(Image.new("RGB", (10, 10)), "ICO"),
    ],
)
def test_other_formats_are_not_even_tried(original):
    assert refused(original) is Refusal.NOT_AN_IMAGE


def test_a_picture_that_was_cut_off_is_named_damaged():
    assert refused(saved(picture(), "JPEG")[:4000]) is Refusal.DAMAGED
    assert refused(saved(picture((900, 600), "RGB"), "PNG")[:1500]) is Refusal.DAMAGED


def _png_of(width: int, height: int) -> bytes:
    """A few hundred bytes that say that they are an enormous picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 2, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(7100, 7100), (9000, 9000), (60000, 60000)])
def test_a_bomb_is_refused_before_it_is_decoded(size):
    assert refused(_png_of(*size)) is Refusal.TOO_LARGE


def test_a_file_over_25_mib_is_refused_without_a_process():
    assert refused(bytes(cleaning.LARGEST_ORIGINAL + 1)) is Refusal.TOO_LARGE


def test_a_decoder_that_never_ends_is_ended(monkeypatch):
    monkeypatch.setattr(cleaning, "SECONDS", 0.05)
    assert refused(saved(picture((3000, 3000)), "PNG")) is Refusal.TOO_SLOW


def _in_the_cleaner(code: str) -> str:
    """Run ``code`` where the upload is decoded: after the doors are shut."""
    program = f"""
import sys
sys.path.insert(0, {str(FOLDER)!r})
import cleaner
def probe(original, order):
    {code}
cleaner._answer = probe
cleaner.main()
"""
    done = subprocess.run(
        [sys.executable, "-c", program, "{}"], input=b"", capture_output=True, check=False, timeout=60
    )
    return f"{done.returncode} {done.stdout.decode()} {done.stderr.decode()}"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import socket; socket.socket()", "Too many open files"),
        ("open('/etc/passwd')", "Too many open files"),
        ("import os; os.pipe()", "Too many open files"),
        ("bytearray(2 * 1024 ** 3)", "MemoryError"),
    ],
)
def test_a_decoder_that_was_taken_over_opens_no_file_no_socket_and_no_memory(code, told):
    assert told in _in_the_cleaner(code)


def test_the_process_that_decodes_knows_no_setting_of_ours(tmp_path, monkeypatch):
    spy = tmp_path / "cleaner.py"
    spy.write_text(
        "import json, os, sys\n"
        "def main(): sys.stdin.buffer.read(); print(json.dumps({'refusal': ' '.join(os.environ)}))"
    )
    monkeypatch.setattr(cleaning, "_FOLDER", tmp_path)
    answer, ended = cleaning._ask(b"", cleaning._order([320], cleaning.UNCUT))
    assert ended == 0
    assert b"SEARCHHERO" not in answer


@pytest.mark.parametrize(
    "said",
    [
        "print('no json')",
        "print('{}')",
        """print('{"pictures": []}')""",
        """print('{"pictures": [{"slot": 320, "width": 1, "height": 1, "format": "exe", "length": 1}]}')""",
        """print('{"pictures": [{"slot": 320, "width": 1, "height": 1, "format": "jpg", "length": 99}]}')""",
        """print('{"refusal": "made up"}')""",
        "os.abort()",
        "sys.exit(3)",
    ],
)
def test_an_answer_that_no_cleaner_would_give_is_no_picture(tmp_path, monkeypatch, said):
    liar = tmp_path / "cleaner.py"
    liar.write_text(f"import os, sys\ndef main():\n    sys.stdin.buffer.read()\n    {said}\n")
    monkeypatch.setattr(cleaning, "_FOLDER", tmp_path)
    assert refused(b"whatever") is Refusal.DAMAGED


def test_an_answer_without_end_is_cut(tmp_path, monkeypatch):
    liar = tmp_path / "cleaner.py"
    liar.write_text(
        "import sys\n"
        "def main():\n    sys.stdin.buffer.read()\n    while True: sys.stdout.buffer.write(bytes(1 << 20))\n"
    )
    monkeypatch.setattr(cleaning, "_FOLDER", tmp_path)
    assert refused(b"whatever") is Refusal.TOO_LARGE

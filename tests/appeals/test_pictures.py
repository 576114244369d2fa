"""Share pictures: whatever the words, they stand inside, readable, in their own direction; and only pixels go out."""

import io
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from appeals import pictures
from appeals.pictures import Size
from appeals.pictures.setting import SMALLEST, Line, column, is_rtl
from foundation.languages import speaking
from tests.appeals.values import NAMES, PHOTO, photo, public_appeal

LETTERS = st.characters(codec="utf-8", categories=("L", "M", "N", "P", "Zs"))
NAME = st.text(LETTERS, min_size=1, max_size=80).filter(str.strip)
LINE = st.text(LETTERS, min_size=1, max_size=120)


@pytest.fixture(autouse=True, scope="module")
def in_english(app):
    with app.test_request_context():
        yield


def outside(lines: list[Line], size: Size) -> list[str]:
    """The words whose letters leave the picture."""
    width, height = size.pixels
    return [
        line.words
        for line in lines
        if line.box[0] < 0 or line.box[1] < 0 or line.box[2] > width or line.box[3] > height
    ]


def over_the_photo(lines: list[Line], size: Size) -> list[str]:
    left, top, right, bottom = pictures.LAYOUTS[size].photo
    return [
        line.words
        for line in lines
        if line.box[0] < right and line.box[2] > left and line.box[1] < bottom and line.box[3] > top
    ]


@settings(max_examples=40)
@given(name=NAME, area=LINE, force=NAME, size=st.sampled_from(Size), with_photo=st.booleans())
@example(name="W" * 80, area="W" * 120, force="W" * 80, size=Size.WIDE, with_photo=True)
@example(name="محمد " * 16, area="ں" * 120, force="W" * 80, size=Size.WIDE, with_photo=True)
def test_no_words_leave_the_picture_or_cover_the_photo(name, area, force, size, with_photo):
    appeal = public_appeal(known_as=name, area=area, force=force)
    lines = pictures.lines(appeal, size, with_photo=with_photo)
    assert outside(lines, size) == []
    if with_photo:
        assert over_the_photo(lines, size) == []
    assert min(line.size for line in lines) >= SMALLEST


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_sixty_letters_stands_there_in_full(name, size):
    lines = pictures.lines(public_appeal(known_as=name), size, with_photo=True)
    assert name.replace(" ", "") in "".join(line.words.replace(" ", "") for line in lines)
    assert not any("…" in line.words for line in lines)


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("tag", ["en", "gd", "cy", "pl", "ur"])
def test_everything_that_must_be_said_is_said_in_every_language(size, tag):
    with speaking(tag):
        said = " ".join(line.words for line in pictures.lines(public_appeal(), size, with_photo=True))
    said = said.replace("\u00a0", " ")
    for words in (
        "Morven",
        "34",
        "Testburgh",
        "999",
        "101",
        "116 000",
        "Strathmore",
        "SP/26/0417",
        "2026",
        "/appeals/",
    ):
        assert words in said, words
    assert "…" not in said


def test_words_from_the_right_end_at_the_right_and_have_letters_that_fit():
    line = next(each for each in pictures.lines(public_appeal(known_as="محمد یوسف"), Size.POST, with_photo=True)
                if each.rtl)  # fmt: skip
    assert line.face == "noto-naskh-arabic"
    assert line.box[2] >= pictures.LAYOUTS[Size.POST].who[2] - 4
    assert is_rtl("محمد یوسف")
    assert not is_rtl("Łukasz")


def test_letters_with_strokes_and_accents_are_set_in_a_face_that_has_them():
    for name, face in (("Siân Ó Súilleabháin", "atkinson-hyperlegible"), ("Ẁilliam Жуков", "noto-sans")):
        assert column_of(name)[0].face == face


def column_of(words: str) -> list[Line]:
    return column([pictures.Item(words=words, size=40, colour="#000000")], (0, 0, 800, 300))


def test_no_word_is_parted_while_a_smaller_letter_helps():
    words = [line.words for line in column_of("Súilleabháin-Ní Dhomhnaill of Achadh nan Darach-Mhòr")]
    assert all(each.strip("-") for each in words)
    assert "".join(words).replace(" ", "") == "Súilleabháin-NíDhomhnaillofAchadhnanDarach-Mhòr"


@pytest.mark.parametrize("size", Size)
def test_P6_a_picture_holds_pixels_and_nothing_else(size):
    made = pictures.compose(public_appeal(), photo(), size)
    with Image.open(io.BytesIO(made)) as picture:
        assert (picture.size, picture.format) == (size.pixels, "JPEG")
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    assert len(made) < 400_000


def test_the_same_appeal_gives_the_same_picture_and_another_gives_another():
    first = pictures.compose(public_appeal(), photo(), Size.WIDE)
    assert pictures.compose(public_appeal(), photo(), Size.WIDE) == first
    assert pictures.compose(public_appeal(age=35), photo(), Size.WIDE) != first


@pytest.mark.parametrize(("focus", "colour"), [((0.1, 0.5), (255, 0, 0)), ((0.9, 0.5), (0, 0, 255))])
def test_the_photo_is_cut_around_its_focus(focus, colour):
    appeal = public_appeal(photos=(replace(PHOTO, focus=focus, width=2000, height=1000),))
    made = pictures.compose(appeal, photo("#ff0000", "#0000ff", (2000, 1000)), Size.WIDE)
    left, top, right, bottom = pictures.LAYOUTS[Size.WIDE].photo
    with Image.open(io.BytesIO(made)) as picture:
        found = picture.getpixel(((left + right) // 2, (top + bottom) // 2))
    assert all(abs(one - other) < 12 for one, other in zip(found, colour, strict=True))


def test_in_urdu_the_page_is_mirrored():
    with speaking("ur"):
        made = pictures.compose(public_appeal(), photo("#ff0000", "#ff0000"), Size.WIDE)
    with Image.open(io.BytesIO(made)) as picture:
        assert picture.getpixel((1100, 400))[0] > 200
        assert picture.getpixel((20, 400))[2] > 200


def test_without_a_photo_the_words_have_the_whole_width():
    alone = pictures.lines(public_appeal(photos=()), Size.WIDE, with_photo=False)
    assert min(line.x for line in alone) < 60
    assert pictures.compose(public_appeal(photos=()), None, Size.WIDE)


@pytest.mark.parametrize(("letters", "ground"), [
    (pictures.TEXT, pictures.PAPER), (pictures.QUIET, pictures.PAPER), (pictures.INK, pictures.PAPER),
    (pictures.WHITE, pictures.INK),
])  # fmt: skip
def test_Y3_every_colour_of_letters_stands_out_seven_to_one(letters, ground):
    def light(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dark = sorted((light(letters), light(ground)), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= 7

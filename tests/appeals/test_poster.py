"""The poster: tagged, readable by machine and person, the same bytes each time, and nothing of it is markup."""

import io
import re
import subprocess
from collections import Counter
from dataclasses import replace

import pytest
from pypdf import PdfReader

from appeals import poster
from appeals.pictures.setting import is_rtl
from appeals.poster import Size
from appeals.views.carry import picture_of
from foundation import clock
from foundation.languages import speaking
from tests.appeals.factories import make_desk, published_with_photo
from tests.appeals.values import NAMES, PHOTO, photo, public_appeal

LINK = "http://localhost/appeals/0123456789abcdefghjk"


@pytest.fixture(autouse=True)
def in_english(app):
    with app.test_request_context():
        yield


def read(pdf: bytes) -> str:
    """As a person who copies from it, or a screen reader, gets it; one space between words."""
    told = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return " ".join(told.replace("\u200b", "").split())


def figures(pdf: bytes) -> list[str]:
    """The descriptions of all figures in the tree of tags."""
    found, waiting = [], [PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop(0).get_object()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                found.append(str(node.get("/Alt", "")))
            if "/K" in node:
                waiting.append(node["/K"])
    return found


def test_the_address_on_a_poster_that_is_read_on_a_screen_is_a_link():
    page = PdfReader(io.BytesIO(poster.compose(public_appeal(), photo(), Size.A4))).pages[0]
    links = [each.get_object() for each in page["/Annots"]]
    assert [link["/A"]["/URI"] for link in links] == [LINK]
    assert links[0]["/Contents"]


@pytest.mark.parametrize("size", Size)
def test_Y3_the_poster_is_tagged_and_says_its_language_and_a_title_without_a_name(size):
    pdf = poster.compose(public_appeal(), photo(), size)
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert PdfReader(io.BytesIO(pdf)).metadata.title == "Missing person appeal, Highland"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    assert len(figures(pdf)) == 2
    assert figures(pdf)[0] == "A woman in a green jacket"
    assert LINK in figures(pdf)[1]


@pytest.mark.parametrize(("size", "points"), [(Size.A4, (595, 842)), (Size.A5, (420, 595))])
def test_it_is_one_page_of_its_paper_and_says_all_that_it_must(size, points):
    pdf = poster.compose(public_appeal(), photo(), size)
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 1
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == points
    told = read(pdf)
    for words in (
        "MISSING", "Morven Tulloch, 34", "Testburgh, Highland", "Near the bus station", "green waxed jacket",
        "Do not approach.", "999", "101", "116 000", "Strathmore Police, reference SP/26/0417",
        "This appeal will be reviewed by 18 May 2026.", "check that this appeal is still live:", LINK,
    ):  # fmt: skip
        assert words in told.replace("\u00a0", " "), words


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", Size)
def test_any_name_stands_on_it_in_full(name, size):
    pdf = poster.compose(public_appeal(known_as=name), photo(), size)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    told = re.sub(r"[\s-]", "", read(pdf))
    plain = re.sub(r"[\s-]", "", name)  # pdftotext takes a hyphen at the end of a line away
    if is_rtl(name):  # and mixes up the order of words from the right
        assert Counter(plain) <= Counter(told)
    else:
        assert plain in told


def test_what_somebody_typed_is_never_markup():
    odd = "#set text(red) *bold* _it_ $x^2$ @ref `raw` \\ <label> [x] // gone /* gone */ = no heading https://x.example"
    told = read(poster.compose(public_appeal(known_as="Ann #1 *B* $C$ @d", description=odd), photo()))
    assert "Ann #1 *B* $C$ @d, 34" in told
    assert odd in told


def test_a_long_text_goes_on_to_another_page_and_whom_to_call_stays_on_the_first():
    words = " ".join(f"word{number}" for number in range(900))
    pdf = poster.compose(public_appeal(description=words), photo(), Size.A5)
    assert len(PdfReader(io.BytesIO(pdf)).pages) > 1
    assert set(words.split()) <= set(read(pdf).split())
    assert "Do not approach." in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_a_word_without_an_end_stays_on_the_paper():
    told = read(poster.compose(public_appeal(description="x" * 400), photo()))
    assert "x" * 400 in told.replace(" ", "")


def test_the_same_appeal_gives_the_same_bytes_and_another_gives_others():
    first = poster.compose(public_appeal(), photo())
    assert poster.compose(public_appeal(), photo()) == first
    assert poster.compose(public_appeal(age=35), photo()) != first


def test_only_our_own_fonts_are_in_it():
    pdf = poster.compose(public_appeal(known_as="Łukasz محمد", description="ẁ Ж"), photo())
    names = set(re.findall(rb"/BaseFont\s*/([A-Z]{6}\+)?([A-Za-z]+)", pdf))
    assert {name.decode() for _, name in names} <= {"AtkinsonHyperlegible", "NotoSans", "NotoNaskhArabic"}


def test_a_character_that_no_font_has_costs_no_poster():
    pdf = poster.compose(public_appeal(description="Likes \U0001f98a foxes."), photo())
    assert PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "foxes" in read(pdf)


def test_in_urdu_it_is_set_from_the_right():
    with speaking("ur"):
        pdf = poster.compose(public_appeal(known_as="محمد یوسف"), photo())
    assert PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == "ur"
    assert f"{LINK.replace('/appeals', '/ur/appeals')}" in read(pdf)


def places(pdf: bytes) -> dict[str, tuple[float, float]]:
    """Where each word of the first page begins, and how high it is, in points."""
    told = subprocess.run(["pdftotext", "-bbox", "-l", "1", "-", "-"], input=pdf, capture_output=True, check=True)
    found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]+)<', told.stdout.decode())
    return {word: (float(left), float(bottom) - float(top)) for left, top, bottom, word in found}


def test_on_a_page_from_the_right_a_place_in_latin_letters_begins_at_the_right():
    with speaking("ur"):
        found = places(poster.compose(public_appeal(area="Ayr"), photo()))
    assert found["Ayr"][0] > 200  # of 595: the column of words ends at 300, beside the picture


def test_without_a_picture_and_with_a_name_of_two_lines_the_words_stay_large():
    usual = places(poster.compose(public_appeal(), photo()))["Sunday"][1]
    assert places(poster.compose(public_appeal(), None))["Sunday"][1] > 1.3 * usual
    long_name = public_appeal(known_as="Maximiliana Featherstonehaugh Ballantyne")
    assert places(poster.compose(long_name, photo()))["Sunday"][1] >= 0.9 * usual


def test_a_welsh_letter_is_set_whole():
    """The first face has no ŵ: put together from two, its roof stood over the next letter."""
    with speaking("cy"):
        pdf = poster.compose(public_appeal(), photo())
    assert "siŵr" in read(pdf)
    assert b"NotoSans" in pdf


def test_an_age_progressed_picture_says_so():
    changed = public_appeal(photos=(replace(PHOTO, progressed=True),))
    assert "changed to show how they may look now" in read(poster.compose(changed, photo()))


def test_a_blurred_photo_is_not_printed():
    assert picture_of(public_appeal(photos=(replace(PHOTO, blurred=True),))) is None
    pdf = poster.compose(public_appeal(photos=()), None)
    assert len(figures(pdf)) == 1
    assert "Morven Tulloch" in read(pdf)


def test_a_press_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(poster, "SECONDS", 0.001)
    with pytest.raises(poster.PosterError):
        poster.compose(public_appeal(), photo())


def test_P6_the_file_says_no_name_and_is_asked_again_by_its_tag(client):
    appeal = published_with_photo(make_desk(), clock.now())
    answer = client.get(f"/appeals/{appeal.public_id}/poster.pdf?size=a5")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="missing-person-appeal-a5.pdf"'
    again = client.get(
        f"/appeals/{appeal.public_id}/poster.pdf?size=a5", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    assert client.get(f"/appeals/{appeal.public_id}/poster.pdf").data != answer.data


def test_P9_a_size_that_there_is_not_answers_as_an_unknown_appeal_does(client):
    appeal = published_with_photo(make_desk(), clock.now())
    unknown = client.get("/appeals/00000000000000000000/poster.pdf")
    for path in ("poster.pdf?size=a0", "share/100x100.jpg", "share/1200x630.png"):
        answer = client.get(f"/appeals/{appeal.public_id}/{path}")
        assert (answer.status, answer.data, sorted(answer.headers)) == (
            unknown.status, unknown.data, sorted(unknown.headers)
        )  # fmt: skip

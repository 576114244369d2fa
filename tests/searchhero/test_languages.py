"""The public pages in their languages: by the path, without a cookie, and the reader stays in one."""

import re

import pytest

from foundation.languages import LANGUAGES, OWN, direction, speaking, spoken
from searchhero import languages

OTHERS = sorted(set(LANGUAGES) - {OWN})


@pytest.mark.parametrize("tag", OTHERS)
def test_the_first_part_of_the_path_says_the_language(client, tag):
    answer = client.get(f"/{tag}/about")
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == tag
    assert f'<html lang="{tag}" dir="{direction(tag)}"' in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("tag", OTHERS)
def test_every_link_of_a_page_stays_in_its_language(client, tag):
    for path in ("/", "/about", "/heroes/join", "/sightings/receipt", "/is-this-you"):
        text = client.get(f"/{tag}{path}").text
        inside = re.findall(r'<(?:a|form)\b(?![^>]*hreflang)[^>]* (?:href|action)="(/[^"]*)"', text)
        assert inside
        strays = [link for link in inside if not link.startswith((f"/{tag}/", "/feeds/"))]
        assert strays == [], path


def test_every_page_leads_to_itself_in_every_language(client):
    text = client.get("/pl/appeals?area=Highland").text
    for tag in LANGUAGES:
        address = "/appeals?area=Highland" if tag == OWN else f"/{tag}/appeals?area=Highland"
        assert f'hreflang="{tag}" href="{address}"' in text


def test_the_language_of_a_path_holds_for_its_request_and_no_longer(client):
    with speaking("pl"):
        assert '<html lang="en"' in client.get("/about").text
        assert '<html lang="ur"' in client.get("/ur/about").text
        assert spoken.get() == "pl"
    assert spoken.get() == OWN


def test_english_pages_are_left_as_they_are(client):
    answer = client.get("/about")
    assert answer.headers["Content-Language"] == "en"
    assert '<html lang="en" dir="ltr"' in answer.text
    assert 'href="/heroes/join"' in answer.text


@pytest.mark.parametrize(
    "path", ["/cy/staff/sign-in", "/cy/static/built/public.css", "/cy/feeds/appeals.rss", "/en/about"]
)
def test_what_is_in_english_only_has_no_second_address(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("tag", OTHERS)
def test_P9_unknown_and_malformed_ids_answer_alike_in_every_language(client, tag):
    answers = {
        (answer.status_code, answer.data, tuple(sorted(answer.headers.items())))
        for answer in (client.get(f"/{tag}/appeals/{name}") for name in ("0" * 20, "x", "%00", "é" * 20))
    }
    assert len(answers) == 1


def test_a_sentence_with_a_translation_is_shown_in_it(client, monkeypatch, tmp_path):
    (tmp_path / "pl.po").write_text('msgid "This is not here"\nmsgstr "Tego tu nie ma"\n')
    monkeypatch.setattr(languages, "CATALOGS", tmp_path)
    languages.forget()
    client.application.extensions["neutral_pages"].clear()
    try:
        assert '<h1 class="govuk-heading-l">Tego tu nie ma</h1>' in client.get("/pl/appeals/x").text
        assert "This is not here" in client.get("/appeals/x").text
    finally:
        monkeypatch.undo()
        languages.forget()
        client.application.extensions["neutral_pages"].clear()


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_page_marks_the_link_that_leads_to_itself_and_no_other(client, tag):
    """The frame of a page is made once for all of them: what it says of one page must not stand on the next."""
    before = "" if tag == OWN else f"/{tag}"
    for path in ("/about", "/appeals", "/about", "/privacy", "/how-to-help", "/"):
        marked = re.findall(r'<a href="([^"]*)" aria-current="page"', client.get(f"{before}{path}").text)
        assert marked == ([] if path == "/" else [f"{before}{path}"])


def test_the_frame_of_one_language_is_never_given_to_another(client):
    """The words of it: the addresses get their language later, whatever the frame says."""
    pages = [client.get("/about" if tag == OWN else f"/{tag}/about").text for tag in LANGUAGES]
    for part in ('<nav class="sh-nav".*?</nav>', "<footer.*?</nav>"):
        frames = {re.sub(r' href="[^"]*"', "", re.search(part, text, re.DOTALL)[0]) for text in pages}
        assert len(frames) == len(LANGUAGES), part

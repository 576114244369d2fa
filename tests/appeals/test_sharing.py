"""Texts to copy, the page that gives them, and what a network shows of a link."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from appeals import sharing, workflow
from appeals.rules import EndReason
from foundation import clock
from foundation.languages import speaking
from tests.appeals.factories import published_with_photo
from tests.appeals.values import public_appeal
from tests.browser import open_context

LINK = "http://localhost/appeals/0123456789abcdefghjk"


@pytest.fixture
def in_english(app):
    with app.test_request_context():
        yield


@pytest.fixture
def live(desk):
    return published_with_photo(desk, clock.now())


def test_every_text_says_when_it_is_reviewed_and_where_to_check_that_it_is_live(in_english):
    texts = sharing.texts(public_appeal())
    assert [text.kind for text in texts] == ["short", "long", "message", "mail", "board"]
    for text in texts:
        assert "18 May 2026" in text.words, text.kind
        assert "still live" in text.words, text.kind
        assert text.words.endswith(LINK), text.kind
        assert "999" in text.words, text.kind
        assert "Do not approach" in text.words, text.kind


@settings(max_examples=60)
@given(
    name=st.text(min_size=1, max_size=80),
    area=st.text(max_size=120),
    tag=st.sampled_from(["en", "gd", "cy", "pl", "ur"]),
)
@example(name="W" * 80, area="W" * 120, tag="en")
def test_the_short_post_is_never_too_long_and_always_has_its_link(in_english, name, area, tag):
    with speaking(tag):
        words = sharing.texts(public_appeal(known_as=name, area=area, force="F" * 80, reference="R" * 40))[0].words
        assert len(words) <= sharing.SHORT
        assert words.endswith(sharing.link(public_appeal()))
        assert sharing.day(public_appeal()) in words


def test_the_mail_opens_with_its_subject_and_text_and_the_subject_names_nobody(in_english):
    mail = next(text for text in sharing.texts(public_appeal(known_as="Ann & Jo = ?")) if text.kind == "mail")
    parts = parse_qs(urlsplit(mail.mail_to).query, strict_parsing=True)
    assert parts["subject"] == ["Missing person appeal, Highland"]
    assert parts["body"] == [mail.words.replace("\n", "\r\n")]
    assert set(parts) == {"subject", "body"}


def test_in_another_language_everything_leads_to_the_page_in_it(in_english):
    with speaking("pl"):
        assert all(
            text.words.endswith(LINK.replace("/appeals", "/pl/appeals")) for text in sharing.texts(public_appeal())
        )


def test_the_page_leads_to_posters_pictures_and_texts(client, live):
    base = f"/appeals/{live.public_id}"
    assert f'href="{base}/share"' in client.get(base).text
    text = client.get(f"{base}/share").text
    links = re.findall(rf'href="({base}/[^"]+)"', text)
    assert {f"{base}/poster.pdf", f"{base}/poster.pdf?size=a5"} <= set(links)
    assert {f"{base}/share/{size}.jpg" for size in ("1200x630", "1080x1350", "1080x1920")} <= set(links)
    for link in links:
        assert client.get(link).status_code == 200, link
    assert text.count("<textarea") == text.count(" readonly>") == 6


def test_in_another_language_the_page_leads_to_its_own_files(client, live):
    base = f"/pl/appeals/{live.public_id}"
    text = client.get(f"{base}/share").text
    assert f'href="{base}/poster.pdf"' in text
    assert f'src="{base}/share/1200x630.jpg"' in text
    assert client.get(f"{base}/poster.pdf").status_code == 200


def test_H7_no_network_learns_who_looks_at_the_page(client, live):
    text = client.get(f"/appeals/{live.public_id}/share").text
    away = re.findall(r'<(\w+)[^>]*(?:src|href|srcset|action)="(?:https?:)?//[^"]+"([^>]*)', text)
    assert [tag for tag, rest in away if "data-exit" not in rest] == []


def test_Y3_the_share_tags_name_nobody_in_the_title_and_show_our_own_picture(client, live):
    text = client.get(f"/appeals/{live.public_id}").text
    tags = dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)"', text))
    assert tags["og:title"] == "Missing person appeal, Highland"
    assert live.known_as not in tags["og:title"] + tags["og:description"]
    assert tags["og:image"] == f"http://localhost/appeals/{live.public_id}/share/1200x630.jpg"
    assert client.get(urlsplit(tags["og:image"]).path).mimetype == "image/jpeg"
    assert tags["twitter:card"] == "summary_large_image"


def test_P9_after_the_withdrawal_no_file_and_no_tag_is_left(client, desk, live):
    workflow.withdraw_appeal(live.appeal_id, desk.editor, EndReason.STAND_DOWN, now=clock.now())
    unknown = client.get("/appeals/00000000000000000000")
    for part in ("", "/share", "/poster.pdf", "/poster.pdf?size=a5", "/share/1080x1920.jpg"):
        answer = client.get(f"/appeals/{live.public_id}{part}")
        assert (answer.status, answer.data) == (unknown.status, unknown.data), part
    assert b"og:" not in unknown.data


@pytest.mark.parametrize("script", [True, False])
def test_a_text_can_be_copied_with_and_without_script(browser: Browser, live_server: str, live, script):
    with open_context(browser, live_server, script=script) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(f"/appeals/{live.public_id}/share")
        words = page.get_by_label("Short post, 280 characters at most")
        assert live.reference in words.input_value()
        if not script:
            assert page.get_by_role("button", name="Copy").count() == 0
            return
        page.locator(".sh-copy", has=words).get_by_role("button", name="Copy").click()
        page.locator(".sh-copy", has=words).get_by_text("Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == words.input_value()

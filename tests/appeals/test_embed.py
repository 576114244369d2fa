"""The card for other people's pages, and oEmbed."""

import re
from html import unescape
from urllib.parse import quote

import pytest

from foundation import clock
from foundation.languages import LANGUAGES, OWN
from tests.appeals.factories import end_appeal, make_desk, publish_appeal, published_with_photo
from tests.browser import open_context, serving


def oembed(url: str) -> str:
    return f"/oembed?url={quote(url, safe='')}"


def test_the_card_has_what_helps_no_script_no_form_and_may_be_framed(client, now):
    appeal = published_with_photo(make_desk(), now)
    answer = client.get(f"/appeals/{appeal.public_id}/embed")
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src" not in policy and "default-src 'none'" in policy
    assert "<script" not in answer.text
    assert "<form" not in answer.text
    for said in (appeal.known_as, "999", "still live", f'href="/appeals/{appeal.public_id}" target="_top"'):
        assert said in answer.text
    assert appeal.known_as not in re.search(r"<title>(.*?)</title>", answer.text, re.DOTALL)[1]


def test_only_the_card_and_the_neutral_page_may_be_framed(client, now):
    appeal = publish_appeal(now=now)
    for path in (
        "/",
        "/appeals",
        f"/appeals/{appeal.public_id}",
        "/staff/sign-in",
        f"/appeals/{appeal.public_id}/sighting",
    ):
        assert "frame-ancestors 'none'" in client.get(path).headers["Content-Security-Policy"], path
    for path in (f"/appeals/{'0' * 20}", f"/appeals/{'0' * 20}/embed", "/feeds/cap/x", "/heroes/confirm/x"):
        answer = client.get(path)
        assert answer.status_code == 410
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"], path


def test_the_page_leads_to_its_card_by_oembed(client, now):
    appeal = publish_appeal(now=now)
    page = client.get(f"/appeals/{appeal.public_id}").text
    link = unescape(re.search(r'application/json\+oembed"[^>]*href="([^"]+)"', page)[1])
    assert link == f"http://localhost{oembed(f'http://localhost/appeals/{appeal.public_id}')}"
    answer = client.get(link.removeprefix("http://localhost"))
    made = answer.json
    assert (made["version"], made["type"]) == ("1.0", "rich")
    frame = re.search(r'<iframe src="([^"]+)"', made["html"])[1]
    assert client.get(frame.removeprefix("http://localhost")).status_code == 200
    assert appeal.known_as not in answer.text
    assert int(made["width"]) <= 400


@pytest.mark.parametrize("tag", [tag for tag in LANGUAGES if tag != OWN])
def test_a_page_in_a_language_has_its_card_in_it(client, now, tag):
    appeal = publish_appeal(now=now)
    made = client.get(oembed(f"http://localhost/{tag}/appeals/{appeal.public_id}?utm_source=x#y")).json
    assert f'src="http://localhost/{tag}/appeals/{appeal.public_id}/embed"' in made["html"]


def test_a_consumer_may_ask_for_less_room(client, now):
    url = oembed(f"http://localhost/appeals/{publish_appeal(now=now).public_id}")
    assert client.get(f"{url}&maxwidth=320").json["width"] == 320
    assert client.get(f"{url}&maxwidth=10").json["width"] == 300
    assert client.get(f"{url}&maxwidth=x&maxheight=99999").json["height"] == 640
    assert client.get(f"{url}&format=xml").status_code == client.get("/oembed?url=x&format=xml").status_code == 501


def test_P9_any_other_address_gets_the_one_neutral_answer(client, now):
    ended = publish_appeal(now=now)
    end_appeal(ended.appeal_id, now=now)
    unknown = client.get(f"/appeals/{'0' * 20}")
    live = publish_appeal(now=now).public_id
    for url in ("", "x", "http://localhost", f"http://localhost/appeals/{ended.public_id}", f"/appeals/{live}",
                f"http://localhost.example.org/appeals/{live}", f"https://example.org/appeals/{live}",
                f"http://localhost/appeals/{live}/sighting", f"http://localhost/xx/appeals/{live}",
                f"http://localhost@example.org/appeals/{live}", "http://localhost/appeals/\x00"):  # fmt: skip
        answer = client.get(oembed(url))
        assert (answer.status, answer.data) == (unknown.status, unknown.data), url
        assert sorted(answer.headers) == sorted(unknown.headers), url


def test_at_the_size_that_oembed_gives_all_of_it_is_seen(browser, live_server, client, now):
    """Also the last line: until when it holds, and to check that it is still live."""
    long = "On Friday at about half past three, at the small car park by the old mill above the village. " * 3
    appeal = published_with_photo(make_desk(), now, last_seen=long, known_as="Wilhelmina Alexandrina Featherstonehaugh")
    made = client.get(oembed(f"http://localhost/appeals/{appeal.public_id}")).json
    with open_context(browser, live_server, width=made["width"], height=made["height"]) as context:
        page = context.new_page()
        page.goto(f"/appeals/{appeal.public_id}/embed")
        assert "still live" in page.locator("main").inner_text()
        assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0


@pytest.mark.parametrize("dark", [False, True])
def test_in_a_frame_of_300_pixels_on_a_strangers_page_it_fits_and_goes_neutral(browser, live_server, app, now, dark):
    from flask import Flask

    appeal = published_with_photo(make_desk(), now)
    stranger = Flask("stranger")
    frame = f'<iframe src="{live_server}/appeals/{appeal.public_id}/embed" width="300" height="560"></iframe>'
    stranger.add_url_rule("/", view_func=lambda: f"<!doctype html><title>x</title>{frame}")
    with serving(stranger) as elsewhere, open_context(browser, elsewhere, width=375, dark=dark) as context:
        page = context.new_page()
        page.goto("/")
        card = page.frames[1]
        card.get_by_role("heading", name=appeal.known_as).wait_for()
        assert card.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        assert card.evaluate("document.querySelector('img').naturalWidth") > 0
        end_appeal(appeal.appeal_id, now=clock.now())
        page.reload()
        page.frames[1].get_by_role("heading", name="This is not here").wait_for()
        assert appeal.known_as not in page.frames[1].content()
        page.frames[1].get_by_role("link", name="See the current appeals").click()
        page.wait_for_url(f"{live_server}/appeals")  # the whole window: no other page may be framed

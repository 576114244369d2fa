"""The local inbox."""

from datetime import UTC, datetime, timedelta

import pytest

from searchhero.inbox import mails
from searchhero.inbox.page import create_page

AT = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
MAIL = b"""\
From: Appeals <a@example.org>
To: b@example.org
Subject: Confirm <b>now</b>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=x

--x
Content-Type: text/plain; charset=utf-8

Good morning <script>alert(1)</script>. Confirm: http://localhost:8000/heroes/confirm/abc.
--x
Content-Type: text/html; charset=utf-8

<p>Good morning</p><script>alert(1)</script>
--x--
"""


@pytest.fixture
def page(tmp_path):
    return create_page(tmp_path, ["localhost"]).test_client()


def test_mails_are_listed_newest_first_and_escaped(page, tmp_path):
    mails.keep(tmp_path, MAIL, AT)
    mails.keep(tmp_path, b"Subject: Second\r\n\r\nhello", AT + timedelta(seconds=1))
    said = page.get("/").text
    assert said.index("Second") < said.index("Confirm &lt;b&gt;now&lt;/b&gt;")
    assert "<b>now" not in said


def test_a_mail_shows_text_escaped_links_and_html_in_a_frame_that_may_do_nothing(page, tmp_path):
    name = mails.keep(tmp_path, MAIL, AT)
    said = page.get(f"/mails/{name}").text
    assert '<a class="button" href="http://localhost:8000/heroes/confirm/abc"' in said
    assert "<script>" not in said
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in said
    framed = page.get(f"/mails/{name}/html")
    assert "default-src 'none'" in framed.headers["Content-Security-Policy"]
    assert "sandbox allow-popups" in framed.headers["Content-Security-Policy"]
    assert "script-src" not in framed.headers["Content-Security-Policy"]
    assert page.get(f"/mails/{name}/source").mimetype == "text/plain"


@pytest.mark.parametrize("name", ["../../etc/passwd", "x", "20260504T123000000000-aaaaaaaaaaaaaaaaaaaa"])
def test_a_name_that_is_none_of_ours_is_not_found(page, name):
    assert page.get(f"/mails/{name}").status_code == 404


def test_another_host_is_refused_so_that_no_site_can_read_it(page):
    assert page.get("/", headers={"Host": "evil.example.org"}).status_code == 400


def test_throwing_away_needs_a_post(page, tmp_path):
    mails.keep(tmp_path, MAIL, AT)
    assert page.get("/clear").status_code == 405
    assert page.post("/clear").status_code == 303
    assert "No mail yet" in page.get("/").text


def test_a_mail_that_is_no_mail_is_shown_all_the_same(page, tmp_path):
    name = mails.keep(tmp_path, b"\xff\xfe\x00 not a mail", AT)
    assert page.get(f"/mails/{name}").status_code == 200
    assert page.get("/").status_code == 200

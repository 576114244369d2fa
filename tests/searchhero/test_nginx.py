"""The nginx configuration that we ship, before real web processes."""

import http.client
import time

import brotli
import pytest

from appeals import workflow
from appeals.rules import EndReason
from foundation import clock
from searchhero.embedded import free_port
from tests import nginx
from tests.appeals.factories import make_desk, published_with_photo
from tests.journeys.system import System, eventually


@pytest.fixture(scope="module")
def front(environment, assets, tmp_path_factory):
    """The port of an nginx before one web process."""
    tmp_path = tmp_path_factory.mktemp("front")
    system = System({**environment, "SEARCHHERO_PROXY_HOPS": "1"}, tmp_path, free_port())
    try:
        system.start("web")
        port = free_port()
        with nginx.running(tmp_path / "nginx", port, nginx.shipped(tmp_path / "nginx", port, [system.port])):
            yield port
    finally:
        system.stop()


@pytest.fixture
def ask(front):
    def ask(path, method="GET", host="localhost", body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", front, timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers={"Host": host, **named}, body=body)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer, content

    return ask


def told(answer, content):
    """What a stranger can compare: all but the clock."""
    return answer.status, content, [header for header in answer.getheaders() if header[0] != "Date"]


def test_R2_P9_what_nginx_keeps_is_neutral_within_two_seconds(ask):
    desk = make_desk()
    appeal = published_with_photo(desk, clock.now())
    page = f"/appeals/{appeal.public_id}"
    eventually(lambda: ask(page)[0].status == 200)
    tags = {coding: ask(page, Accept_Encoding=coding)[0].getheader("ETag") for coding in ("br", "gzip", "")}
    assert len(set(tags.values())) == 3
    workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.STAND_DOWN, now=clock.now())
    time.sleep(2)
    unknown = told(*ask("/appeals/00000000000000000000"))
    assert unknown[0] == 410
    for coding, tag in tags.items():
        assert told(*ask(page, Accept_Encoding=coding)) == unknown
        assert told(*ask(page, Accept_Encoding=coding, If_None_Match=tag)) == unknown


def test_each_coding_is_passed_through_and_kept_by_itself(ask):
    plain = eventually(lambda: (found := ask("/appeals"))[0].status == 200 and found)[1]
    for accepted, coding in (
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("br;q=0.000, gzip;q=0", None),
        ("brotli, sgzip", None),
    ):
        answer, content = ask("/appeals", Accept_Encoding=accepted)
        assert answer.getheader("Content-Encoding") == coding, accepted
        assert answer.getheader("Vary") == "Accept-Encoding"
        assert answer.getheader("X-Accel-Expires") is None
        assert coding != "br" or brotli.decompress(content) == plain
        again, nothing = ask("/appeals", Accept_Encoding=accepted, If_None_Match=answer.getheader("ETag"))
        assert (again.status, nothing) == (304, b"")


def test_nothing_that_a_person_sends_or_holds_is_kept(ask):
    assert ask("/", host="elsewhere.example.org")[0].status == 400
    assert ask("/staff/sign-in")[0].getheader("Cache-Control") == "no-store"
    assert ask("/appeals/00000000000000000000/sighting", "POST", body=b"x=1")[0].status in {400, 403, 410, 422}
    assert ask("/appeals/0/sighting", "POST", body=b"", Content_Length=str(70 * 1024 * 1024))[0].status == 413


def test_built_files_come_from_the_disk_for_good(ask):
    name = ask("/")[1].decode().partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer, content = ask(name, Accept_Encoding="gzip")
    assert (answer.status, answer.getheader("Content-Encoding")) == (200, "gzip")
    assert answer.getheader("Cache-Control") == "public, max-age=31536000, immutable"
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    assert content

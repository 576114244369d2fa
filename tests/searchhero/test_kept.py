"""The keeper of public bytes: codings, ETags, what it keeps and when it lets go (P9, P10, R2)."""

import gzip
from threading import Event, Thread

import brotli
import pytest
from flask import Flask, Response, abort, request
from werkzeug.test import Client

from foundation import kept
from searchhero.kept import Keeper
from searchhero.kept.codings import best
from searchhero.kept.shelf import Shelf
from searchhero.kept.site import Seen

WORDS = "A green jacket was seen near the station. " * 40


class KnownSite:
    """A site whose state a test sets; None: nobody knows."""

    def __init__(self):
        self.seen = Seen(1, None, 0)
        self.changed = self.looked = lambda: None

    def current(self):
        return self.seen

    def move(self):
        self.seen = Seen(self.seen.epoch + 1, None, 0)
        self.changed()


class House:
    """A small app behind the keeper, which counts how often it makes a page."""

    def __init__(self, most_bytes=1_000_000):
        self.app = Flask("house")
        self.made = 0
        self.words = WORDS
        self.counted = []
        self.pause = None
        self.app.get("/page")(self.page)
        self.app.get("/list")(self.listed)
        self.app.get("/picture")(self.picture)
        self.app.add_url_rule("/plain", "plain", lambda: WORDS)
        self.app.get("/gone")(self.gone)
        self.app.get("/cookie")(self.cookie)
        self.app.get("/pages/<int:number>")(self.numbered)
        self.app.add_url_rule("/page", "post", lambda: "posted", methods=["POST"])
        self.site = KnownSite()
        self.keeper = Keeper(self.app.wsgi_app, self.site, lambda *told: self.counted.append(told), Shelf(most_bytes))
        self.client = Client(self.keeper)

    def get(self, path, **headers):
        return self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def answer(self, content, media_type="text/html", query=()):
        self.made += 1
        response = Response(content, mimetype=media_type)
        kept.mark(request, response, query=query)
        return response

    def page(self):
        words = self.words
        if self.pause is not None:
            begun, go = self.pause
            begun.set()
            assert go.wait(10)
        return self.answer(words)

    def listed(self):
        return self.answer(WORDS, query=("area",) if request.args.get("area") in {"Highland", "Na h-Eileanan"} else ())

    def picture(self):
        return self.answer(b"\x89" * 5000, "image/webp")

    def gone(self):
        self.answer(WORDS)
        abort(410)

    def cookie(self):
        response = self.answer(WORDS)
        response.set_cookie("a", "b")
        return response

    def numbered(self, number):
        return self.answer(f"{number}: {WORDS}")


@pytest.fixture
def house():
    return House()


def test_a_page_is_made_once_and_given_again(house):
    first, second = house.get("/page"), house.get("/page")
    assert house.made == 1
    assert (first.status, first.data, list(first.headers)) == (second.status, second.data, list(second.headers))
    assert first.text == WORDS
    assert first.headers["Content-Length"] == str(len(WORDS))


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("x-gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip;q=0", "identity"),
        ("br; q=0 , *", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("identity, gzip;q=0.5", "identity"),
        ("identity;q=0.1, GZIP;Q=0.5", "gzip"),
        ("br;q=high", "identity"),
        ("identity;q=0", "identity"),
    ],
)
def test_the_coding_is_what_the_client_likes_best(accepted, coding):
    assert best(accepted) == coding


def test_each_coding_is_made_once_with_an_etag_of_its_own(house):
    plain, zipped, brotlied = (house.get("/page", Accept_Encoding=name) for name in ("", "gzip", "br"))
    assert gzip.decompress(zipped.data) == brotli.decompress(brotlied.data) == plain.data
    assert [answer.headers.get("Content-Encoding") for answer in (plain, zipped, brotlied)] == [None, "gzip", "br"]
    tags = [answer.headers["ETag"] for answer in (plain, zipped, brotlied)]
    assert len(set(tags)) == 3
    assert not any(tag.startswith("W/") for tag in tags)
    assert {answer.headers["Vary"] for answer in (plain, zipped, brotlied)} == {"Accept-Encoding"}
    assert house.made == 1


def test_a_picture_is_not_coded_again(house):
    answer = house.get("/picture", Accept_Encoding="gzip, br")
    assert "Content-Encoding" not in answer.headers
    assert "Vary" not in answer.headers
    assert house.get("/picture").data == answer.data
    assert house.made == 1


@pytest.mark.parametrize("made_before", [True, False])
def test_what_the_client_has_already_is_not_sent_again(house, made_before):
    tag = house.get("/page", Accept_Encoding="br").headers["ETag"]
    if not made_before:
        house.site.move()
    for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = house.get("/page", Accept_Encoding="br", If_None_Match=asked)
        assert (answer.status_code, answer.data) == (304, b""), asked
        assert answer.headers["ETag"] == tag
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "Content-Length" not in answer.headers
        assert "Content-Type" not in answer.headers
    assert house.get("/page", Accept_Encoding="gzip", If_None_Match=tag).status_code == 200
    assert house.get("/page", Accept_Encoding="br", If_None_Match='"other"').status_code == 200


@pytest.mark.parametrize("made_before", [True, False])
def test_HEAD_says_what_GET_says(house, made_before):
    if made_before:
        house.get("/page")
    head = house.client.head("/page", headers={"Accept-Encoding": "br"})
    whole = house.get("/page", Accept_Encoding="br")
    assert head.data == b""
    assert list(head.headers) == list(whole.headers)
    assert int(head.headers["Content-Length"]) == len(whole.data)
    assert house.made == 1


def test_R2_nothing_made_before_the_epoch_moved_is_given_after_it(house):
    assert house.get("/page").text == WORDS
    house.words = "neutral"
    assert house.get("/page").text == WORDS
    house.site.move()
    assert house.keeper.shelf.bytes == 0
    assert house.get("/page").text == "neutral"
    house.site.move()
    assert house.get("/page").text == "neutral"


def test_R2_a_page_that_was_read_before_the_withdrawal_is_not_kept_after_it(house):
    house.pause = begun, go = Event(), Event()
    slow = Thread(target=house.get, args=("/page",))
    slow.start()
    assert begun.wait(10)
    house.words, house.pause = "neutral", None
    house.site.move()
    go.set()
    slow.join(10)
    assert house.made == 1
    assert house.get("/page").text == "neutral"


def test_R2_nothing_is_given_or_kept_while_nobody_knows_the_epoch(house):
    house.get("/page")
    known, house.site.seen = house.site.seen, None
    house.words = "neutral " * 100
    assert house.get("/page").text == house.words
    assert house.get("/page", Accept_Encoding="br").headers["Content-Encoding"] == "br"
    assert house.made == 3
    house.site.seen = known
    assert house.get("/page").text == WORDS


def test_P9_what_is_gone_is_never_kept_and_the_same_each_time(house):
    first = house.get("/gone")
    assert first.status_code == 410
    assert house.keeper.shelf.bytes == 0
    for headers in ({}, {"If_None_Match": "*"}, {"Accept_Encoding": "br"}):
        again = house.get("/gone", **headers)
        assert (again.status, again.data, list(again.headers)) == (first.status, first.data, list(first.headers))
    assert "ETag" not in first.headers
    assert house.made == 4


@pytest.mark.parametrize("path", ["/plain", "/cookie", "/no-such-page"])
def test_only_what_was_marked_and_is_for_everybody_is_kept(house, path):
    house.get(path)
    assert house.keeper.shelf.bytes == 0
    assert "Content-Encoding" not in house.get(path, Accept_Encoding="br").headers


def test_a_post_goes_through(house):
    house.get("/page")
    assert house.client.post("/page").text == "posted"


@pytest.mark.parametrize(
    "path", ["/list?area=Highland", "/list?area=Na%20h-Eileanan", "/list", "/list?fbclid=1&utm_source=x"]
)
def test_a_known_parameter_is_kept_and_what_networks_add_is_taken_off(house, path):
    house.get(path)
    house.get(path)
    assert house.made == 1


@pytest.mark.parametrize(
    "path",
    [
        "/list?area=Nowhere", "/list?other=1", "/list?area=Highland&other=1", "/list?area=Highland&area=Highland",
        "/list?area=%48ighland", "/list?area=Na+h-Eileanan", "/page?area=Highland",
    ],
)  # fmt: skip
def test_an_address_that_somebody_made_up_is_never_kept(house, path):
    house.get(path)
    house.get(path)
    assert house.made == 2
    assert house.keeper.shelf.bytes == 0


def test_memory_is_bounded_and_the_oldest_goes_first():
    house = House(most_bytes=100_000)
    for number in range(200):
        house.get(f"/pages/{number}")
        house.get("/pages/0")
    assert 0 < house.keeper.shelf.bytes <= 100_000
    made = house.made
    house.get("/pages/0")
    house.get("/pages/199")
    assert house.made == made
    house.get("/pages/1")
    assert house.made == made + 1


def test_one_answer_alone_never_takes_the_room_of_the_others():
    house = House(most_bytes=20_000)
    house.get("/picture")
    assert house.keeper.shelf.bytes == 0


def test_what_is_kept_is_counted_by_endpoint_without_an_id(house):
    house.get("/pages/7")
    house.site.looked()
    assert house.counted == []
    tag = house.get("/pages/7").headers["ETag"]
    house.client.head("/pages/7")
    house.get("/pages/7", If_None_Match=tag)
    house.get("/pages/7")
    house.site.looked()
    house.site.looked()
    assert house.counted == [
        ("numbered", "GET", 200, 2), ("numbered", "HEAD", 200, 1), ("numbered", "GET", 304, 1),
    ]  # fmt: skip

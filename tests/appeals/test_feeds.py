"""Feeds beyond RSS and Atom's basics: JSON Feed, areas, the hub, pictures, and what a thousand appeals cost."""

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

import feedparser
import jsonschema_rs
import pytest

from appeals import feeds
from foundation import clock
from foundation.images import store
from foundation.settings import settings
from tests.appeals.factories import end_appeal, make_desk, publish_appeal, published_with_photo
from tests.appeals.later import publish_again
from tests.appeals.values import public_appeal

_URL = {"type": "string", "pattern": r"^https?://[^\s]+$"}
_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"}
_WORDS = {"type": "string", "minLength": 1}
_AUTHORS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"name": _WORDS, "url": _URL, "avatar": _URL},
        "minProperties": 1,
        "additionalProperties": False,
    },
}
_ATTACHMENT = {
    "type": "object",
    "properties": {
        "url": _URL,
        "mime_type": {"type": "string", "pattern": r"^\w+/[\w.+-]+$"},
        "title": _WORDS,
        "size_in_bytes": {"type": "integer", "exclusiveMinimum": 0},
        "duration_in_seconds": {"type": "number", "minimum": 0},
    },
    "required": ["url", "mime_type"],
    "additionalProperties": False,
}
_ITEM = {
    "type": "object",
    "properties": {
        "id": _WORDS,
        "url": _URL,
        "external_url": _URL,
        "title": _WORDS,
        "content_html": _WORDS,
        "content_text": _WORDS,
        "summary": _WORDS,
        "image": _URL,
        "banner_image": _URL,
        "date_published": _MOMENT,
        "date_modified": _MOMENT,
        "authors": _AUTHORS,
        "tags": {"type": "array", "items": _WORDS},
        "language": _WORDS,
        "attachments": {"type": "array", "items": _ATTACHMENT},
    },
    "required": ["id"],
    "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
    "patternProperties": {"^_[A-Za-z0-9]+$": {"type": "object"}},
    "additionalProperties": False,
}
JSON_FEED = jsonschema_rs.validator_for(
    {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "version": {"const": "https://jsonfeed.org/version/1.1"},
            "title": _WORDS,
            "home_page_url": _URL,
            "feed_url": _URL,
            "description": _WORDS,
            "user_comment": _WORDS,
            "next_url": _URL,
            "icon": _URL,
            "favicon": _URL,
            "authors": _AUTHORS,
            "language": {"type": "string", "pattern": r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
            "expired": {"type": "boolean"},
            "hubs": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"type": _WORDS, "url": _URL},
                    "required": ["type", "url"],
                    "additionalProperties": False,
                },
            },
            "items": {"type": "array", "items": _ITEM},
        },
        "required": ["version", "title", "items"],
        "patternProperties": {"^_[A-Za-z0-9]+$": {"type": "object"}},
        "additionalProperties": False,
    }
)
"""What jsonfeed.org/version/1.1 asks of a feed (7 August 2020); its ``author`` ended with version 1."""
FORMS = ("rss", "atom", "json", "cap.xml")


@pytest.fixture
def hub(monkeypatch):
    monkeypatch.setenv("SEARCHHERO_WEBSUB_HUB", "https://hub.example.org/")
    settings.cache_clear()
    yield "https://hub.example.org/"
    monkeypatch.undo()
    settings.cache_clear()


def ids(client, path: str) -> list[str]:
    """The public ids of the items of any feed, in order."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    if path.endswith(".json"):
        links = [item["id"] for item in json.loads(answer.data)["items"]]
    else:
        parsed = feedparser.parse(answer.data)
        assert parsed.bozo == 0, path
        links = [entry.id for entry in parsed.entries]
    return [link.rpartition("/")[2] for link in links]


def test_the_json_feed_keeps_the_rules_of_version_1_1(client, now):
    live = published_with_photo(make_desk(), now)
    end_appeal(publish_appeal(now=now, known_as="Gone Person").appeal_id, now=now)
    answer = client.get("/feeds/appeals.json")
    assert answer.mimetype == "application/feed+json"
    feed = json.loads(answer.data)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert {"title", "home_page_url", "feed_url", "items", "language", "authors"} <= set(feed)
    assert feed["feed_url"] == "http://localhost/feeds/appeals.json"
    assert "author" not in feed, "ended with version 1"
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"]) == 2
    assert JSON_FEED.is_valid(feed), [fault.message for fault in JSON_FEED.iter_errors(feed)]
    for item in feed["items"]:
        assert item["content_text"] or item["content_html"]
        assert urlsplit(item["url"]).scheme
        for moment in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[moment]).tzinfo
    shown = next(item for item in feed["items"] if item["id"].endswith(live.public_id))
    assert shown["image"] == shown["attachments"][0]["url"]
    assert client.get(urlsplit(shown["image"]).path).mimetype == shown["attachments"][0]["mime_type"] == "image/jpeg"
    assert "Gone Person" not in answer.text


@pytest.mark.parametrize("form", FORMS)
def test_every_feed_is_newest_first_with_tombstones_among_the_rest(client, now, form):
    old = publish_appeal(now=now, published_at=now - timedelta(days=3))
    ended = publish_appeal(now=now - timedelta(days=5))
    end_appeal(ended.appeal_id, now=now - timedelta(days=2))
    new = publish_appeal(now=now, published_at=now - timedelta(days=1))
    assert ids(client, f"/feeds/appeals.{form}") == [new.public_id, ended.public_id, old.public_id]


@pytest.mark.parametrize("form", FORMS)
def test_every_item_says_until_when_and_to_check_that_it_is_still_live_with_its_link(client, now, form):
    live = publish_appeal(now=now)
    text = client.get(f"/feeds/appeals.{form}").text
    assert "To be reviewed by" in text
    assert "please check that this appeal is still live" in text
    assert f"http://localhost/appeals/{live.public_id}" in text
    for finer in ("57.4", "-4.2"):
        assert finer not in text


@pytest.mark.parametrize("form", FORMS)
def test_an_area_has_its_own_appeals_and_those_of_no_other(client, now, form):
    highland = publish_appeal(now=now, region="Highland", nation="Scotland")
    isles = publish_appeal(now=now, region="Na h-Eileanan Siar", nation="Scotland")
    powys = publish_appeal(now=now, region="Powys", nation="Wales")
    assert ids(client, f"/feeds/areas/highland.{form}") == [highland.public_id]
    assert ids(client, f"/feeds/areas/na-h-eileanan-siar.{form}") == [isles.public_id]
    assert set(ids(client, f"/feeds/areas/scotland.{form}")) == {highland.public_id, isles.public_id}
    assert ids(client, f"/feeds/areas/wales.{form}") == [powys.public_id]
    assert feeds.area_slug("Na h-Eileanan Siar") == "na-h-eileanan-siar"


@pytest.mark.parametrize("form", FORMS)
def test_an_area_without_an_appeal_and_one_that_does_not_exist_answer_alike(client, now, form):
    publish_appeal(now=now, region="Highland", nation="Scotland")
    empty, unknown = (client.get(f"/feeds/areas/{slug}.{form}") for slug in ("moray", "thule"))
    assert empty.status == unknown.status == "200 OK"
    assert empty.data.replace(b"moray", b"") == unknown.data.replace(b"thule", b"")
    assert sorted(empty.headers.keys()) == sorted(unknown.headers.keys())


def test_P9_a_malformed_area_or_alert_is_the_one_neutral_answer(client):
    unknown = client.get("/appeals/00000000000000000000")
    for path in ("areas/Highland.rss", "areas/highland.pdf", "areas/%00.rss", "cap/x", "cap/0.0.xml", "cap/%00.1.xml",
                 f"cap/{'0' * 20}.1.xml", f"cap/{'0' * 32}.xml"):  # fmt: skip
        answer = client.get(f"/feeds/{path}")
        assert (answer.status, answer.data) == (unknown.status, unknown.data), path
        assert sorted(answer.headers) == sorted(unknown.headers), path


@pytest.mark.parametrize("form", FORMS)
def test_R2_a_reader_of_an_area_that_the_appeal_has_left_gets_the_tombstone_too(client, now, form):
    appeal = publish_appeal(now=now, region="Highland")
    publish_again(appeal.appeal_id, now=now, region="Fife", area="Cupar, Fife")
    assert ids(client, f"/feeds/areas/highland.{form}") == []
    assert len(ids(client, f"/feeds/areas/fife.{form}")) == 1
    end_appeal(appeal.appeal_id, now=clock.now())
    assert len(ids(client, f"/feeds/areas/highland.{form}")) == len(ids(client, f"/feeds/areas/fife.{form}")) == 1


@pytest.mark.parametrize("form", FORMS)
def test_a_hub_is_named_by_header_and_only_if_one_is_set(client, hub, form):
    link = client.get(f"/feeds/appeals.{form}").headers["Link"]
    assert f'<{hub}>; rel="hub"' in link
    assert f'<http://localhost/feeds/appeals.{form}>; rel="self"' in link


def test_without_a_hub_none_is_named(client):
    assert "Link" not in client.get("/feeds/appeals.atom").headers


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_is_asked_for_again_by_its_strong_etag(client, now, form):
    live = publish_appeal(now=now)
    first = client.get(f"/feeds/areas/highland.{form}")
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    again = client.get(f"/feeds/areas/highland.{form}", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    end_appeal(live.appeal_id, now=now)
    assert client.get(f"/feeds/areas/highland.{form}", headers={"If-None-Match": tag}).status_code == 200


def test_no_appeal_is_missing_from_a_feed_however_many_there_are(client, now):
    for number in range(12):
        publish_appeal(now=now, published_at=now - timedelta(minutes=number))
    assert len(ids(client, "/feeds/appeals.rss")) == 12
    from inspect import getsource

    from appeals.views import feeds as views

    assert "limit=None" in getsource(views)


@pytest.mark.parametrize("moment", ["2026-03-01T00:30:09.999999+01:00", "2026-07-05T23:59:00+00:00"])
def test_the_date_of_an_rss_item_is_its_moment_in_UTC(app, moment):
    published = datetime.fromisoformat(moment)
    appeal = public_appeal(published_at=published, photos=())
    with app.test_request_context():
        made = feeds.rss(feeds.Feed(appeals=(appeal,), tombstones=(), changed_at=published))
    (said,) = re.findall(rb"<pubDate>(.+)</pubDate>", made)
    assert said.decode() == format_datetime(published.astimezone(UTC))


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_the_picture_of_an_item_is_one_that_readers_may_fetch(client, now, form):
    published_with_photo(make_desk(), now)
    entry = feedparser.parse(client.get(f"/feeds/appeals.{form}").data).entries[0]
    (enclosure,) = entry.enclosures
    assert enclosure.type == "image/jpeg"
    picture = client.get(urlsplit(enclosure.href).path)
    assert picture.status_code == 200
    assert picture.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_every_json_feed_is_valid_with_a_hub_without_items_and_of_an_area(client, hub, now):
    assert JSON_FEED.is_valid(json.loads(client.get("/feeds/appeals.json").data))
    appeal = publish_appeal(now=now)
    path = f"/feeds/areas/{feeds.area_slug(appeal.region)}.json"
    assert JSON_FEED.is_valid(json.loads(client.get(path).data))
    assert json.loads(client.get(path).data)["hubs"] == [{"type": "WebSub", "url": hub}]


def test_the_rules_of_json_feed_refuse_what_the_specification_refuses(client, now):
    publish_appeal(now=now)
    good = json.loads(client.get("/feeds/appeals.json").data)
    item = good["items"][0]
    wrong = [
        good | {"version": "https://jsonfeed.org/version/1"},
        good | {"author": {"name": "x"}},
        {name: value for name, value in good.items() if name != "title"},
        good | {"items": [{name: value for name, value in item.items() if name != "id"}]},
        good | {"items": [item | {"id": 7}]},
        good | {"items": [{name: value for name, value in item.items() if name != "content_text"}]},
        good | {"items": [item | {"date_published": "4 May 2026"}]},
        good | {"items": [item | {"attachments": [{"url": "https://example.org/a.jpg"}]}]},
        good | {"hubs": [{"type": "WebSub"}]},
    ]
    assert [each for each in wrong if JSON_FEED.is_valid(each)] == []


def test_every_feed_states_the_true_length_of_its_picture(client, now):
    published_with_photo(make_desk(), now)
    item = json.loads(client.get("/feeds/appeals.json").data)["items"][0]
    (attached,) = item["attachments"]
    length = len(client.get(urlsplit(attached["url"]).path).data)
    assert length > 100
    assert attached["size_in_bytes"] == length
    for form in ("rss", "atom"):
        (entry,) = feedparser.parse(client.get(f"/feeds/appeals.{form}").data).entries
        assert [int(each.length) for each in entry.enclosures] == [length]


def test_a_picture_that_the_disk_does_not_give_has_no_length_and_breaks_no_feed(client, now):
    appeal = published_with_photo(make_desk(), now)
    store.withdraw(appeal.photos[0].key)
    assert feedparser.parse(client.get("/feeds/appeals.rss").data).entries[0].enclosures == []
    item = json.loads(client.get("/feeds/appeals.json").data)["items"][0]
    assert "size_in_bytes" not in item["attachments"][0]
    (enclosure,) = feedparser.parse(client.get("/feeds/appeals.atom").data).entries[0].enclosures
    assert "length" not in enclosure

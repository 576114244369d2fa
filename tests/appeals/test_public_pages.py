"""What everybody gets: pages, pictures and feeds of live appeals, and one neutral answer for all else."""

import io
from datetime import timedelta

import feedparser
import pytest
from PIL import Image

from appeals import workflow
from appeals.models import Appeal
from appeals.rules import EndReason, PhotoWords
from foundation import clock
from foundation.database import reading
from tests.appeals.factories import complete, end_appeal, make_desk, publish_appeal, seen, yes

NAME = "Morven Tulloch"


@pytest.fixture
def with_photo(now):
    """A live appeal with a photo, by the real workflow: its id, public id and the photo's key."""
    desk = make_desk()
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now), now=now)
    content = io.BytesIO()
    Image.new("RGB", (700, 500), "teal").save(content, "PNG")
    words = PhotoWords(alt="A woman in a green jacket", source="Family", permission="Sister, by phone")
    key = workflow.add_photo(appeal_id, desk.editor, content.getvalue(), words, now=now)
    workflow.submit_for_review(appeal_id, desk.editor, material=True, now=now)
    assert workflow.publish_appeal(appeal_id, desk.approver, seen=seen(appeal_id, now), factor=yes, now=now) == []
    with reading() as session:
        return appeal_id, session.get_one(Appeal, appeal_id).public_id, key


def test_the_page_has_everything_and_no_name_in_its_title(client, with_photo):
    _, public_id, key = with_photo
    answer = client.get(f"/appeals/{public_id}")
    assert answer.status_code == 200
    title = answer.text.partition("<title>")[2].partition("</title>")[0]
    assert "Highland" in title
    assert "Morven" not in title
    for said in (NAME, "bus station", "Strathmore Police", "SP/26/0417", "A woman in a green jacket", "tel:999"):
        assert said in answer.text
    assert f'href="/appeals/{public_id}/sighting"' in answer.text
    assert f'href="/appeals/{public_id}/is-this-you"' in answer.text
    assert "57.4" not in answer.text
    assert "Brodie" not in answer.text
    assert "noarchive" in answer.headers["X-Robots-Tag"]
    assert f"{key}-640.webp 640w" in answer.text


def test_pages_are_kept_by_etag_and_let_go_with_the_state(client, with_photo):
    appeal_id, public_id, key = with_photo
    for path in (
        f"/appeals/{public_id}",
        f"/appeals/{public_id}/photos/{key}-320.webp",
        "/",
        "/appeals",
        "/feeds/appeals.rss",
    ):
        first = client.get(path)
        assert first.headers["Cache-Control"] == "public, max-age=0, s-maxage=5, must-revalidate"
        tag = first.headers["ETag"]
        assert not tag.startswith("W/")
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
        assert "Set-Cookie" not in first.headers
    tags = {
        path: client.get(path).headers["ETag"]
        for path in ("/", "/appeals", "/feeds/appeals.rss", "/feeds/appeals.atom")
    }
    workflow.withdraw_appeal(appeal_id, make_desk().editor, EndReason.STAND_DOWN, now=clock.now())
    for path, tag in tags.items():
        answer = client.get(path, headers={"If-None-Match": tag})
        assert answer.status_code == 200
        assert "Morven" not in answer.text


def test_a_picture_is_gone_in_the_moment_of_the_withdrawal_while_its_file_is_still_there(client, with_photo):
    appeal_id, public_id, key = with_photo
    pictures = [
        f"/appeals/{public_id}/photos/{key}-{width}.{form}" for width in (320, 640, 1280) for form in ("jpg", "webp")
    ]
    assert [client.get(path).status_code for path in pictures] == [200] * 6
    assert client.get(pictures[0]).mimetype == "image/jpeg"
    workflow.withdraw_appeal(appeal_id, make_desk().editor, EndReason.COURT_ORDER, now=clock.now())
    assert [client.get(path).status_code for path in pictures] == [410] * 6


def test_a_picture_of_another_appeal_is_not_served_under_this_one(client, with_photo, now):
    _, _, key = with_photo
    other = publish_appeal(now=now)
    assert client.get(f"/appeals/{other.public_id}/photos/{key}-320.jpg").status_code == 410


def test_the_list_is_by_area_and_does_not_search_by_name(client, now):
    publish_appeal(now=now, known_as="Ada Highlander", region="Highland", nation="Scotland")
    publish_appeal(now=now, known_as="Gwen Powys", region="Powys", nation="Wales")
    end_appeal(publish_appeal(now=now, known_as="Gone Person", region="Highland").appeal_id)
    whole = client.get("/appeals").text
    assert "Ada Highlander" in whole
    assert "Gwen Powys" in whole
    assert "Gone Person" not in whole
    highland = client.get("/appeals?area=Highland").text
    assert "Ada Highlander" in highland
    assert "Gwen Powys" not in highland
    assert "Gwen Powys" in client.get("/appeals?area=Wales").text
    assert "Gwen Powys" not in client.get("/appeals?area=Gwen+Powys").text
    assert client.get("/appeals?area=%00%FF").status_code == 200


def test_home_shows_the_six_newest(client, now):
    names = [f"Person Number{number}" for number in range(8)]
    for number, name in enumerate(names):
        publish_appeal(now=now, known_as=name, published_at=now - timedelta(hours=number))
    home = client.get("/").text
    assert [name for name in names if name in home] == names[:6]


def test_an_empty_site_is_friendly(client):
    assert "no appeal at the moment" in client.get("/").text
    assert "nothing to look for" in client.get("/appeals").text
    assert feedparser.parse(client.get("/feeds/appeals.rss").data).bozo == 0


@pytest.mark.parametrize("path", ["/feeds/appeals.rss", "/feeds/appeals.atom"])
def test_feeds_are_read_by_feedparser_newest_first(client, now, path):
    old = publish_appeal(now=now, known_as="Old \x0bOne & <b>", published_at=now - timedelta(days=2))
    new = publish_appeal(now=now, known_as="New One", published_at=now - timedelta(hours=1))
    feed = feedparser.parse(client.get(path).data)
    assert feed.bozo == 0
    assert [entry.id for entry in feed.entries] == [
        f"http://localhost/appeals/{new.public_id}", f"http://localhost/appeals/{old.public_id}",
    ]  # fmt: skip
    assert feed.entries[0].title == "Missing: New One, Inverness, Highland"
    assert "still live" in feed.entries[0].summary
    assert feed.entries[1].title.startswith("Missing: Old One & ")
    assert [entry.link for entry in feed.entries] == [entry.id for entry in feed.entries]
    assert client.get(path).data == client.get(path).data


@pytest.mark.parametrize("path", ["/feeds/appeals.rss", "/feeds/appeals.atom"])
def test_an_ended_appeal_leaves_a_nameless_tombstone_under_its_id_for_thirty_days(client, now, path):
    ended = publish_appeal(now=now - timedelta(days=40), known_as="Ended Person", reference="SP-ENDED")
    end_appeal(ended.appeal_id, now=now - timedelta(days=29))
    long_ago = publish_appeal(now=now - timedelta(days=40), known_as="Long Ago")
    end_appeal(long_ago.appeal_id, now=now - timedelta(days=31))
    over = publish_appeal(now=now - timedelta(days=15), review_at=now - timedelta(minutes=1))
    answer = client.get(path)
    feed = feedparser.parse(answer.data)
    ids = [entry.id.rpartition("/")[2] for entry in feed.entries]
    assert ids == [over.public_id, ended.public_id]
    assert long_ago.public_id not in ids
    for said in ("Ended Person", "SP-ENDED", "jacket", "Inverness", "bus station"):
        assert said not in answer.text
    assert {entry.title for entry in feed.entries} == {"This appeal has ended"}

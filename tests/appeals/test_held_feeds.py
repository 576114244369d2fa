"""Formats that are asked for one after another share what was read, within one state of the public side (R2)."""

from datetime import timedelta

import psycopg
import pytest

from appeals import feeds, queries
from appeals.views.feeds import _held
from foundation import clock
from foundation.database import engine
from tests.appeals.factories import NOW, end_appeal, publish_appeal
from tests.appeals.values import public_appeal

FORMS = ("rss", "atom", "json", "cap.xml")
ANEW = "?anew"
"""With it no kept bytes are given: the view itself is asked."""
STATE = feeds.State(7, NOW, 0)


def feed(area: str = "") -> feeds.Feed:
    return feeds.Feed(appeals=(public_appeal(),), tombstones=(), changed_at=NOW, area=area)


def withdraw_elsewhere(environment, appeal_id) -> None:
    """As another process does it: this one is not told, and has nothing but its snapshot to know it by."""
    with psycopg.connect(environment["SEARCHHERO_DATABASE_OWNER_URL"]) as connection:
        connection.execute(
            "update appeal set state = 'withdrawn', ended_at = %s, end_reason = 'stand_down' where id = %s",
            (clock.now(), appeal_id),
        )
        connection.execute("update site_epoch set value = value + 1")


@pytest.fixture
def statements():
    """What PostgreSQL was asked, as it comes."""
    from sqlalchemy import event

    asked: list[str] = []
    note = lambda connection, cursor, statement, *rest: asked.append(statement)  # noqa: E731 - removed again by name
    event.listen(engine(), "before_cursor_execute", note)
    yield asked
    event.remove(engine(), "before_cursor_execute", note)


@pytest.mark.parametrize("area", ["appeals", "areas/highland"])
@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_R2_after_a_withdrawal_each_format_has_the_tombstone_and_not_the_name(client, environment, area, where):
    now = clock.now()
    publish_appeal(now=now, region="Highland", known_as="Somebody Else")
    appeal = publish_appeal(now=now, region="Highland", known_as="Gone Person")
    for form in FORMS:
        assert "Gone Person" in client.get(f"/feeds/{area}.{form}{ANEW}").text
    if where == "here":
        end_appeal(appeal.appeal_id, now=now)
    else:
        withdraw_elsewhere(environment, appeal.appeal_id)
    for form in FORMS:
        text = client.get(f"/feeds/{area}.{form}{ANEW}").text
        assert "Gone Person" not in text, form
        assert "This appeal has ended" in text, form
        assert "Somebody Else" in text, form


def test_P10_an_appeal_past_its_review_date_is_found_in_no_format_although_nobody_raised_the_epoch(client, monkeypatch):
    now = clock.now()
    publish_appeal(now=now, known_as="Somebody Else", review_at=now + timedelta(days=9))
    publish_appeal(now=now, known_as="Past Review", review_at=now + timedelta(seconds=30))
    assert "Past Review" in client.get(f"/feeds/appeals.rss{ANEW}").text
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=31))
    for form in FORMS:
        text = client.get(f"/feeds/appeals.{form}{ANEW}").text
        assert "Past Review" not in text, form
        assert "Somebody Else" in text, form


def test_the_appeals_are_read_once_for_all_formats(client, statements):
    publish_appeal(now=clock.now())
    del statements[:]
    for form in FORMS:
        client.get(f"/feeds/appeals.{form}{ANEW}")
    assert len([each for each in statements if "content" in each]) == 1


def test_each_area_has_its_own(client):
    now = clock.now()
    publish_appeal(now=now, region="Highland", known_as="Highland Person")
    publish_appeal(now=now, region="Fife", known_as="Fife Person")
    for form in FORMS:
        assert "Fife Person" not in client.get(f"/feeds/areas/highland.{form}{ANEW}").text
        assert "Highland Person" not in client.get(f"/feeds/areas/fife.{form}{ANEW}").text


@pytest.mark.parametrize(
    "other",
    [feeds.State(8, NOW, 0), feeds.State(6, NOW, 0), feeds.State(7, None, 0), feeds.State(7, NOW, 1)],
    ids=["raised", "lowered", "ended", "forgotten"],
)
def test_R2_a_feed_of_another_state_is_let_go_for_good(other):
    held = feeds.Held()
    held.put(feed(), STATE, 0.0)
    assert held.find("", STATE, 1.0) == feed()
    assert held.find("", other, 1.0) is None
    assert held.find("", STATE, 1.0) is None


def test_R2_a_reader_that_was_slow_leaves_nothing_for_those_after_the_withdrawal():
    held, after = feeds.Held(), feeds.State(8, NOW, 0)
    assert held.find("", after, 0.0) is None
    held.put(feed(), STATE, 0.0)
    assert held.find("", after, 0.0) is None


def test_R2_its_words_leave_the_memory_when_the_public_side_changes_though_nobody_asks_for_a_feed(app, client):
    publish_appeal(now=clock.now(), known_as="Gone Person")
    client.get(f"/feeds/appeals.rss{ANEW}")
    assert "Gone Person" in str(vars(_held))
    app.wsgi_app._site.changed()  # as the thread that watches the epoch calls it
    assert "Gone Person" not in str(vars(_held))


def test_a_feed_is_read_anew_after_a_minute():
    held = feeds.Held()
    held.put(feed(), STATE, 0.0)
    assert held.find("", STATE, 59.9) is not None
    assert held.find("", STATE, 60.0) is None


def test_a_few_areas_are_held_and_none_that_is_empty():
    held = feeds.Held()
    for area in ("fife", "moray", "powys", "wales", "thule"):
        held.put(feed(area), STATE, 0.0)
    held.put(feeds.Feed(appeals=(), tombstones=(), changed_at=NOW, area="nowhere"), STATE, 0.0)
    found = [area for area in ("fife", "moray", "powys", "wales", "thule", "nowhere") if held.find(area, STATE, 0.0)]
    assert found == ["moray", "powys", "wales", "thule"]


def test_a_session_reads_epoch_and_next_end_of_its_own_snapshot(environment):
    from foundation.database import reading

    now = clock.now()
    appeal = publish_appeal(now=now)
    with reading() as session:
        before = queries.public_moment(session, now)
        withdraw_elsewhere(environment, appeal.appeal_id)
        assert queries.public_moment(session, now) == before
        assert queries.published_list(session, now), "the rows are of the epoch that was read beside them"

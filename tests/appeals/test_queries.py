"""What other rooms and the public are told of, with rows beside it that must not come back."""

from datetime import timedelta
from uuid import uuid4

import pytest

from appeals import queries
from appeals.models import Appeal
from foundation.database import glance, reading, transaction
from tests.appeals.factories import NOW, end_appeal, publish_appeal


@pytest.fixture
def noise():
    """Appeals that are not public: withdrawn, past their review date, never published."""
    withdrawn = publish_appeal(known_as="Withdrawn Person")
    end_appeal(withdrawn.appeal_id)
    over = publish_appeal(known_as="Over Person", review_at=NOW - timedelta(seconds=1))
    draft = publish_appeal(known_as="Draft Person", state="draft")
    return [withdrawn, over, draft]


def test_only_what_is_live_is_published(noise):
    live = publish_appeal(known_as="Live Person")
    with reading() as session:
        assert queries.published(session, live.public_id, NOW) == live
        assert [queries.published(session, gone.public_id, NOW) for gone in noise] == [None, None, None]
        assert queries.published(session, "nothing", NOW) is None
        assert list(queries.published_list(session, NOW)) == [live]


def test_a_glance_finds_the_very_values_that_a_session_finds(noise):
    live, older = publish_appeal(), publish_appeal(published_at=NOW - timedelta(days=1))
    assert glance(lambda it: queries.published(it, live.public_id, NOW)) == live
    assert [glance(lambda it, gone=gone: queries.published(it, gone.public_id, NOW)) for gone in noise] == [None] * 3
    assert list(glance(lambda it: queries.published_list(it, NOW))) == [live, older]
    assert list(glance(lambda it: queries.published_list(it, NOW, limit=1))) == [live]


def test_the_list_is_newest_first_and_ends_at_its_limit(noise):
    old = publish_appeal(published_at=NOW - timedelta(days=2))
    new = publish_appeal(published_at=NOW)
    middle = publish_appeal(published_at=NOW - timedelta(days=1))
    with reading() as session:
        assert list(queries.published_list(session, NOW)) == [new, middle, old]
        assert list(queries.published_list(session, NOW, limit=2)) == [new, middle]


def test_live_versions_leaves_out_what_has_ended_and_what_nobody_asked_for(noise):
    live, other = publish_appeal(), publish_appeal()
    with reading() as session:
        asked = [live.appeal_id, *(gone.appeal_id for gone in noise), uuid4()]
        assert queries.live_versions(session, asked, NOW) == {live.appeal_id: 1}
        assert queries.live_versions(session, [], NOW) == {}
        assert other.appeal_id not in queries.live_versions(session, asked, NOW)


def test_a_case_outlives_its_appeal_but_is_not_live(noise):
    live = publish_appeal(known_as="Live Person", risk="high")
    with reading() as session:
        case = queries.case_of(session, live.appeal_id, NOW)
        assert case is not None
        assert (case.live, case.risk, case.known_as) == (True, "high", "Live Person")
        assert queries.case_named(session, live.public_id, NOW) == case
        withdrawn = queries.case_of(session, noise[0].appeal_id, NOW)
        assert withdrawn is not None
        assert (withdrawn.live, withdrawn.known_as) == (False, "Withdrawn Person")
        assert queries.case_named(session, "nothing", NOW) is None


def test_what_is_being_written_does_not_show():
    live = publish_appeal(known_as="Live Person")
    with transaction() as session:
        session.get_one(Appeal, live.appeal_id).known_as = "Half written"
    with reading() as session:
        assert queries.published(session, live.public_id, NOW) == live


def test_the_review_moment_itself_is_past():
    live = publish_appeal(review_at=NOW + timedelta(minutes=1))
    with reading() as session:
        assert queries.published(session, live.public_id, NOW + timedelta(seconds=59)) is not None
        assert queries.published(session, live.public_id, NOW + timedelta(minutes=1)) is None

"""Investigating teams: two people for every address (F2), and what waits shows on the wall."""

from uuid import uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from foundation import clock
from foundation.audit import AuditEntry
from foundation.database import reading, transaction
from staff import queries
from staff.access import Person
from staff.models import StaffAccount, Team, TeamAddress
from staff.rules import Role
from staff.wall import Tile, tile, tiles_for
from tests.staff.factories import make_person, make_team


def actions():
    with reading() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def only_address(team_id):
    with reading() as session:
        return session.scalars(select(TeamAddress).where(TeamAddress.team_id == team_id)).one()


@pytest.fixture
def proposed(signed_in):
    """A team with one proposal, and the browsers of its proposer and of somebody else; another team as noise."""
    with transaction() as session:
        make_team(session, force="Strathmore Police")
    proposer, other = signed_in(Role.ADMINISTRATOR), signed_in(Role.DUTY_MANAGER)
    page = proposer.post_form("/staff/teams/add", {"force": "Northshire Police", "name": "Unit"}).location
    proposer.post_form(f"{page}/addresses", {"email": "Unit@northshire.example.org", "rank": "1"}, page=page)
    return page, proposer, other


def approve(browser, page, address):
    return browser.post_form(f"{page}/addresses/{address.id}/approve", page=page)


def test_f2_an_address_is_in_force_once_a_second_person_has_approved_it(proposed):
    page, proposer, other = proposed
    address = only_address(page.rpartition("/")[2])
    with reading() as session:
        assert queries.approved_addresses(session, address.team_id) == []
        assert [one.name for one in queries.unreachable_teams(session)] == ["Unit"]
    approve(proposer, page, address)
    assert only_address(address.team_id).approved_at is None
    assert "This needs somebody else" in proposer.get(page).text
    approve(other, page, address)
    approve(other, page, address)
    with reading() as session:
        assert [one.email for one in queries.approved_addresses(session, address.team_id)] == [
            "unit@northshire.example.org"
        ]
        assert queries.unreachable_teams(session) == []
    assert actions() == ["staff.team_added", "staff.address_proposed", "staff.address_approved"]


def test_f2_the_database_itself_refuses_one_person_in_both_parts(app):
    with transaction() as session:
        me, team = make_person(session, Role.ADMINISTRATOR), make_team(session)
    values = {
        "team_id": team.id,
        "email": "x@y.example.org",
        "rank": 1,
        "proposed_by": me.id,
        "proposed_at": clock.now(),
    }
    with pytest.raises(IntegrityError, match="ck_team_address_two_people"), transaction() as session:
        session.execute(insert(TeamAddress).values(**values, approved_by=me.id, approved_at=clock.now()))
    with pytest.raises(IntegrityError, match="ck_team_address_approved_whole"), transaction() as session:
        session.execute(insert(TeamAddress).values(**values, approved_at=clock.now()))


def test_the_same_address_is_not_put_forward_twice_but_again_after_it_was_retired(proposed):
    page, proposer, other = proposed
    address = only_address(page.rpartition("/")[2])
    form = {"email": "UNIT@northshire.example.org", "rank": "2"}
    assert proposer.post_form(f"{page}/addresses", form, page=page).status_code == 422
    other.post_form(f"{page}/addresses/{address.id}/retire", page=page)
    assert proposer.post_form(f"{page}/addresses", form, page=page).status_code == 303
    approve(other, page, address)
    with reading() as session:
        assert queries.approved_addresses(session, address.team_id) == []


def test_an_address_is_only_reached_through_its_own_team(proposed):
    page, _, other = proposed
    address = only_address(page.rpartition("/")[2])
    with reading() as session:
        stranger = session.scalar(select(Team).where(Team.force == "Strathmore Police"))
    for deed in ("approve", "retire", "rank"):
        wrong = f"/staff/teams/{stranger.id}"
        other.post_form(f"{wrong}/addresses/{address.id}/{deed}", {"rank": "9"}, page=page)
    unchanged = only_address(address.team_id)
    assert (unchanged.approved_at, unchanged.retired_at, unchanged.rank) == (None, None, 1)


def test_f1_addresses_come_in_rank_order(signed_in):
    ours = signed_in(Role.DUTY_MANAGER)
    with transaction() as session:
        team = make_team(session, emails=("a@x.example.org", "b@x.example.org", "c@x.example.org"))
        make_team(session)
        first = queries.approved_addresses(session, team.id)[0]
    ours.post_form(f"/staff/teams/{team.id}/addresses/{first.id}/rank", {"rank": "9"}, page=f"/staff/teams/{team.id}")
    with reading() as session:
        assert [one.email[0] for one in queries.approved_addresses(session, team.id)] == ["b", "c", "a"]


@pytest.mark.parametrize("rank", ["0", "10", "-1", "x", ""])
def test_a_rank_outside_one_to_nine_is_refused(proposed, rank):
    page, _, other = proposed
    address = only_address(page.rpartition("/")[2])
    assert other.post_form(f"{page}/addresses/{address.id}/rank", {"rank": rank}, page=page).status_code == 400


def test_a_retired_team_leaves_the_lists_but_keeps_its_addresses(signed_in):
    ours = signed_in(Role.DUTY_MANAGER)
    with transaction() as session:
        team, other = make_team(session), make_team(session, force="Strathmore Police")
    ours.post_form(f"/staff/teams/{team.id}/retire", page=f"/staff/teams/{team.id}")
    with reading() as session:
        assert [one.id for one in queries.teams(session)] == [other.id]
        assert [row.id for row in queries.team_rows(session)] == [other.id]
        assert len(queries.approved_addresses(session, team.id)) == 1
        assert queries.team(session, team.id).retired_at is not None
    page = f"/staff/teams/{team.id}"
    assert (
        ours.post_form(
            f"{page}/addresses", {"email": "n@x.example.org", "rank": "1"}, page="/staff/teams/add"
        ).status_code
        == 422
    )


def test_names_are_given_for_those_who_are_known():
    with transaction() as session:
        one, noise = make_person(session, name="One"), make_person(session, name="Noise")
        assert queries.names(session, [one.id]) == {one.id: "One"}
        assert noise.id not in queries.names(session, [one.id])
        assert queries.names(session, []) == {}


def person(*roles, someone):
    return Person(id=someone.id, name=someone.name, email=someone.email, roles=frozenset(roles))


def test_the_wall_shows_each_role_its_own_and_urgent_ones_first(app, proposed):
    _, proposer, other = proposed
    with app.test_request_context(), reading() as session:
        mine = tiles_for(session, person(Role.ADMINISTRATOR, someone=proposer.person), clock.now())
        theirs = tiles_for(session, person(Role.DUTY_MANAGER, someone=other.person), clock.now())
        editors = tiles_for(session, person(Role.EDITOR, someone=other.person), clock.now())
    counts = {made.title: made.count for made in theirs}
    assert counts["Teams without an approved address"] == 1
    assert counts["Team addresses that wait for a second person"] == 1
    assert {made.title: made.count for made in mine}["Team addresses that wait for a second person"] == 0
    waiting = [made for made in theirs if made.count]
    assert waiting[0].urgent
    assert "Teams without an approved address" not in {made.title for made in editors}
    shown = other.get("/staff/").text
    assert "Urgent:" in shown
    assert "Teams without an approved address" in shown


def test_a_room_hangs_a_tile(app):
    from staff import wall

    @tile(Role.AUDITOR)
    def nothing_to_see(session, person, now):
        return None

    @tile(Role.AUDITOR)
    def two_things(session, person, now):
        return Tile(title="Two things", count=2, url="/staff/things")

    try:
        with app.test_request_context(), reading() as session:
            someone = StaffAccount(id=uuid4(), name="Eve", email="eve@charity.example.org")
            found = tiles_for(session, person(Role.AUDITOR, someone=someone), clock.now())
        assert "Two things" in [made.title for made in found]
    finally:
        for maker in (nothing_to_see, two_things):
            del wall._TILES[maker]


def test_what_waits_has_an_age(proposed):
    from staff import tasks

    address = only_address(proposed[0].rpartition("/")[2])
    with reading() as session:
        assert tasks.oldest_unapproved_address(session) == address.proposed_at
        assert tasks.oldest_unreachable_team(session) == queries.team(session, address.team_id).created_at
    approve(proposed[2], proposed[0], address)
    with reading() as session:
        assert tasks.oldest_unapproved_address(session) is None
        assert tasks.oldest_unreachable_team(session) is None

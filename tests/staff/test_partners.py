"""Partner organisations: two people for every address (F2), areas of the gazetteer, and what waits."""

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from foundation import clock
from foundation.database import reading, transaction
from staff.models import Partner, PartnerAddress
from staff.queries import partners as queries
from staff.rules import Role
from staff.wall import tiles_for
from tests.staff.factories import make_partner, make_person

LIBRARY = {
    "name": "Northshire Libraries",
    "kind": "library",
    "areas": "highland\nHighland\n Scotland ",
    "notes": "Mo-Fr",
}


@pytest.fixture
def proposed(signed_in):
    """A partner with one proposal, and the browsers of its proposer and of somebody else; another partner as noise."""
    with transaction() as session:
        make_partner(session, name="Quiet Harbour Shelter", kind="shelter")
    proposer, other = signed_in(Role.ADMINISTRATOR), signed_in(Role.DUTY_MANAGER)
    page = proposer.post_form("/staff/partners/add", LIBRARY).location
    proposer.post_form(f"{page}/addresses", {"email": "Desk@libraries.example.org"}, page=page)
    return page, proposer, other


def only_address(page):
    with reading() as session:
        wanted = PartnerAddress.partner_id == page.rpartition("/")[2]
        return session.scalars(select(PartnerAddress).where(wanted)).one()


def approve(browser, page):
    return browser.post_form(f"{page}/addresses/{only_address(page).id}/approve", page=page)


def test_f2_a_partner_gets_nothing_before_a_second_person_has_approved_the_address(proposed):
    page, proposer, other = proposed
    partner_id = only_address(page).partner_id
    with reading() as session:
        assert queries.in_force(session, [partner_id]) == []
        assert [one.email for one in queries.waiting_partner_addresses(session)] == ["desk@libraries.example.org"]
    approve(proposer, page)
    assert only_address(page).approved_at is None
    assert "This needs somebody else" in proposer.get(page).text
    approve(other, page)
    with reading() as session:
        assert [one.email for one in queries.in_force(session, [partner_id])] == ["desk@libraries.example.org"]
        assert queries.waiting_partner_addresses(session) == []


def test_f2_the_database_itself_refuses_one_person_in_both_parts_of_a_partner_address(app):
    with transaction() as session:
        me, partner = make_person(session, Role.ADMINISTRATOR), make_partner(session)
    values = {"partner_id": partner.id, "email": "x@y.example.org", "proposed_by": me.id, "proposed_at": clock.now()}
    with pytest.raises(IntegrityError, match="ck_partner_address_two_people"), transaction() as session:
        session.execute(insert(PartnerAddress).values(**values, approved_by=me.id, approved_at=clock.now()))


def test_nothing_goes_to_a_retired_address_or_partner(proposed):
    page, _, other = proposed
    approve(other, page)
    partner_id = only_address(page).partner_id
    other.post_form(f"{page}/retire", page=page)
    with reading() as session:
        assert queries.in_force(session, [partner_id]) == []
        assert "Northshire Libraries" not in {one.name for one in queries.partners(session)}
    assert "Retired" in other.get(page).text


def test_areas_are_those_of_the_gazetteer_each_once(proposed):
    page, proposer, _ = proposed
    with reading() as session:
        assert session.get_one(Partner, only_address(page).partner_id).areas == ["Highland", "Scotland"]
    answer = proposer.post_form(page, LIBRARY | {"areas": "Atlantis"})
    assert answer.status_code == 422
    assert "We know no area of this name: Atlantis" in answer.text
    answer = proposer.post_form(page, LIBRARY | {"areas": "", "kind": "health"})
    assert answer.status_code == 303
    assert "Works everywhere" in proposer.get(page).text


def test_two_partners_never_have_one_name(proposed):
    page, proposer, _ = proposed
    assert proposer.post_form("/staff/partners/add", LIBRARY).status_code == 422
    answer = proposer.post_form(page, LIBRARY | {"name": "Quiet Harbour Shelter"})
    assert answer.status_code == 422
    assert "There is a partner of this name already" in answer.text
    with reading() as session:
        assert queries.partner_named(session, "Northshire Libraries") is not None


def test_a_proposal_waits_on_the_wall_of_somebody_else_and_has_an_age(app, proposed):
    from staff import tasks
    from tests.sightings.cases import person_of

    page, proposer, other = proposed
    with app.test_request_context(), reading() as session:
        tiles = {
            browser: {made.title: made.count for made in tiles_for(session, person_of(browser.person), clock.now())}
            for browser in (proposer, other)
        }
    title = "Partner addresses that wait for a second person"
    assert (tiles[proposer][title], tiles[other][title]) == (0, 1)
    with reading() as session:
        assert tasks.oldest_unapproved_partner_address(session) == only_address(page).proposed_at
    approve(other, page)
    with reading() as session:
        assert tasks.oldest_unapproved_partner_address(session) is None

"""What takes two administrators: roles that could make a second self, and a new phone for who holds one."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from foundation import clock
from foundation.audit import AuditEntry
from foundation.database import reading, transaction
from outbox.models import OutboxMessage
from staff import queries
from staff.access import Person
from staff.models import StaffAccount, StaffProposal
from staff.rules import GRAVE_ROLES, PROPOSAL_GOOD_FOR, Refusal, Role
from staff.workflow import people, rights
from staff.workflow.people import Newcomer
from tests.staff.factories import make_person

GRAVE = sorted(map(str, GRAVE_ROLES))


@pytest.fixture
def first(signed_in):
    return signed_in(Role.ADMINISTRATOR, email="first@charity.example.org")


@pytest.fixture
def second(signed_in):
    return signed_in(Role.ADMINISTRATOR, email="second@charity.example.org")


@pytest.fixture
def ann():
    with transaction() as session:
        make_person(session, Role.EDITOR, email="noise@charity.example.org")
        return make_person(session, Role.EDITOR, name="Ann Orr", email="ann@charity.example.org")


def roles_of(email):
    with reading() as session:
        return queries.account_named(session, email).roles


def waiting():
    with reading() as session:
        return queries.open_proposals(session)


def decide(client, ann, verb):
    [proposal] = waiting()
    page = f"/staff/people/{ann.id}"
    return client.post_form(f"{page}/proposals/{proposal.id}/{verb}", page=page)


def propose(client, ann, *roles):
    page = f"/staff/people/{ann.id}"
    return client.post_form(f"{page}/roles", {"roles": list(roles)}, page=page)


@pytest.mark.parametrize("role", GRAVE)
def test_threat_22_a_grave_role_counts_once_a_second_administrator_has_agreed(first, second, ann, role):
    with transaction() as session:
        session.get_one(StaffAccount, ann.id).roles = []
    propose(first, ann, "auditor", role)
    assert roles_of(ann.email) == ["auditor"]
    assert "Waits for a second person" in second.get(f"/staff/people/{ann.id}").text
    assert second.get("/staff/").text.count("Changes of rights that wait for a second administrator") == 1
    decide(second, ann, "give")
    assert roles_of(ann.email) == sorted(["auditor", role])
    assert waiting() == []


@pytest.mark.parametrize("role", GRAVE)
def test_P11_one_administrator_alone_makes_no_second_self(first, ann, role):
    """Not by a new account, not by a role, not by taking an account over, not by agreeing with themselves."""
    form = {"name": "Ben", "email": "ben@charity.example.org", "roles": [role]}
    shown = first.post_form("/staff/people/add", form)
    assert "Waits for a second administrator" in shown.text
    assert roles_of("ben@charity.example.org") == []
    with reading() as session:
        ben = queries.account_named(session, "ben@charity.example.org")
    assert decide(first, ben, "give").status_code == 303
    assert roles_of("ben@charity.example.org") == []
    with transaction() as session:
        session.get_one(StaffAccount, ann.id).roles = [role]
    with reading() as session:
        before = queries.account(session, ann.id).password_hash
    answer = first.post_form(f"/staff/people/{ann.id}/reset-factor", page=f"/staff/people/{ann.id}")
    assert "staff-secret" not in answer.text
    with reading() as session:
        account = queries.account(session, ann.id)
        assert (account.password_hash, account.enrolled_at is None) == (before, False)


def test_P11_who_it_is_about_does_not_agree_to_it_either(first, second):
    propose(first, second.person, "administrator", "approver")
    decide(second, second.person, "give")
    assert roles_of(second.person.email) == ["administrator"]
    assert len(waiting()) == 1


def test_P11_the_database_itself_holds_a_decision_to_two_people(first, second, ann):
    propose(first, ann, "editor", "approver")
    [proposal] = waiting()
    for alone in (first.person.id, ann.id):
        with pytest.raises(IntegrityError, match="two_people"):
            given_by(alone, proposal.id)


def test_who_holds_a_grave_role_starts_again_once_two_have_agreed(first, second, ann):
    with transaction() as session:
        session.get_one(StaffAccount, ann.id).roles = ["approver", "editor"]
    first.post_form(f"/staff/people/{ann.id}/reset-factor", page=f"/staff/people/{ann.id}")
    shown = decide(second, ann, "give")
    assert re.search(r'staff-secret">[a-z0-9-]{24}<', shown.text)
    with reading() as session:
        account = queries.account(session, ann.id)
        assert (account.enrolled_at, account.start_password_until is None) == (None, False)


def test_a_role_is_taken_away_by_one_at_once(first, ann):
    with transaction() as session:
        session.get_one(StaffAccount, ann.id).roles = ["approver", "editor"]
    propose(first, ann, "editor")
    assert roles_of(ann.email) == ["editor"]
    assert waiting() == []


@pytest.mark.parametrize("who", ["first", "second"])
def test_a_proposal_is_turned_down_or_taken_back_by_one(first, second, ann, who):
    propose(first, ann, "editor", "approver")
    decide({"first": first, "second": second}[who], ann, "refuse")
    assert roles_of(ann.email) == ["editor"]
    assert waiting() == []


def test_the_later_proposal_takes_the_place_of_the_earlier_and_the_same_again_changes_nothing(first, second, ann):
    propose(first, ann, "editor", "approver")
    [old] = waiting()
    propose(first, ann, "editor", "approver")
    assert [proposal.id for proposal in waiting()] == [old.id]
    propose(second, ann, "editor", "triager")
    assert [(proposal.roles, proposal.proposed_by) for proposal in waiting()] == [(["triager"], second.person.id)]
    assert rights.give(person_of(second), old.id, clock.now()) is Refusal.GONE
    assert roles_of(ann.email) == ["editor"]


def test_roles_that_wait_are_ticked_and_one_that_is_unticked_is_not_asked_for_any_more(first, ann):
    propose(first, ann, "editor", "approver", "triager")
    page = first.get(f"/staff/people/{ann.id}").text
    ticked = set(re.findall(r'value="(\w+)"[^>]*checked', page))
    assert ticked == {"editor", "approver", "triager"}
    propose(first, ann, "editor", "approver")
    assert [proposal.roles for proposal in waiting()] == [["approver"]]
    propose(first, ann, "editor")
    assert waiting() == []


def test_what_somebody_proposed_who_may_not_any_more_is_not_given_and_can_be_asked_anew(first, second, ann):
    propose(first, ann, "editor", "approver")
    with transaction() as session:
        session.get_one(StaffAccount, first.person.id).suspended_at = clock.now()
    decide(second, ann, "give")
    assert "by somebody who may not any more" in second.get(f"/staff/people/{ann.id}").text
    assert roles_of(ann.email) == ["editor"]
    propose(second, ann, "editor", "approver")
    assert [proposal.proposed_by for proposal in waiting()] == [second.person.id]


def test_threat_22_what_was_asked_for_long_ago_is_not_given(app, first, second, ann):
    """An old wish for a new phone would hand the account to one administrator, months later."""
    with transaction() as session:
        session.get_one(StaffAccount, ann.id).roles = ["approver"]
    first.post_form(f"/staff/people/{ann.id}/reset-factor", page=f"/staff/people/{ann.id}")
    [proposal] = waiting()
    late = clock.now() + PROPOSAL_GOOD_FOR
    assert rights.give(person_of(second), proposal.id, late) is Refusal.RUN_OUT
    with app.app_context():
        given = rights.give(person_of(second), proposal.id, clock.now())
    assert len(given) == len("abcd-abcd-abcd-abcd-abcd")


def test_who_is_suspended_is_given_nothing(first, second, ann):
    propose(first, ann, "editor", "approver")
    with transaction() as session:
        session.get_one(StaffAccount, ann.id).suspended_at = clock.now()
    [proposal] = waiting()
    assert rights.give(person_of(second), proposal.id, clock.now()) is Refusal.SUSPENDED


def test_a_proposal_is_decided_on_the_page_of_the_one_it_is_about(first, second, ann):
    propose(first, ann, "editor", "approver")
    assert decide(second, first.person, "give").status_code == 404
    assert len(waiting()) == 1


def test_threat_22_every_editor_and_administrator_is_told_and_every_step_is_audited(first, second, ann):
    propose(first, ann, "editor", "approver")
    with reading() as session:
        told = set(session.scalars(select(OutboxMessage.recipient)))
    assert told == {f"{name}@charity.example.org" for name in ("first", "second", "ann", "noise")}
    decide(second, ann, "give")
    with reading() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert actions == ["staff.proposed", "staff.proposal_given", "staff.roles_changed"]


def test_who_runs_the_server_gives_everything_at_once(app):
    with app.app_context():
        made = people.add(Newcomer(email="a@charity.example.org", name="A", roles=frozenset(Role)), None, clock.now())
        assert made.waiting == frozenset()
        assert roles_of("a@charity.example.org") == sorted(map(str, Role))
        assert isinstance(people.reset_factor(made.id, clock.now()), str)


def test_an_administrator_without_another_is_told_how_to_get_one(first, ann):
    propose(first, ann, "editor", "approver")
    assert "searchhero staff add --role administrator" in first.get(f"/staff/people/{ann.id}").text


def given_by(person_id, proposal_id):
    with transaction() as session:
        held = session.get_one(StaffProposal, proposal_id)
        held.decided_by, held.decided_at, held.decision = person_id, clock.now(), "given"


def person_of(client):
    found = client.person
    return Person(id=found.id, name=found.name, email=found.email, roles=frozenset({Role.ADMINISTRATOR}))

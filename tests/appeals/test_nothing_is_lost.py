"""Nothing that was typed is lost: why a text changes saves itself too, and what came too late waits for its writer."""

from datetime import timedelta

import pytest

from appeals import workflow
from appeals.models import Appeal
from appeals.workflow import Outcome
from foundation import clock
from foundation.database import reading
from staff import rescue
from staff.access import Person
from staff.rules import Role
from staff.wall import tiles_for
from tests.appeals.factories import complete, make_desk, publish_through_the_gate

NEW = "/staff/appeals/new"


@pytest.fixture
def live():
    """A public appeal that is to be written anew."""
    return publish_through_the_gate(make_desk(), clock.now())


def row(appeal_id):
    with reading() as session:
        return session.get_one(Appeal, appeal_id)


def typed(appeal_id, **changes):
    """The form as the browser sends it by itself, with all that stands on the desk."""
    now, known = row(appeal_id), {"place": "Testburgh, Highland", "review_on": ""}
    names = ("known_as", "age", "description", "last_seen", "force", "reference", "officer", "team_id", "edition")
    names += (
        "legal_basis",
        "legal_reason",
        "family_consent",
        "risk",
        "reach",
        "reach_reason",
        "area_radius",
        "place_id",
    )
    known |= {name: str(getattr(now, name)) for name in names}
    known |= {f"risk_{question}": answer for question, answer in now.risk_answers.items()}
    return known | {"review_on": clock.in_london(now.review_at).date().isoformat(), "step": "auto"} | changes


def test_the_kind_of_change_and_its_reason_save_themselves(signed_in, live):
    editor, desk = signed_in(Role.EDITOR), f"/staff/appeals/{live}"
    answer = editor.post_form(desk, typed(live, material="no", change_reason="The coat was blue"))
    assert answer.json["outcome"] == "saved"
    assert (row(live).material, row(live).change_reason) == (False, "The coat was blue")
    assert 'value="The coat was blue"' in editor.get(desk).text
    assert row(live).state == "published"


def test_a_form_without_them_leaves_them_as_they_are(signed_in, live):
    editor, desk = signed_in(Role.EDITOR), f"/staff/appeals/{live}"
    editor.post_form(desk, typed(live, material="no", change_reason="The coat was blue"))
    editor.post_form(desk, typed(live, description="Other words."))
    assert (row(live).material, row(live).change_reason) == (False, "The coat was blue")
    assert row(live).description == "Other words."


def test_two_reasons_for_one_change_are_a_choice(live):
    desk, now = make_desk(), clock.now()
    mine, theirs = (complete(desk, now, team_id=row(live).team_id, change_reason=said) for said in ("Coat", "Hat"))
    assert workflow.save_draft(live, desk.other_editor, theirs, edition=1, now=now) is Outcome.SAVED
    assert workflow.save_draft(live, desk.editor, mine, edition=1, now=now) is Outcome.CONFLICT
    assert row(live).change_reason == "Hat"


def test_what_came_after_its_session_is_on_its_writers_wall_alone_until_it_is_thrown_away(signed_in):
    editor, other = signed_in(Role.EDITOR), signed_in(Role.EDITOR)
    long_ago = clock.now() - timedelta(hours=25)
    rescue.keep(editor.person.id, NEW, [("known_as", "Typed Too Late")], clock.now())
    rescue.keep(editor.person.id, "/staff/appeals/older", [("known_as", "Old")], long_ago)
    assert (tile(editor.person).count, tile(editor.person).url) == (1, "/staff/unsaved")
    assert tile(other.person) is None
    page = editor.get("/staff/unsaved").text
    assert "A new appeal" in page
    assert f'href="{NEW}"' in page
    assert "A new appeal" not in other.get("/staff/unsaved").text
    assert "Typed Too Late" in editor.get(NEW).text
    other.post_form("/staff/unsaved/discard", {"path": NEW}, page="/staff/account")
    assert "Typed Too Late" in editor.get(NEW).text
    gone = editor.post_form("/staff/unsaved/discard", {"path": NEW, "from": "page"}, page=NEW)
    assert gone.location == NEW
    page = editor.get(NEW).text
    assert "Thrown away." in page
    assert "Typed Too Late" not in page
    assert tile(editor.person) is None


@pytest.mark.parametrize("path", ["https://elsewhere.example.org/", "//elsewhere.example.org", "/staff/appeals/x", ""])
def test_throwing_away_leads_nowhere_but_to_a_page_of_ones_own(signed_in, path):
    editor = signed_in(Role.EDITOR)
    answer = editor.post_form("/staff/unsaved/discard", {"path": path, "from": "page"}, page="/staff/account")
    assert answer.location == "/staff/unsaved"


def tile(account):
    me = Person(id=account.id, name=account.name, email=account.email, roles=frozenset(map(Role, account.roles)))
    with reading() as session:
        return next((each for each in tiles_for(session, me, clock.now()) if each.url == "/staff/unsaved"), None)

"""Two people write at once: whatever either of them changed stands, or is shown to a person who chooses."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from appeals import queries, workflow
from appeals.models import Appeal, AppealEdition
from appeals.rules import flat, merge
from appeals.rules.merging import TOGETHER
from appeals.workflow import Outcome
from foundation.database import reading
from tests.appeals.factories import NOW, SAFE, complete, publish_appeal

NAMES = ("known_as", "description", "reach", "reach_reason", "risk_stalking", "photo-a-alt")
forms = st.fixed_dictionaries({name: st.sampled_from(["", "a", "b"]) for name in NAMES})
bases = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["", "a", "b"]))


@given(bases, forms, forms)
def test_every_change_of_either_stands_or_is_offered_to_choose_from(base, theirs, mine):
    found = merge(base, theirs, mine)
    for name in NAMES:
        stands = mine[name] if name in found.mine else theirs[name]
        if mine[name] != base.get(name):
            assert stands == mine[name] or name in found.both
        if theirs[name] != base.get(name):
            assert stands == theirs[name] or name in found.both


@given(forms, forms, forms)
def test_nothing_is_asked_that_only_one_of_them_changed(base, theirs, mine):
    found = merge(base, theirs, mine)
    for name in found.both:
        group = next((group for group in TOGETHER if name in group), frozenset({name}))
        assert any(mine[each] != base[each] for each in group)
        assert any(theirs[each] != base[each] for each in group)
        assert mine[name] != theirs[name]


@given(forms, forms)
def test_who_changed_nothing_overwrites_nothing(base, theirs):
    found = merge(base, theirs, base)
    assert (found.mine, found.both) == (frozenset(), frozenset())


def row(appeal_id):
    with reading() as session:
        return session.get_one(Appeal, appeal_id)


def test_changes_of_different_fields_are_put_together_without_a_question(desk):
    appeal_id = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    theirs, mine = complete(desk, description="Theirs."), complete(desk, last_seen="Mine.")
    workflow.save_draft(appeal_id, desk.other_editor, theirs, edition=1, now=NOW)
    assert workflow.save_draft(appeal_id, desk.editor, mine, edition=1, now=NOW) is Outcome.MERGED
    assert (row(appeal_id).description, row(appeal_id).last_seen) == ("Theirs.", "Mine.")


def test_a_third_save_between_choice_and_save_is_merged_as_well(desk):
    appeal_id = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    for edition, description in ((1, "Theirs."), (2, "Third.")):
        writing = complete(desk, description=description)
        workflow.save_draft(appeal_id, desk.other_editor, writing, edition=edition, now=NOW)
    mine = complete(desk, description="Mine.")
    assert workflow.save_draft(appeal_id, desk.editor, mine, edition=2, now=NOW) is Outcome.CONFLICT
    assert row(appeal_id).description == "Third."
    kept_theirs = complete(desk, description="Theirs.", officer="Constable Mine")
    assert workflow.save_draft(appeal_id, desk.editor, kept_theirs, edition=2, now=NOW) is Outcome.MERGED
    assert (row(appeal_id).description, row(appeal_id).officer) == ("Third.", "Constable Mine")


def test_a_reach_and_another_persons_reason_never_make_one_decision(desk):
    appeal_id = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    workflow.save_draft(appeal_id, desk.other_editor, complete(desk, reach="national"), edition=1, now=NOW)
    mine = complete(desk, reach_reason="mistake")
    assert workflow.save_draft(appeal_id, desk.editor, mine, edition=1, now=NOW) is Outcome.CONFLICT


def test_P3_a_check_counts_only_for_the_answers_that_the_person_saw(desk):
    unchecked = replace(complete(desk), risk_checked=False)
    appeal_id = workflow.start_draft(desk.editor, unchecked, now=NOW)
    answers = SAFE | {"stalking": "yes"}
    theirs = replace(complete(desk, risk_answers=answers), risk_checked=False)
    workflow.save_draft(appeal_id, desk.other_editor, theirs, edition=1, now=NOW)
    workflow.save_draft(appeal_id, desk.editor, complete(desk, officer="Another"), edition=1, now=NOW)
    assert row(appeal_id).officer == "Another"
    assert row(appeal_id).risk_checked_at is None


def test_P3_saving_by_itself_ends_no_review_and_no_senior_approval(desk):
    in_review = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    assert workflow.submit_for_review(in_review, desk.editor, material=True, now=NOW) == []
    approved = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    assert workflow.approve_as_senior(approved, desk.manager, "Police agree", edition=1, now=NOW) == []
    for appeal_id in (in_review, approved):
        typed = replace(complete(desk, description="Typed."), risk_checked=False, by_itself=True)
        assert workflow.save_draft(appeal_id, desk.editor, typed, edition=1, now=NOW) is Outcome.HELD
        assert row(appeal_id).description != "Typed."
        meant = replace(typed, by_itself=False)
        assert workflow.save_draft(appeal_id, desk.editor, meant, edition=1, now=NOW) is Outcome.SAVED
        assert (row(appeal_id).submitted_at, row(appeal_id).senior_by) == (None, None)


def test_every_edition_is_kept_with_who_and_when(desk):
    appeal_id = workflow.start_draft(desk.editor, complete(desk), now=NOW)
    workflow.save_draft(appeal_id, desk.other_editor, complete(desk, description="Second."), edition=1, now=NOW)
    with reading() as session:
        second, first = queries.editions(session, appeal_id)
        assert (first.number, second.number) == (1, 2)
        assert (first.written_by, second.written_by) == (desk.editor, desk.other_editor)
        assert first.fields == flat(complete(desk).fields, {})
        assert second.fields["description"] == "Second."
        assert queries.flat_of(session, session.get_one(Appeal, appeal_id)) == second.fields


def test_without_the_edition_that_a_form_was_opened_on_everything_that_differs_is_asked(desk):
    live = publish_appeal()
    mine = complete(desk, description="Mine.")
    assert workflow.save_draft(live.appeal_id, desk.editor, mine, edition=0, now=NOW) is Outcome.CONFLICT
    with reading() as session:
        assert session.get(AppealEdition, (live.appeal_id, 1)) is None

"""The desk's list: what needs doing today comes first, filters leave the rest out, and no address holds a name."""

from datetime import timedelta

import pytest

from appeals import workflow
from appeals.models import Briefing
from appeals.queries import listing
from appeals.queries.listing import PAGE, Todo, Wanted
from appeals.rules import EndReason
from appeals.workflow import Approval
from foundation import clock
from foundation.database import reading, transaction
from staff.access import Person
from staff.rules import Role
from staff.wall import tiles_for
from tests.appeals.factories import NOW, complete, make_place, publish_through_the_gate, seen, yes


def draft(desk, **changes):
    return workflow.start_draft(desk.editor, complete(desk, **changes), now=NOW)


def briefing(appeal_id, state):
    """Straight into the table."""
    sent, ended = state == "sent", state == "ended"
    row = Briefing(
        appeal_id=appeal_id, state=state, current_version=1 if sent else None, live_until=NOW if sent else None,
        ended_at=NOW if ended else None,
    )  # fmt: skip
    with transaction() as session:
        session.add(row)


def handed_in(desk, **changes):
    appeal_id = draft(desk, **changes)
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=NOW) == []
    return appeal_id


def todos(now=NOW, **wanted):
    with reading() as session:
        lines, _ = listing.listed(session, Wanted(**wanted), now)
    return {line.appeal.id: set(line.todo) for line in lines}


def test_each_appeal_says_what_needs_doing_today(app, desk):
    resting, waiting = publish_through_the_gate(desk), handed_in(desk)
    renew = publish_through_the_gate(desk, review_at=NOW + timedelta(days=2))
    written, later = draft(desk), handed_in(desk)
    approval = Approval(seen=seen(later), publish_at=NOW + timedelta(hours=20))
    assert workflow.schedule_publication(later, desk.approver, approval, factor=yes, now=NOW) == []
    assert todos() == {
        resting: set(), written: set(), waiting: {Todo.REVIEW}, renew: {Todo.RENEW}, later: {Todo.SCHEDULED}
    }  # fmt: skip
    assert set(todos(today=True)) == {waiting, renew, later}
    next_day = NOW + timedelta(hours=25)
    assert todos(next_day)[waiting] == {Todo.REVIEW, Todo.CHECK_OLD}
    with app.app_context():
        workflow.publish_scheduled(later, now=next_day)
    assert todos(next_day)[later] == {Todo.STOPPED, Todo.REVIEW, Todo.CHECK_OLD}
    with reading() as session:
        assert listing.counted(session, next_day)[Todo.STOPPED] == 1
    workflow.withdraw_appeal(later, desk.editor, EndReason.MISTAKE, now=next_day)
    assert later not in todos(next_day)


def test_what_needs_doing_comes_first_and_the_longest_waiting_of_it(desk):
    publish_through_the_gate(desk)
    draft(desk)
    waiting = handed_in(desk)
    assert next(iter(todos())) == waiting


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"risk": "high"}, {"high_risk": True}),
        ({"age": 15}, {"child": True}),
    ],
)
def test_a_filter_leaves_the_others_out(desk, changes, wanted):
    mine = draft(desk, **changes)
    draft(desk)
    assert set(todos(**wanted)) == {mine}


def test_area_state_mine_waiting_and_long_term_are_filters_too(desk):
    with transaction() as session:
        fife = make_place(session, "Testham", region="Fife").id
    there, other = draft(desk, place_id=fife), draft(desk)
    theirs = workflow.start_draft(desk.other_editor, complete(desk), now=NOW)
    workflow.submit_for_review(theirs, desk.other_editor, material=True, now=NOW)
    gone = draft(desk)
    workflow.withdraw_appeal(gone, desk.editor, EndReason.MISTAKE, now=NOW)
    workflow.say_missing_since(other, desk.editor, "2020-01", now=NOW)
    workflow.make_long_term(other, desk.approver, "Years", now=NOW)
    assert set(todos(region="Fife")) == {there}
    assert set(todos(mine_of=desk.other_editor)) == {theirs}
    assert set(todos(waits_for=desk.editor)) == {theirs}
    assert set(todos(waits_for=desk.other_editor)) == set()
    assert set(todos(state="ended")) == set(todos(state="withdrawn")) == {gone}
    assert set(todos(state="review")) == {theirs}
    assert set(todos(long_term=True)) == {other}


def test_a_page_holds_fifty_and_the_next_one_the_rest(desk, signed_in):
    ids = {draft(desk) for _ in range(PAGE + 2)}
    first, second = todos(), todos(page=2)
    assert (len(first), len(second)) == (PAGE, 2)
    assert set(first) | set(second) == ids
    page = signed_in(Role.EDITOR).get("/staff/appeals?state=draft&page=2").text
    assert f"{PAGE + 2} appeals" in page
    assert "state=draft&amp;page=1" in page


def test_Y4_no_address_of_the_list_holds_a_name_and_what_is_unknown_is_not_asked_for(desk, signed_in):
    publish_through_the_gate(desk, clock.now())
    editor = signed_in(Role.EDITOR)
    page = editor.get("/staff/appeals?state=nonsense&region=Atlantis&page=-4&high=").text
    assert "Morven Tulloch" in page
    assert 'href="/staff/appeals?' not in page or "Morven" not in "".join(
        part.split('"')[0] for part in page.split('href="')[1:]
    )
    assert 'type="search"' not in page
    assert editor.get("/staff/appeals?show=ended").status_code == 200


def test_the_wall_tells_of_what_did_not_go_out_and_of_what_goes_out_today(app, desk):
    appeal_id = handed_in(desk)
    approval = Approval(seen=seen(appeal_id), publish_at=NOW + timedelta(hours=25))
    workflow.schedule_publication(appeal_id, desk.approver, approval, factor=yes, now=NOW)
    me = Person(id=desk.approver, name="", email="", roles=frozenset({Role.APPROVER}))

    def counts(now):
        with app.test_request_context("/staff/"), reading() as session:
            return {tile.title: (tile.count, tile.urgent) for tile in tiles_for(session, me, now)}

    assert counts(NOW + timedelta(hours=2))["Appeals that go out within 24 hours"] == (1, False)
    with app.app_context():
        workflow.publish_scheduled(appeal_id, now=NOW + timedelta(hours=25))
    assert counts(NOW + timedelta(hours=26))["Scheduled appeals that did not go out"] == (1, True)


def test_P12_an_appeal_that_partners_have_says_so_and_is_a_filter(signed_in, desk):
    """Only while its briefing is out: not proposed, and not recalled."""
    out, proposed, recalled = (draft(desk, reach="partner", known_as=f"Name {number}") for number in range(3))
    draft(desk)
    for appeal_id, state in ((out, "sent"), (proposed, "proposed"), (recalled, "ended")):
        briefing(appeal_id, state)
    with reading() as session:
        lines, total = listing.listed(session, Wanted(), NOW)
        assert (total, [line.appeal.id for line in lines if line.briefed]) == (4, [out])
    assert set(todos(briefed=True)) == {out}
    page = signed_in(Role.EDITOR).get("/staff/appeals?briefed=1").text
    assert "1 appeal" in page
    assert "Partners have it, the public does not." in page
    assert page.count("Partner briefing out</strong>") == 1

"""What the desk and the gate say beside the text: warnings, comments, and what was written before."""

import re
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import func, select

from appeals import queries, workflow
from appeals.models import Appeal
from appeals.rules import Code
from foundation import clock
from foundation.audit.models import AuditEntry
from foundation.database import reading
from staff.rules import Role
from tests.appeals.factories import complete, make_desk, publish_through_the_gate, seen, yes


def test_an_open_comment_keeps_it_from_being_published_until_somebody_answers_it():
    desk, now = make_desk(), clock.now()
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now), now=now)
    other = workflow.start_draft(desk.editor, complete(desk, now), now=now)
    assert workflow.comment_on(other, desk.manager, "description", "Of another appeal.", now=now)
    assert workflow.comment_on(appeal_id, desk.manager, "description", "Which green?", now=now)
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=now) == []
    refused = workflow.publish_appeal(appeal_id, desk.approver, seen=seen(appeal_id, now), factor=yes, now=now)
    assert [each.code for each in refused] == [Code.COMMENT_OPEN]
    with reading() as session:
        (comment,) = queries.comments(session, appeal_id)
    assert workflow.resolve_comment(appeal_id, comment.id, desk.editor, "Olive", now=now)
    assert workflow.publish_appeal(appeal_id, desk.approver, seen=seen(appeal_id, now), factor=yes, now=now) == []


def test_P5_warnings_are_for_editors_with_a_token_and_write_nothing(signed_in, caplog, capsys):
    desk, now = make_desk(), clock.now()
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now), now=now)
    here = f"/staff/appeals/{appeal_id}"
    editor, approver = signed_in(Role.EDITOR), signed_in(Role.APPROVER)
    typed = {"description": "Call 0131 496 0000.", "officer": "0131 496 0001", "age": "34", "edition": "0"}
    audited = select(func.count()).select_from(AuditEntry)
    with reading() as session:
        before = (
            session.get_one(Appeal, appeal_id).edition,
            session.scalar(audited),
        )
    assert editor.post(f"{here}/warnings", data=typed).status_code == 400
    answer = editor.post_form(f"{here}/warnings", typed, page=here)
    assert list(answer.json["fields"]) == ["description"]
    (hit,) = answer.json["fields"]["description"]
    assert (hit["kind"], hit["words"]) == ("Phone number", "0131 496 0000")
    assert approver.post_form(f"{here}/warnings", typed, page=f"{here}/review").status_code == 403
    assert editor.post_form(f"/staff/appeals/{uuid4()}/warnings", typed, page=here).status_code == 404
    with reading() as session:
        after = (
            session.get_one(Appeal, appeal_id).edition,
            session.scalar(audited),
        )
    assert after == before
    assert "0131" not in caplog.text + "".join(capsys.readouterr())


def test_P4_what_can_be_cleared_of_an_adult_has_to_come_out_of_a_childs_text(signed_in):
    editor = signed_in(Role.EDITOR)

    def advice(age):
        typed = {"description": "She is in foster care.", "age": age}
        answer = editor.post_form("/staff/appeals/new/warnings", typed, page="/staff/appeals/new")
        return answer.json["fields"]["description"][0]["advice"]

    assert advice("15") == advice("") == "It has to come out."
    assert "clear it with a reason" in advice("34")


def test_what_one_person_writes_in_one_sitting_is_one_change_in_the_history(signed_in):
    desk, now = make_desk(), clock.now()
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now), now=now - timedelta(hours=2))
    writers = [(desk.editor, 60, "One"), (desk.editor, 55, "One two"), (desk.editor, 50, "One two three")]
    writers += [(desk.other_editor, 48, "By Una"), (desk.editor, 20, "After a pause"), (desk.editor, 5, "And another")]
    for edition, (who, minutes, text) in enumerate(writers, 1):
        writing = complete(desk, now, description=text)
        workflow.save_draft(appeal_id, who, writing, edition=edition, now=now - timedelta(minutes=minutes))
    page = signed_in(Role.EDITOR).get(f"/staff/appeals/{appeal_id}/revisions").text
    heads = re.findall(r"Editions? [\d to]+", page)
    assert [head.strip() for head in heads] == ["Edition 7", "Edition 6", "Edition 5", "Editions 2 to 4", "Edition 1"]
    assert {"Una", "pause", "another"} <= set(re.findall(r"\w+", page))


def test_each_revision_says_who_when_and_why_and_opens_what_it_changed(signed_in):
    desk, now = make_desk(), clock.now()
    appeal_id = publish_through_the_gate(desk, now - timedelta(hours=3))
    changed = complete(desk, now, last_seen="Near the harbour.", change_reason="The police know more", material=False)
    at = now - timedelta(hours=2)
    assert workflow.save_draft(appeal_id, desk.other_editor, changed, edition=1, now=at) == "saved"
    workflow.submit_for_review(
        appeal_id, desk.other_editor, material=False, change_reason="The police know more", now=at
    )
    assert workflow.publish_appeal(appeal_id, desk.approver, seen=seen(appeal_id, at), factor=yes, now=at) == []
    page = signed_in(Role.EDITOR).get(f"/staff/appeals/{appeal_id}/revisions").text
    cards = [re.sub(r"<[^>]+>", "", card) for card in page.split('<li class="sh-card">')[1:]]
    heads = ("version 2", "Edition 2", "version 1", "Edition 1")
    assert [head in card for head, card in zip(heads, cards, strict=True)] == [True] * 4
    for card, who in zip(cards, ("Ailsa Munro", "Una Petrie", "Ailsa Munro", "Rowan Ferrie"), strict=True):
        assert who in card
        assert "When" in card
    assert all("The police know more" in card for card in cards[:2])
    assert all("added: +harbour." in card and "removed: −bus" in card for card in cards[:2])
    assert "A correction: nobody was told." in cards[0]
    assert "told of it by e-mail" in cards[2]
    assert page.count('<details class="govuk-details">') == 2

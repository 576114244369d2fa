"""At each step the desk says where an appeal is, and what there is to do next."""

from datetime import timedelta
from io import BytesIO

import pytest

from appeals import workflow
from appeals.workflow import Approval, TranslationWords
from foundation import clock
from staff.rules import Role
from tests.appeals.factories import complete, publish_through_the_gate, seen, yes
from tests.appeals.test_translations import approve


@pytest.fixture
def draft(desk, now):
    return workflow.start_draft(desk.editor, complete(desk, now), now=now)


@pytest.fixture
def handed_in(desk, now, draft):
    assert workflow.submit_for_review(draft, desk.editor, material=True, now=now) == []
    return draft


def page_of(appeal_id, part=""):
    return f"/staff/appeals/{appeal_id}{part}"


def test_the_desk_says_whether_it_is_to_be_handed_in_or_is(signed_in, desk, now, draft):
    editor = signed_in(Role.EDITOR)
    assert "Hand it in for review." in editor.get(page_of(draft)).text
    workflow.submit_for_review(draft, desk.editor, material=True, now=now)
    waiting = editor.get(page_of(draft)).text
    assert "Hand it in for review." not in waiting
    assert "It is handed in: another person reads it." in waiting


def test_the_desk_of_a_public_appeal_says_that_nothing_has_changed(signed_in, desk, now):
    live = publish_through_the_gate(desk, now)
    assert "nothing has changed since" in signed_in(Role.EDITOR).get(page_of(live)).text


def test_the_desk_and_the_list_say_when_an_approved_appeal_goes_out(signed_in, desk, now, handed_in):
    at = now + timedelta(days=2)
    approval = Approval(seen=seen(handed_in, now), publish_at=at)
    assert workflow.schedule_publication(handed_in, desk.approver, approval, factor=yes, now=now) == []
    editor, said = signed_in(Role.EDITOR), clock.in_london(at).strftime("%H:%M")
    assert f", {said}. Making the safety check again leaves it so." in editor.get(page_of(handed_in)).text
    line = editor.get("/staff/appeals").text
    assert f", {said}." in line.partition("Approved: goes out by itself on")[2][:60]
    assert "Has waited" not in line


def test_what_is_refused_is_counted_once_and_stands_in_the_list(signed_in, desk, now):
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now, officer="", description=""), now=now)
    editor = signed_in(Role.EDITOR)
    desk_page = editor.get(page_of(appeal_id)).text
    edition = desk_page.partition('name="edition"')[2].partition('value="')[2].partition('"')[0]
    answer = editor.post_form(page_of(appeal_id), {"edition": edition, "step": "submit"}, follow_redirects=True).text
    assert "Saved, but not handed in:" in answer
    assert answer.count("Name the officer who asked for the appeal") == 1


def test_only_who_may_write_is_led_to_the_form(signed_in, draft):
    way = f'href="{page_of(draft)}"'
    assert way in signed_in(Role.EDITOR).get(page_of(draft, "/review")).text
    assert way not in signed_in(Role.APPROVER).get(page_of(draft, "/review")).text


def test_who_reads_a_new_text_of_a_public_appeal_reads_first_what_changes(signed_in, desk, now):
    live = publish_through_the_gate(desk, now)
    workflow.save_draft(live, desk.editor, complete(desk, now, description="A red scarf."), edition=1, now=now)
    gate = signed_in(Role.APPROVER).get(page_of(live, "/review")).text
    assert gate.index("What changes for the public") < gate.index("What the public would see")


def test_a_choice_that_was_not_made_is_asked_for(signed_in, desk, now, draft):
    editor = signed_in(Role.EDITOR)
    workflow.save_draft(draft, desk.other_editor, complete(desk, now, known_as="As Una wrote it"), edition=1, now=now)
    typed = {"known_as": "As I wrote it", "edition": "1"}
    first = editor.post_form(page_of(draft), typed).text
    assert "Error: Write an appeal" in first
    assert "Choose what should stand" not in first
    again = editor.post_form(page_of(draft), typed | {"both": "known_as", "edition": "2"}).text
    assert "Choose what should stand" in again


def test_revisions_say_in_words_that_a_translation_was_approved(signed_in, desk, now):
    live = publish_through_the_gate(desk, now)
    welsh = TranslationWords(description="Siaced werdd.", last_seen="Gorsaf", alts={})
    workflow.save_translation(live, "cy", desk.editor, welsh, now=now)
    assert approve(live, "cy", desk.approver, now) == []
    told = signed_in(Role.EDITOR).get(page_of(live, "/revisions")).text
    assert "Its translation was approved: Cymraeg." in told
    assert "translation cy" not in told


def test_words_that_were_mended_need_no_reason_any_more(signed_in, desk, now):
    form = complete(desk, now, description="She has epilepsy.")
    appeal_id = workflow.start_draft(desk.editor, form, now=now)
    editor = signed_in(Role.EDITOR)
    hit = editor.get(page_of(appeal_id)).text.partition('value="clear:')[2][:12]
    typed = {"edition": "1", "step": f"clear:{hit}", f"reason-{hit}": ""}
    asked = editor.post_form(page_of(appeal_id), typed | {"description": "She has epilepsy."})
    assert asked.status_code == 422
    assert "Saved, but not cleared" in asked.text
    mended = editor.post_form(page_of(appeal_id), typed | {"description": "A scarf."})
    assert mended.status_code == 303


def test_a_photo_that_is_too_large_is_told_to_staff_in_their_words(signed_in, draft):
    editor = signed_in(Role.EDITOR)
    large = {"photo_file": (BytesIO(bytes(27 * 1024 * 1024)), "large.jpg")}
    answer = editor.post(page_of(draft), data=large, content_type="multipart/form-data")
    assert answer.status_code == 413
    assert "what you typed is still in the form" in answer.text
    assert "send your report" not in answer.text

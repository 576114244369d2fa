"""Writing a translation loses nothing either: it saves itself, outlives a session, and writes over nobody."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from appeals import queries, workflow
from appeals.rules.translations import TranslationState, begun_of
from appeals.workflow import Outcome, TranslationWords
from foundation import clock
from foundation.database import reading
from staff.rules import Role
from tests.appeals.factories import complete, publish_through_the_gate, published_with_photo
from tests.appeals.test_desk_in_a_browser import enter
from tests.appeals.test_translations import WELSH, approve, state, words

FORM = {"last_seen": "Gorsaf fysiau", "description": WELSH}


@pytest.fixture
def live(desk, now):
    return published_with_photo(desk, now)


@pytest.fixture
def page_of(live):
    return f"/staff/appeals/{live.appeal_id}/translations/cy"


def kept(appeal_id):
    with reading() as session:
        return queries.translation(session, appeal_id, "cy")


def edition(text):
    return re.search(r'name="edition" type="hidden" value="([0-9a-f]{64})"', text)[1]


def test_what_is_typed_saves_itself_and_does_not_end_an_approval(signed_in, desk, live, now, page_of):
    editor = signed_in(Role.EDITOR)
    typed = {**FORM, "edition": edition(editor.get(page_of).text), "step": "auto"}
    told = editor.post_form(page_of, typed).json
    assert told["outcome"] == "saved"
    assert kept(live.appeal_id).description == WELSH
    assert approve(live.appeal_id, "cy", desk.approver, now) == []
    again = editor.post_form(page_of, {**typed, "description": "Arall.", "edition": told["edition"]}).json
    assert again["outcome"] == "held"
    assert state(live.appeal_id, "cy") is TranslationState.APPROVED


def test_half_a_translation_waits_and_is_not_approved_empty(signed_in, live, page_of):
    editor = signed_in(Role.EDITOR)
    typed = {"last_seen": "Gorsaf", "description": " ", "edition": edition(editor.get(page_of).text), "step": "auto"}
    assert editor.post_form(page_of, typed).json["outcome"] == "waits"
    assert kept(live.appeal_id) is None


def test_words_that_somebody_saved_meanwhile_are_not_written_over(signed_in, desk, live, now, page_of):
    editor = signed_in(Role.EDITOR)
    begun = edition(editor.get(page_of).text)
    workflow.save_translation(live.appeal_id, "cy", desk.other_editor, words("Geiriau rhywun arall."), now=now)
    both = editor.post_form(page_of, {**FORM, "edition": begun})
    assert both.status_code == 422
    assert "Geiriau rhywun arall." in both.text
    assert WELSH in both.text
    assert kept(live.appeal_id).description == "Geiriau rhywun arall."
    assert editor.post_form(page_of, {**FORM, "edition": edition(both.text)}).status_code == 303
    assert kept(live.appeal_id).description == WELSH


def test_a_translation_of_english_words_that_changed_meanwhile_does_not_pass_for_one_of_the_new(
    signed_in, desk, live, now, page_of
):
    editor = signed_in(Role.EDITOR)
    begun = edition(editor.get(page_of).text)
    newer = complete(desk, now, description="A yellow coat now.")
    workflow.save_draft(live.appeal_id, desk.other_editor, newer, edition=2, now=now)
    met = editor.post_form(page_of, {**FORM, "edition": begun})
    assert met.status_code == 422
    assert "A yellow coat now." in met.text
    assert "The English words or the photos are others now" in met.text
    assert kept(live.appeal_id) is None


def test_it_begins_from_both_texts(desk, live, now):
    with reading() as session:
        row = queries.appeal(session, live.appeal_id)
        begun = begun_of(workflow.source_on_desk(session, row), None)
    mine = TranslationWords(description=WELSH, last_seen="Gorsaf", alts={}, begun=begun)
    assert workflow.save_translation(live.appeal_id, "cy", desk.editor, mine, now=now) is Outcome.SAVED
    assert workflow.save_translation(live.appeal_id, "cy", desk.editor, mine, now=now) is Outcome.CONFLICT


def test_what_is_wrong_with_it_costs_no_word_about_a_photo(signed_in, live, page_of):
    editor, key = signed_in(Role.EDITOR), live.photos[0].key
    typed = {"last_seen": "", "description": WELSH, f"alt-{key}": "Dynes mewn siaced"}
    assert "Dynes mewn siaced" in editor.post_form(page_of, typed).text


def test_an_approver_who_mistypes_still_has_the_words_before_them(signed_in, desk, live, now, page_of):
    workflow.save_translation(live.appeal_id, "cy", desk.other_editor, words(), now=now)
    assert WELSH in signed_in(Role.APPROVER).post_form(f"{page_of}/approve", {"code": ""}).text


def test_a_picture_whose_words_are_not_translated_keeps_its_english_ones(client, desk, live, now):
    key = live.photos[0].key
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words(**{key: ""}), now=now)
    approve(live.appeal_id, "cy", desk.approver, now)
    assert f'alt="{live.photos[0].alt}"' in client.get(f"/cy/appeals/{live.public_id}").text


def test_what_came_after_its_session_ended_is_in_the_form_again(signed_in, live, page_of):
    editor = signed_in(Role.EDITOR)
    token = editor.token(page_of)
    with editor.session_transaction("/staff/") as jar:
        jar["staff"] |= {"seen": (clock.now() - timedelta(days=2)).isoformat()}
    assert editor.post(page_of, data={**FORM, "edition": "0", "csrf_token": token}).status_code == 303
    back = editor.sign_in(editor.person).get(page_of).text
    assert "before your session ended" in back
    assert WELSH in back
    assert kept(live.appeal_id) is None


def test_it_saves_itself_in_a_browser(page, live_server, signed_in, desk, now):
    appeal_id = publish_through_the_gate(desk, now)
    enter(page.context, live_server, signed_in(Role.EDITOR))
    page.goto(f"{live_server}/staff/appeals/{appeal_id}/translations/cy")
    page.locator("#last_seen").fill("Gorsaf fysiau")
    status = page.locator("[data-saved]")
    expect(status).to_contain_text("Not saved yet", timeout=15_000)
    page.locator("#description").fill(WELSH)
    expect(status).to_have_text(re.compile(r"Saved at \d\d:\d\d"), timeout=15_000)
    page.locator("#description").fill(f"{WELSH} Esgidiau.")
    expect(status).to_have_text(re.compile(r"Saved at"), timeout=15_000)
    page.get_by_role("button", name="Save the translation").click()
    expect(page.get_by_text("Somebody else who reads the language")).to_be_visible()
    assert kept(appeal_id).description == f"{WELSH} Esgidiau."

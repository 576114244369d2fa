"""An appeal in other languages: two people, shown only with the words that it follows, and taken back by one."""

from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from appeals import queries, workflow
from appeals.models import Appeal, AppealVersion
from appeals.rules import EndReason
from appeals.rules.translations import Refusal, TranslationState, seen_of, state_of
from appeals.workflow import TranslationApproval, TranslationWords
from foundation import clock
from foundation.database import reading
from staff.access import Factor
from tests.appeals.factories import complete, publish_through_the_gate, published_with_photo, seen, yes

WELSH = "Siaced werdd, gwallt coch byr."
URDU = "سبز جیکٹ، چھوٹے سرخ بال"


@pytest.fixture
def live(desk, now):
    return published_with_photo(desk, now)


def words(description=WELSH, last_seen="Gorsaf fysiau, fore Sul", **alts):
    return TranslationWords(description=description, last_seen=last_seen, alts=alts)


def approval(appeal_id, language, by, *, reads_it=True, factor=yes):
    with reading() as session:
        kept = queries.translation(session, appeal_id, language)
        return TranslationApproval(by=by, seen=seen_of(queries.written(kept)), reads_it=reads_it, factor=factor)


def approve(appeal_id, language, by, now, **changes):
    return workflow.approve_translation(appeal_id, language, approval(appeal_id, language, by, **changes), now=now)


def state(appeal_id, language):
    with reading() as session:
        row = session.get_one(Appeal, appeal_id)
        written = queries.written(queries.translation(session, appeal_id, language))
        return state_of(written, workflow.source_on_desk(session, row))


def test_an_approved_translation_shows_on_its_page_at_once_and_only_there(client, desk, live, now):
    key = live.photos[0].key
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words(**{key: "Dynes mewn siaced"}), now=now)
    assert WELSH not in client.get(f"/cy/appeals/{live.public_id}").text
    assert approve(live.appeal_id, "cy", desk.approver, now) == []
    welsh = client.get(f"/cy/appeals/{live.public_id}").text
    assert WELSH in welsh
    assert 'alt="Dynes mewn siaced"' in welsh
    assert live.description not in welsh
    for other in ("", "/pl"):
        text = client.get(f"{other}/appeals/{live.public_id}").text
        assert live.description in text
        assert WELSH not in text
    assert 'lang="en" dir="ltr">' + live.description in client.get(f"/pl/appeals/{live.public_id}").text


def test_urdu_is_set_from_right_to_left(client, desk, live, now):
    workflow.save_translation(live.appeal_id, "ur", desk.editor, words(URDU), now=now)
    approve(live.appeal_id, "ur", desk.approver, now)
    text = client.get(f"/ur/appeals/{live.public_id}").text
    assert '<html lang="ur" dir="rtl"' in text
    assert f'lang="ur" dir="rtl">{URDU}' in text


def test_P11_nobody_approves_their_own_translation_nor_one_they_do_not_read(desk, live, now):
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words(), now=now)
    assert approve(live.appeal_id, "cy", desk.editor, now) == [Refusal.SAME_PERSON]
    assert approve(live.appeal_id, "cy", desk.approver, now, reads_it=False) == [Refusal.NOT_READ]
    assert approve(live.appeal_id, "cy", desk.approver, now, factor=lambda _: Factor.WRONG) == [Refusal.FACTOR_WRONG]
    assert workflow.approve_translation(
        live.appeal_id, "pl", approval(live.appeal_id, "cy", desk.approver), now=now
    ) == [Refusal.MISSING]
    assert state(live.appeal_id, "cy") is TranslationState.WRITTEN


def test_P11_whoever_wrote_a_word_of_it_does_not_approve_it_however_wrote_last(desk, live, now):
    """Only an approval by somebody else ends that: what they write after it is what the next one is asked about."""
    workflow.save_translation(live.appeal_id, "cy", desk.approver, words(), now=now)
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words(f"{WELSH} Arall."), now=now)
    assert approve(live.appeal_id, "cy", desk.approver, now) == [Refusal.SAME_PERSON]
    assert approve(live.appeal_id, "cy", desk.editor, now) == [Refusal.SAME_PERSON]
    assert approve(live.appeal_id, "cy", desk.other_manager, now) == []
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words(f"{WELSH} Eto."), now=now)
    assert approve(live.appeal_id, "cy", desk.approver, now) == []


def test_what_is_approved_is_what_was_seen(desk, live, now):
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words(), now=now)
    given = approval(live.appeal_id, "cy", desk.approver)
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words("Arall."), now=now)
    assert workflow.approve_translation(live.appeal_id, "cy", given, now=now) == [Refusal.NOT_WHAT_WAS_SEEN]


def test_an_appeal_that_is_written_anew_has_no_approved_translation(desk, live, now):
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words(), now=now)
    approve(live.appeal_id, "cy", desk.approver, now)
    workflow.withdraw_appeal(live.appeal_id, desk.editor, EndReason.MISTAKE, now=now)
    assert workflow.reopen_appeal(live.appeal_id, desk.editor, now=now)
    with reading() as session:
        kept = queries.translation(session, live.appeal_id, "cy")
    assert (kept.description, kept.approved_by) == (WELSH, None)


@pytest.mark.parametrize("said", ["Ffoniwch 01632 960123", "EH1 1AA", "55.9533, -3.1883"])
def test_P5_a_translation_brings_in_no_number_postcode_or_place(desk, live, now, said):
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words(f"{WELSH} {said}"), now=now)
    assert approve(live.appeal_id, "cy", desk.approver, now) == [Refusal.WORDS]


def test_a_translation_is_hidden_when_the_english_words_change_until_it_follows_them(client, desk, live, now):
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words(), now=now)
    approve(live.appeal_id, "cy", desk.approver, now)
    with reading() as session:
        row = session.get_one(Appeal, live.appeal_id)
        edition = row.edition
    changed = complete(desk, now, description="A blue coat now.")
    workflow.save_draft(live.appeal_id, desk.editor, changed, edition=edition, now=now)
    assert state(live.appeal_id, "cy") is TranslationState.OUTDATED
    assert WELSH in client.get(f"/cy/appeals/{live.public_id}").text
    assert approve(live.appeal_id, "cy", desk.approver, now) == [Refusal.OUTDATED]
    workflow.submit_for_review(live.appeal_id, desk.editor, material=True, change_reason="Coat", now=now)
    assert workflow.publish_appeal(
        live.appeal_id, desk.approver, seen=seen(live.appeal_id, now), factor=yes, now=now
    ) == []  # fmt: skip
    after = client.get(f"/cy/appeals/{live.public_id}").text
    assert WELSH not in after
    assert "A blue coat now." in after


def test_a_translation_approved_before_publication_goes_out_with_it(client, desk, now):
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now), now=now)
    workflow.save_translation(appeal_id, "cy", desk.editor, words(), now=now)
    assert approve(appeal_id, "cy", desk.approver, now) == []
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=now) == []
    assert workflow.publish_appeal(appeal_id, desk.approver, seen=seen(appeal_id, now), factor=yes, now=now) == []
    with reading() as session:
        public_id = session.get_one(Appeal, appeal_id).public_id
    assert WELSH in client.get(f"/cy/appeals/{public_id}").text


def test_the_approver_of_the_appeal_has_read_the_translations_that_go_out_with_it(desk, now):
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now), now=now)
    workflow.submit_for_review(appeal_id, desk.editor, material=True, now=now)
    before = seen(appeal_id, now)
    workflow.save_translation(appeal_id, "cy", desk.editor, words(), now=now)
    approve(appeal_id, "cy", desk.approver, now)
    found = workflow.publish_appeal(appeal_id, desk.other_editor, seen=before, factor=yes, now=now)
    assert [str(each.code) for each in found] == ["not_what_was_seen"]


def test_heroes_are_not_told_of_a_translation(desk, live, now):
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words(), now=now)
    approve(live.appeal_id, "cy", desk.approver, now)
    with reading() as session:
        rows = session.scalars(
            select(AppealVersion).where(AppealVersion.appeal_id == live.appeal_id).order_by(AppealVersion.number)
        ).all()
    assert [(row.number, row.material) for row in rows] == [(1, True), (2, False)]
    assert rows[1].content | {"translations": []} == rows[0].content | {"translations": []}


def test_one_person_takes_a_translation_back_and_it_is_gone_at_once(client, desk, live, now):
    noise = publish_through_the_gate(desk, now)
    for each in (live.appeal_id, noise):
        workflow.save_translation(each, "cy", desk.editor, words(), now=now)
        approve(each, "cy", desk.approver, now)
    with reading() as session:
        other = session.get_one(Appeal, noise).public_id
    assert workflow.withdraw_translation(live.appeal_id, "cy", desk.editor, now=now)
    assert WELSH not in client.get(f"/cy/appeals/{live.public_id}").text
    assert WELSH in client.get(f"/cy/appeals/{other}").text
    assert state(live.appeal_id, "cy") is TranslationState.WITHDRAWN
    assert not workflow.withdraw_translation(live.appeal_id, "gd", desk.editor, now=now)


def test_a_translation_that_was_taken_back_comes_again_after_a_new_approval(client, desk, live, now):
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words(), now=now)
    approve(live.appeal_id, "cy", desk.approver, now)
    workflow.withdraw_translation(live.appeal_id, "cy", desk.editor, now=now)
    later = clock.now()
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words("Wedi ei gywiro."), now=later)
    assert "Wedi ei gywiro." not in client.get(f"/cy/appeals/{live.public_id}").text
    assert approve(live.appeal_id, "cy", desk.approver, later) == []
    assert "Wedi ei gywiro." in client.get(f"/cy/appeals/{live.public_id}").text


def test_what_was_taken_back_stays_so_when_newer_words_are_approved_before_they_are_public(client, desk, live, now):
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words(), now=now)
    approve(live.appeal_id, "cy", desk.approver, now)
    workflow.withdraw_translation(live.appeal_id, "cy", desk.editor, now=now)
    later = clock.now()
    changed = complete(desk, later, description="A blue coat now.")
    with reading() as session:
        edition = session.get_one(Appeal, live.appeal_id).edition
    workflow.save_draft(live.appeal_id, desk.editor, changed, edition=edition, now=later)
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words("Côt las nawr."), now=later)
    assert approve(live.appeal_id, "cy", desk.approver, later) == []
    assert WELSH not in client.get(f"/cy/appeals/{live.public_id}").text
    workflow.submit_for_review(live.appeal_id, desk.editor, material=True, change_reason="Coat", now=later)
    given = seen(live.appeal_id, later)
    assert workflow.publish_appeal(live.appeal_id, desk.approver, seen=given, factor=yes, now=later) == []
    assert "Côt las nawr." in client.get(f"/cy/appeals/{live.public_id}").text


def test_what_is_let_out_while_somebody_waits_to_take_it_back_is_taken_back_too(client, desk, live, now):
    """Who takes back asked for it first and came second, behind the approver: it is the later deed."""
    later = now + timedelta(seconds=5)
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words(), now=later)
    assert approve(live.appeal_id, "cy", desk.approver, later) == []
    assert workflow.withdraw_translation(live.appeal_id, "cy", desk.editor, now=now)
    assert WELSH not in client.get(f"/cy/appeals/{live.public_id}").text
    assert state(live.appeal_id, "cy") is TranslationState.WITHDRAWN


def test_what_is_taken_back_while_somebody_approves_it_is_not_let_out(client, desk, live, now):
    """The approver holds the appeal while the factor is asked for; who takes back waits, and comes after."""
    workflow.save_translation(live.appeal_id, "cy", desk.editor, words(), now=now)
    approve(live.appeal_id, "cy", desk.approver, now)
    taking = Thread(target=workflow.withdraw_translation, args=(live.appeal_id, "cy", desk.editor), kwargs={"now": now})

    def slowly(session):
        taking.start()
        taking.join(0.5)
        return Factor.CONFIRMED

    assert approve(live.appeal_id, "cy", desk.approver, now + timedelta(seconds=1), factor=slowly) == []
    taking.join(10)
    assert WELSH not in client.get(f"/cy/appeals/{live.public_id}").text
    assert state(live.appeal_id, "cy") is TranslationState.WITHDRAWN


def test_a_live_appeal_knows_its_own_language(live):
    assert live.in_language("cy") == live
    assert replace(live, language="cy") != live

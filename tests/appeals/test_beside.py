"""What is wrong stands beside its field, with a link that lands on it, and costs nothing that was typed."""

import re
from datetime import timedelta

import pytest

from appeals import workflow
from foundation import clock
from staff.rules import Role
from tests.appeals.factories import SAFE, complete, previewed


@pytest.fixture
def handed_in(desk, now):
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now), now=now)
    workflow.submit_for_review(appeal_id, desk.editor, material=True, now=now)
    return f"/staff/appeals/{appeal_id}"


def lands(text):
    """Where the links of the error summary lead; each must be there, once."""
    summary = re.search(r'class="govuk-error-summary".*?</ul>', text, re.DOTALL)[0]
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert [target for target in targets if text.count(f'id="{target}"') != 1] == []
    return targets


def when(ahead):
    at = clock.in_london(clock.now() + ahead)
    return {"publish_on": at.date().isoformat(), "publish_time": at.strftime("%H:%M")}


def posted(browser, here, step, form):
    seen = previewed(browser, here.rpartition("/")[2])
    return browser.post_form(f"{here}/{step}", form | {"seen": seen}, page=f"{here}/preview")


def test_a_wrong_code_costs_neither_day_nor_time(signed_in, handed_in):
    form = when(timedelta(hours=20))
    answer = posted(signed_in(Role.APPROVER), handed_in, "schedule", form | {"code": "000000"})
    assert answer.status_code == 422
    assert lands(answer.text) == ["schedule_code"]
    assert f'value="{form["publish_on"]}"' in answer.text
    assert f'value="{form["publish_time"]}"' in answer.text
    assert "000000" not in answer.text
    assert "Error: As it will go out" in answer.text


def test_a_moment_that_is_past_or_far_is_said_beside_the_day(signed_in, handed_in):
    approver = signed_in(Role.APPROVER)
    for ahead, said in [(timedelta(hours=-20), "still to come"), (timedelta(days=9), "week")]:
        answer = posted(approver, handed_in, "schedule", when(ahead) | {"code": "000000"})
        assert answer.status_code == 422
        assert lands(answer.text) == ["publish_on"]
        assert said in answer.text


def test_a_wrong_code_to_publish_is_said_beside_it(signed_in, handed_in):
    answer = posted(signed_in(Role.APPROVER), handed_in, "publish", {"code": "000000"})
    assert answer.status_code == 422
    assert lands(answer.text) == ["code"]


def test_what_belongs_to_no_field_of_the_form_is_said_above_all(signed_in, desk, handed_in, now):
    approver = signed_in(Role.APPROVER)
    form = {"seen": previewed(approver, handed_in.rpartition("/")[2]), "code": "000000"}
    workflow.send_back(handed_in.rpartition("/")[2], desk.approver, "Which coat?", now=now)
    answer = approver.post_form(f"{handed_in}/publish", form, page=f"{handed_in}/preview", follow_redirects=True)
    assert "not handed in" in answer.text


def test_who_approves_a_translation_without_reading_it_is_told_beside_the_box(signed_in, desk, handed_in, now):
    appeal_id, page = handed_in.rpartition("/")[2], f"{handed_in}/translations/cy"
    words = workflow.TranslationWords(description="Siaced werdd.", last_seen="Gorsaf", alts={})
    workflow.save_translation(appeal_id, "cy", desk.editor, words, now=now)
    approver = signed_in(Role.APPROVER)
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', approver.get(page).text)[1]
    answer = approver.post_form(f"{page}/approve", {"seen": seen, "code": "000000"}, page=page)
    assert lands(answer.text) == ["reads_it"]
    ticked = {"seen": seen, "code": "000000", "reads_it": "y"}
    answer = approver.post_form(f"{page}/approve", ticked, page=page)
    assert lands(answer.text) == ["code"]
    assert re.search(r'<input[^>]*name="reads_it"[^>]*checked|<input[^>]*checked[^>]*name="reads_it"', answer.text)


def test_a_reason_that_is_missing_is_asked_of_one_form_alone(signed_in, desk, now):
    answers = {"risk_answers": SAFE | {"fled_abuse": "unknown"}}
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now, **answers), now=now)
    workflow.approve_as_senior(appeal_id, desk.manager, "Police agree", edition=1, now=now)
    workflow.submit_for_review(appeal_id, desk.editor, material=True, now=now)
    here = f"/staff/appeals/{appeal_id}"
    answer = signed_in(Role.DUTY_MANAGER).post_form(f"{here}/send-back", {"note": ""}, page=f"{here}/review")
    assert lands(answer.text) == ["note"]
    workflow.save_draft(appeal_id, desk.editor, complete(desk, now, **answers, description="Anew."), edition=1, now=now)
    answer = signed_in(Role.DUTY_MANAGER).post_form(f"{here}/senior", {"note": ""}, page=f"{here}/review")
    assert lands(answer.text) == ["senior_note"]
    assert "Error: Read an appeal" in answer.text


def test_half_a_month_and_a_reason_that_is_missing_are_said_beside_their_fields(signed_in, desk, now):
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now), now=now)
    here = f"/staff/appeals/{appeal_id}"
    half = signed_in(Role.EDITOR).post_form(f"{here}/missing-since", {"month": "3", "year": ""}, page=f"{here}/preview")
    assert half.status_code == 422
    assert lands(half.text) == ["year"]
    assert re.search(r'<option[^>]*value="3"[^>]*selected', half.text)
    workflow.say_missing_since(appeal_id, desk.editor, "2019-03", now=now)
    empty = signed_in(Role.APPROVER).post_form(f"{here}/long-term", {"reason": ""}, page=f"{here}/preview")
    assert lands(empty.text) == ["reason"]

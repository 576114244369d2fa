"""The certificate as staff see it, and taking an appeal down with two taps."""

import hashlib
import io
import json
import subprocess
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser
from pypdf import PdfReader

from appeals import certificate as registry
from appeals import workflow
from appeals.certificate import document
from appeals.queries import certificate as queries
from appeals.rules import EndReason, PublicAppeal
from appeals.rules.certificate import BOUND
from appeals.workflow import certificate
from foundation import clock
from foundation.database import reading, transaction
from foundation.stranger import UnreachableError
from outbox.models import OutboxMessage
from staff.models import StaffAccount
from staff.rules import Role
from tests.appeals.factories import published_with_photo
from tests.appeals.test_certificate import Later, newest, site
from tests.browser import PHONE, axe, open_context, overflow

__all__ = ["site"]


@pytest.fixture
def appeal(desk) -> PublicAppeal:
    return published_with_photo(desk, clock.now())


def proved(appeal: PublicAppeal, desk, site, app: Flask) -> None:
    certificate.visit_appeal(appeal.appeal_id, visit=site, clock=clock.now)
    workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.SAFE_AND_WELL, now=clock.now())
    with app.app_context():
        for by in (timedelta(), BOUND):
            certificate.check_certificate(newest(appeal)[0].id, visit=site, clock=Later(by))


def test_R3_the_certificate_is_a_page_a_pdf_and_a_sealed_document(app, appeal, desk, site, signed_in):
    proved(appeal, desk, site, app)
    triager, here = signed_in(Role.TRIAGER), f"/staff/appeals/{appeal.appeal_id}/certificate"
    text = triager.get(here).text
    row, listed, _ = newest(appeal)
    assert {each.path: (each.fault, each.status) for each in listed if each.fault} == {}
    assert "Proved and sealed" in text and row.digest in text and appeal.reference in text
    assert all(each.path.replace("&", "&amp;") in text for each in listed)
    answer = triager.get(f"{here}/document.json")
    assert hashlib.sha256(answer.data).hexdigest() == row.digest
    made = triager.get(f"{here}/document.pdf")
    pdf = PdfReader(io.BytesIO(made.data))
    printed = "".join(page.extract_text() for page in pdf.pages).replace("\u200b", "")
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert appeal.reference in printed and appeal.public_id in printed
    for told in (text, printed, answer.text):
        assert appeal.known_as not in told and appeal.description not in told
    assert "Otherwise today" not in text and "Since it was sealed" not in printed

    @registry.part("9 planted")
    def planted(session, ended):
        return [registry.Line(code="planted", words="Something else by now")]

    try:
        with transaction() as session:
            for channel in queries.channels_of(session, row.id):
                channel.status, channel.neutral_since = 500, None
        text = triager.get(here).text
        pdf = PdfReader(io.BytesIO(triager.get(f"{here}/document.pdf").data))
        printed = "".join("".join(page.extract_text() for page in pdf.pages).replace("\u200b", "").split())
    finally:
        registry._PARTS.pop("9 planted")
    assert "Not neutral" not in text and "Notneutral" not in printed
    assert text.index("As it was sealed") < text.index("Otherwise today") < text.index("Something else by now")
    assert "Somethingelsebynow" in printed.partition("Sinceitwassealed,asof")[2]
    assert [each["code"] for each in json.loads(answer.data)["lines"]][:2] == ["epoch", "api_appeals"]


def test_R3_the_pdf_can_be_copied_from_and_says_which_photo_was_taken_back(desk, site, app, signed_in):
    appeal = published_with_photo(desk, clock.now(), colours=("teal", "navy"))
    key = appeal.photos[1].key
    certificate.visit_appeal(appeal.appeal_id, visit=site, clock=clock.now)
    assert workflow.remove_photo(appeal.appeal_id, desk.editor, key, now=clock.now())
    row, _, _ = newest(appeal)
    with app.app_context():
        for by in (timedelta(), BOUND):
            certificate.check_certificate(row.id, visit=site, clock=Later(by))
    row, listed, _ = newest(appeal)
    made = signed_in(Role.EDITOR).get(f"/staff/appeals/{appeal.appeal_id}/certificate/document.pdf").data
    told = subprocess.run(["pdftotext", "-raw", "-", "-"], input=made, capture_output=True, check=True).stdout.decode()
    words = told.split()
    assert key in words and row.digest in words
    assert {each.path for each in listed if len(each.path) < 40} <= set(words)
    assert told.index("What no service can recall") < told.index("Every address")


def test_a_certificate_of_before_whose_lines_were_not_kept_says_so(appeal, desk, signed_in):
    workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.STAND_DOWN, now=clock.now())
    row, _, _ = newest(appeal)
    content = json.loads(document.sealed(row, [], []))
    del content["lines"]
    with transaction() as session:
        kept = queries.certificate(session, row.id, lock=True)
        kept.document, kept.digest, kept.confirmed_at, kept.due_at = json.dumps(content), "0" * 64, clock.now(), None
    text = signed_in(Role.TRIAGER).get(f"/staff/appeals/{appeal.appeal_id}/certificate").text
    assert "As it was sealed" not in text and text.index("Otherwise today") < text.index("Copies that our web")


def test_R3_what_cannot_be_recalled_is_given_chased_and_closed_by_name(app, appeal, desk, site, signed_in):
    workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.STAND_DOWN, now=clock.now())
    editor = signed_in(Role.EDITOR, name="Catriona Weir")
    here = f"/staff/appeals/{appeal.appeal_id}/certificate"
    posters = next(each for each in newest(appeal)[2] if each.kind == "posters")
    day = (clock.now() - timedelta(days=2)).date().isoformat()
    given = {"owner": str(editor.person.id), "due_on": day, "note": "Ask the library too"}
    assert editor.post_form(f"{here}/leftovers/{posters.id}", given, page=here).status_code == 303
    assert "Overdue" in editor.get(here).text and "Ask the library too" in editor.get(here).text
    assert "To do after a withdrawal" in editor.get("/staff/").text
    with reading() as session:
        assert queries.to_remind(session, clock.now(), timedelta(hours=24)) == [posters.id]
        assert queries.leftovers_due(session, clock.now())[0] == 1
    with app.test_request_context():
        for _ in range(2):
            certificate.remind_owner(posters.id, now=clock.now())
    with transaction() as session:
        mails = session.query(OutboxMessage).filter_by(kind="leftover").all()
    assert len(mails) == 1 and appeal.known_as not in mails[0].text
    assert editor.post_form(f"{here}/leftovers/{posters.id}/close", {"how": " "}, page=here).status_code == 303
    assert newest(appeal)[2][0].closed_at is None
    editor.post_form(f"{here}/leftovers/{posters.id}/close", {"how": "All nine were taken down"}, page=here)
    assert "Catriona Weir" in editor.get(here).text and "All nine were taken down" in editor.get(here).text
    with reading() as session:
        assert queries.leftovers_due(session, clock.now())[0] == 0


def test_R3_what_is_left_of_somebody_who_has_gone_is_chased_with_every_duty_manager(app, appeal, desk):
    workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.STAND_DOWN, now=clock.now())
    with transaction() as session:
        session.get_one(StaffAccount, desk.editor).suspended_at = clock.now()
        session.get_one(StaffAccount, desk.other_manager).suspended_at = clock.now()
        managers = [session.get_one(StaffAccount, desk.manager).email]
    posters = next(each for each in newest(appeal)[2] if each.kind == "posters")
    with app.test_request_context():
        certificate.remind_owner(posters.id, now=clock.now() + timedelta(days=5))
    with reading() as session:
        assert [mail.recipient for mail in session.query(OutboxMessage).filter_by(kind="leftover")] == managers


def test_a_proof_that_fails_is_red_on_the_page_and_on_the_wall(appeal, desk, signed_in):
    workflow.withdraw_appeal(
        appeal.appeal_id, desk.editor, EndReason.STAND_DOWN, now=clock.now() - timedelta(minutes=2)
    )

    def down(path: str, **asked):
        raise UnreachableError("refused")

    certificate.check_certificate(newest(appeal)[0].id, visit=down, clock=clock.now)
    manager = signed_in(Role.DUTY_MANAGER)
    assert "Not neutral" in manager.get(f"/staff/appeals/{appeal.appeal_id}/certificate").text
    wall = manager.get("/staff/").text
    assert "Withdrawals that are not proved everywhere" in wall and "staff-tile--urgent" in wall


def test_P11_from_the_list_it_is_down_with_two_taps_on_a_phone_without_a_script(
    browser: Browser, live_server, appeal, desk, signed_in
):
    client = signed_in(Role.TRIAGER)
    with open_context(browser, live_server, width=PHONE, script=False) as context:
        context.add_cookies([
            {"name": each.key, "value": each.value, "url": f"{live_server}/staff"} for each in client._cookies.values()
        ])  # fmt: skip
        page = context.new_page()
        page.goto("/staff/appeals")
        page.get_by_role("link", name="Withdraw", exact=False).first.click()
        assert overflow(page) == 0
        page.get_by_role("button", name="The police stood it down").click()
        assert "Withdrawn." in page.locator("main").inner_text()
    assert client.get(f"/appeals/{appeal.public_id}").status_code == 410


def test_Y3_the_certificate_page_has_no_fault(browser: Browser, live_server, app, appeal, desk, site, signed_in):
    proved(appeal, desk, site, app)
    client = signed_in(Role.EDITOR)
    with open_context(browser, live_server, width=PHONE) as context:
        context.add_cookies([
            {"name": each.key, "value": each.value, "url": f"{live_server}/staff"} for each in client._cookies.values()
        ])  # fmt: skip
        page = context.new_page()
        for path in ("certificate", "take-down"):
            page.goto(f"/staff/appeals/{appeal.appeal_id}/{path}")
            assert axe(page) == []
            assert overflow(page) == 0

"""What staff see of mail that did not arrive, and what they can do about it."""

from datetime import timedelta

import pytest

from foundation import clock
from foundation.audit import AuditEntry
from foundation.background import Queue
from foundation.database import reading
from staff.rules import Role
from tests.outbox.factories import change, post_letter, row


def _failed(**fields):
    message_id = post_letter(clock.now() - timedelta(minutes=1), recipient="marion@example.org", **fields)
    change(message_id, state="failed", last_fault="rcpt-550", attempts=1)
    return message_id


def _audited(action: str) -> list[str]:
    with reading() as session:
        return [entry.subject_id for entry in session.query(AuditEntry).filter_by(action=action)]


@pytest.mark.parametrize("role", [Role.DUTY_MANAGER, Role.ADMINISTRATOR])
def test_a_failed_mail_is_on_the_page_and_on_the_wall_without_its_words(signed_in, role):
    _failed(kind="duty-alert", lane=Queue.URGENT, title="Secret title", text="Secret words")
    somebody = signed_in(role)
    page = somebody.get("/staff/mail").text
    assert "duty alert" in page
    assert "m…@example.org" in page
    assert "The address was refused" in page
    assert "marion" not in page
    assert "Secret" not in page
    assert "Mails that failed or wait too long" in somebody.get("/staff/").text


def test_nobody_else_may_see_or_touch_it(signed_in, anybody):
    message_id = _failed()
    triager = signed_in(Role.TRIAGER)
    assert triager.get("/staff/mail").status_code == 403
    assert triager.post_form(f"/staff/mail/{message_id}/again").status_code == 403
    assert anybody().get("/staff/mail").status_code in {302, 303, 401}
    assert row(message_id).state == "failed"


def test_trying_again_lets_it_go_once_more_and_is_audited(signed_in):
    message_id = _failed()
    somebody = signed_in(Role.DUTY_MANAGER)
    assert somebody.post_form(f"/staff/mail/{message_id}/again", page="/staff/mail").status_code == 303
    assert row(message_id).state == "waiting"
    assert _audited("outbox.tried_again") == [str(message_id)]
    again = somebody.post_form(f"/staff/mail/{message_id}/again", follow_redirects=True)
    assert "Somebody else has dealt with this already" in again.text
    assert len(_audited("outbox.tried_again")) == 1


def test_looking_at_it_takes_it_off_the_list_and_is_audited(signed_in):
    message_id, other = _failed(), _failed(kind="noise")
    somebody = signed_in(Role.DUTY_MANAGER)
    somebody.post_form(f"/staff/mail/{message_id}/seen", page="/staff/mail")
    assert (row(message_id).state, row(other).seen_at) == ("failed", None)
    assert _audited("outbox.looked_at") == [str(message_id)]
    page = somebody.get("/staff/mail").text
    assert "noise" in page
    assert "notice" not in page


def test_a_mail_that_can_never_go_is_not_offered_to_go_again(signed_in):
    post_letter(clock.now(), recipient="nobody")
    page = signed_in(Role.DUTY_MANAGER).get("/staff/mail").text
    assert "cannot be sent as it is" in page
    assert "Try again" not in page
    assert "I have looked at it" in page


def test_a_quiet_desk_says_so(signed_in):
    assert "Every mail has arrived" in signed_in(Role.ADMINISTRATOR).get("/staff/mail").text

"""Rules P9 and P11 for the withdrawal: one answer for all that is not there, and nothing stands in its way."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from urllib.parse import quote

import psycopg
import pytest

from appeals import channels, queries, workflow
from appeals.channels import Kind
from appeals.rules import EndReason, PublicAppeal
from foundation import clock
from foundation.database import reading
from foundation.settings import settings
from foundation.tokens import opaque
from staff.rules import Role
from tests.appeals.factories import complete, make_desk, published_with_photo
from tests.sightings.test_report_faults import valkey_pid

NEVER = [
    "0", "0" * 19, "0" * 21, "x" * 5000, "A" * 20, "é" * 20, "０" * 20, "😀" * 20, "\x00" * 20, "0" * 19 + "\x00",
    "0" * 19 + "\n",
    "..", ".", "%2e%2e", "'; drop table appeal; --", "<b onload=alert(1)>", "null", "-1", "0" * 20 + " ",
    "\u202e" + "0" * 19, "0000000000000000000\u0301", "{{7*7}}", "%s%n", "00000000000000000000;a=b",
]  # fmt: skip


@pytest.fixture
def desk():
    return make_desk()


@pytest.fixture
def appeal(desk) -> PublicAppeal:
    return published_with_photo(desk, clock.now())


def withdraw(appeal: PublicAppeal, desk) -> None:
    assert workflow.withdraw_appeal(appeal.appeal_id, desk.editor, EndReason.STAND_DOWN, now=clock.now())


def of_another(path: str, public_id: str, name: str) -> str:
    """The same address with another public id."""
    return path.replace(public_id, quote(name, safe=""))


def answer(client, path: str, *, method: str = "GET", **headers: str):
    """Status, bytes and every header but the date."""
    found = client.open(path, method=method, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return found.status, found.data, sorted((name, value) for name, value in found.headers if name != "Date")


def test_P9_unknown_withdrawn_lapsed_draft_and_malformed_ids_answer_with_the_same_bytes(client, desk):
    withdrawn, lapsed = (published_with_photo(desk, clock.now()) for _ in range(2))
    withdraw(withdrawn, desk)
    workflow.lapse_overdue(lapsed.review_at)
    draft_id = workflow.start_draft(desk.editor, complete(desk, clock.now()), now=clock.now())
    with reading() as session:
        draft = queries.appeal(session, draft_id).public_id
    own = [each for each in channels.addresses(withdrawn) if each.kind is Kind.OWN and withdrawn.public_id in each.path]
    assert len(own) > 10
    names = [opaque() for _ in range(100)] + NEVER + [draft, lapsed.public_id, withdrawn.public_id]
    nothing = {each.nothing: answer(client, each.nothing) for each in own}
    different = {
        path
        for each in own
        for name in names
        if answer(client, path := of_another(each.path, withdrawn.public_id, name)) != nothing[each.nothing]
    }
    assert different == set()
    assert all(status == "410 GONE" for status, _, _ in nothing.values())


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_P9_whatever_is_asked_for_the_answer_is_the_same(client, desk, appeal, method):
    old = {each.path: client.get(each.path).headers.get("ETag", '"old"') for each in channels.addresses(appeal)}
    withdraw(appeal, desk)
    own = [each for each in channels.addresses(appeal) if each.kind is Kind.OWN]
    accepts = ("*/*", "application/json", "image/avif", "text/html;q=0", "text/html")
    for accept, coding in zip(accepts, ("identity", "gzip", "br", "gzip;q=0, *", "zstd"), strict=True):
        asked = {"Accept": accept, "Accept_Encoding": coding}
        for each in own:
            expected = answer(client, each.nothing, method=method, **asked)
            for etag in ("*", old[each.path], f"W/{old[each.path]}"):
                found = answer(client, each.path, method=method, If_None_Match=etag, **asked)
                assert found == expected, (each.path, asked, etag)
            assert answer(client, each.path, method=method, **asked) == expected


@contextmanager
def held(statement: str, *values: object) -> Iterator[psycopg.Connection]:
    """Somebody hangs in a transaction with that lock in hand."""
    with psycopg.connect(os.environ["SEARCHHERO_DATABASE_URL"]) as connection:
        connection.execute(statement, values)
        yield connection


def is_ended(connection: psycopg.Connection) -> bool:
    try:
        connection.execute("select 1")
    except psycopg.OperationalError:
        return True
    return False


LOCKS = {
    "the appeal's row": "select 1 from appeal where id = %s for update",
    "the site's epoch": "update site_epoch set value = value where %s::text is not null",
    "the whole table": "lock table appeal in access exclusive mode",
    "the certificates": "lock table withdrawal_certificate in share mode",
}


@pytest.mark.parametrize("lock", LOCKS)
def test_P11_who_hangs_with_a_lock_does_not_hold_up_a_withdrawal(client, desk, appeal, lock):
    values = (appeal.appeal_id,) if "%s" in LOCKS[lock] else ()
    with psycopg.connect(os.environ["SEARCHHERO_DATABASE_URL"]) as holder:
        holder.execute(LOCKS[lock], values)
        before = monotonic()
        withdraw(appeal, desk)
        assert monotonic() - before < 6
        assert is_ended(holder)
    assert client.get(f"/appeals/{appeal.public_id}").status_code == 410


PARTS = {
    "a photo": lambda appeal, by, now: workflow.remove_photo(appeal.appeal_id, by, appeal.photos[0].key, now=now),
    "a translation": lambda appeal, by, now: workflow.withdraw_translation(appeal.appeal_id, "cy", by, now=now),
    "an approval for a moment ahead": lambda appeal, by, now: workflow.cancel_schedule(appeal.appeal_id, by, now=now),
}


@pytest.mark.parametrize("part", PARTS)
def test_P11_who_hangs_with_the_appeal_does_not_hold_up_who_takes_a_part_of_it_back(desk, appeal, part):
    words = workflow.TranslationWords(description="Siaced werdd.", last_seen="Gorsaf", alts={})
    assert workflow.save_translation(appeal.appeal_id, "cy", desk.editor, words, now=clock.now())
    with held(LOCKS["the appeal's row"], appeal.appeal_id) as holder:
        before = monotonic()
        done = PARTS[part](appeal, desk.editor, clock.now())
        assert monotonic() - before < 6
        assert is_ended(holder)
    assert done is (part != "an approval for a moment ahead"), "nothing was scheduled"


def test_P11_a_held_end_of_the_audit_trail_does_not_hold_up_a_withdrawal(client, desk, appeal):
    """As a journey that hangs between its audit entry and its commit."""
    with psycopg.connect(os.environ["SEARCHHERO_DATABASE_URL"]) as holder:
        holder.execute(
            "insert into audit_entry (at, actor, action, subject_kind, subject_id, detail)"
            " values (now(), 'system', 'appeal.saved', 'appeal', 'x', '{}')"
        )
        before = monotonic()
        withdraw(appeal, desk)
        assert monotonic() - before < 6
        assert is_ended(holder)
    assert client.get(f"/appeals/{appeal.public_id}").status_code == 410


def test_P11_a_digest_that_is_being_planned_neither_holds_it_up_nor_is_ended(client, desk, appeal):
    with held("select 1 from appeal where id = %s for key share", appeal.appeal_id) as planning:
        before = monotonic()
        withdraw(appeal, desk)
        assert monotonic() - before < 1.5
        assert not is_ended(planning)


def test_P11_with_mail_broker_limiter_and_disk_down_it_is_one_post(signed_in, desk, appeal):
    """Nobody listens for mail here; Valkey is stopped; the photos' folder is a file."""
    triager = signed_in(Role.TRIAGER)
    page = f"/staff/appeals/{appeal.appeal_id}/take-down"
    token = triager.token(page)
    folder = settings().photo_dir
    aside = folder.with_name("aside")
    folder.rename(aside)
    folder.write_text("not a folder")
    pid = valkey_pid()
    os.kill(pid, signal.SIGSTOP)
    try:
        before = monotonic()
        found = triager.post(
            f"/staff/appeals/{appeal.appeal_id}/withdraw", data={"reason": "court_order", "csrf_token": token}
        )
        took = monotonic() - before
    finally:
        os.kill(pid, signal.SIGCONT)
        folder.unlink()
        aside.rename(folder)
    assert found.status_code == 303
    assert took < 30
    assert triager.get(f"/appeals/{appeal.public_id}").status_code == 410
    assert re.search("Order of a court", triager.get(f"/staff/appeals/{appeal.appeal_id}/review").text)


def test_P11_reopening_leaves_nothing_of_the_old_gate(desk, appeal):
    withdraw(appeal, desk)
    assert workflow.reopen_appeal(appeal.appeal_id, desk.editor, now=clock.now())
    with reading() as session:
        row = queries.appeal(session, appeal.appeal_id)
        assert queries.clearances(session, appeal.appeal_id) == {}
    assert (row.risk_checked_at, row.senior_by, row.senior_reason, row.submitted_at) == (None, None, "", None)
    assert (row.review_at, row.live_until, row.reach, row.writers) == (None, None, "none", [desk.editor])
    assert workflow.submit_for_review(appeal.appeal_id, desk.editor, material=True, now=clock.now()) != []

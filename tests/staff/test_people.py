"""Accounts: added, given roles, suspended, helped; each deed audited, each change told."""

import re

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from foundation import clock
from foundation.audit import AuditEntry, verify
from foundation.database import reading, transaction
from outbox.models import OutboxMessage
from staff import cli, queries
from staff.access import Factor, confirm_factor
from staff.models import StaffAccount
from staff.rules import Role
from tests.staff.factories import RECOVERY, code_at, make_person


def actions():
    with reading() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def told():
    with reading() as session:
        return sorted(letter.recipient for letter in session.scalars(select(OutboxMessage)))


@pytest.fixture
def administrator(signed_in):
    return signed_in(Role.ADMINISTRATOR, email="admin@charity.example.org")


@pytest.fixture
def ann():
    with transaction() as session:
        make_person(session, Role.AUDITOR, email="noise@charity.example.org")
        make_person(session, Role.EDITOR, email="editor@charity.example.org")
        make_person(session, Role.EDITOR, email="left@charity.example.org", suspended_at=clock.now())
        return make_person(session, Role.TRIAGER, name="Ann <b>", email="ann@charity.example.org", on_duty=True)


def account_of(person):
    with reading() as session:
        return queries.account(session, person.id)


def test_a_new_person_gets_a_start_password_that_is_shown_once(administrator):
    form = {"name": "Ben", "email": "Ben@Charity.example.org", "roles": ["auditor"]}
    shown = administrator.post_form("/staff/people/add", form)
    assert re.search(r"[a-z0-9]{4}(-[a-z0-9]{4}){4}", shown.text)
    again = administrator.post_form("/staff/people/add", form)
    assert again.status_code == 422
    assert "There is one with this address already" in again.text
    with reading() as session:
        assert queries.account_named(session, "ben@charity.example.org").roles == ["auditor"]
    assert actions() == ["staff.added"]


def test_threat_22_a_new_account_is_told_to_every_editor_and_administrator(administrator, ann):
    form = {"name": "Ben", "email": "ben@charity.example.org", "roles": ["approver"]}
    administrator.post_form("/staff/people/add", form)
    assert {"editor@charity.example.org", administrator.person.email} <= set(told())
    assert "noise@charity.example.org" not in told()


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "a b@c.org", "a@c.org\r\nBcc: d@e.org", "<a@b.org>"])
def test_a_bad_address_is_refused_and_what_was_typed_stays(administrator, email):
    answer = administrator.post_form("/staff/people/add", {"name": "Ben Kept", "email": email, "roles": ["editor"]})
    assert answer.status_code == 422
    assert "Ben Kept" in answer.text


def test_threat_22_changed_roles_count_at_once_and_every_editor_and_administrator_is_told(administrator, ann):
    page = f"/staff/people/{ann.id}"
    assert administrator.post_form(f"{page}/roles", {"roles": ["auditor"]}, page=page).status_code == 303
    assert account_of(ann).roles == ["auditor"]
    assert not account_of(ann).on_duty
    assert told() == ["admin@charity.example.org", "ann@charity.example.org", "editor@charity.example.org"]
    administrator.post_form(f"{page}/roles", {"roles": ["auditor"]}, page=page)
    assert actions() == ["staff.roles_changed"]
    with reading() as session:
        letter = session.scalars(select(OutboxMessage)).first()
        assert "Ann &lt;b&gt;" in letter.html
        assert "Ann <b>" in letter.text


@pytest.mark.parametrize("deed", ["roles", "suspend", "reinstate", "reset-factor"])
def test_nobody_changes_their_own_rights(administrator, deed):
    page = f"/staff/people/{administrator.person.id}"
    before = account_of(administrator.person).__dict__
    administrator.post_form(f"{page}/{deed}", {"roles": ["approver"]}, page=page)
    after = account_of(administrator.person).__dict__
    assert {name: after[name] for name in after if name[0] != "_"} == {n: before[n] for n in before if n[0] != "_"}
    assert actions() == []


def test_suspending_and_reinstating(administrator, ann):
    page = f"/staff/people/{ann.id}"
    administrator.post_form(f"{page}/suspend", page=page)
    with reading() as session:
        assert [one.email for one in queries.holding(session, Role.TRIAGER)] == []
    administrator.post_form(f"{page}/suspend", page=page)
    administrator.post_form(f"{page}/reinstate", page=page)
    with reading() as session:
        assert [one.email for one in queries.holding(session, Role.TRIAGER)] == ["ann@charity.example.org"]
    assert actions() == ["staff.suspended", "staff.reinstated"]


def test_threat_22_a_reset_factor_voids_password_codes_and_sessions_and_is_told(administrator, ann, anybody):
    theirs = anybody().sign_in(ann)
    with transaction() as session:
        session.get_one(StaffAccount, ann.id).roles = ["auditor"]
    page = f"/staff/people/{ann.id}"
    shown = administrator.post_form(f"{page}/reset-factor", page=page)
    start = re.search(r'staff-secret">([a-z0-9-]{24})<', shown.text)[1]
    assert theirs.get("/staff/account").status_code == 303
    assert told() == ["admin@charity.example.org", "ann@charity.example.org", "editor@charity.example.org"]
    with reading() as session:
        assert queries.unused_recovery_codes(session, ann.id) == 0
    fresh = anybody()
    answer = fresh.post_form("/staff/sign-in", {"email": ann.email, "password": start})
    assert answer.location == "/staff/enrol"
    assert actions()[0] == "staff.factor_reset"


def test_y2_the_factor_is_asked_again_by_code_or_recovery_code_each_once(app, ann):
    now = clock.now()

    def asked(code):
        with transaction() as session:
            return confirm_factor(session, ann.id, code, now)

    assert asked(code_at(now)) is Factor.CONFIRMED
    assert asked(code_at(now)) is Factor.WRONG
    assert asked(RECOVERY[1]) is Factor.RECOVERED
    assert asked(RECOVERY[1]) is Factor.WRONG
    assert asked("") is Factor.WRONG
    assert asked(RECOVERY[2]) is Factor.TOO_MANY
    assert bool(Factor.CONFIRMED)
    assert not Factor.WRONG
    assert not Factor.TOO_MANY
    assert actions() == ["staff.factor_checked"] * 5


def test_new_recovery_codes_void_the_old_ones(signed_in):
    ours = signed_in(Role.EDITOR)
    shown = ours.post_form("/staff/account/recovery-codes", {"code": RECOVERY[0]})
    codes = re.findall(r"<li>([0-9A-Z-]{19})</li>", shown.text)
    assert len(codes) == 10
    with transaction() as session:
        assert confirm_factor(session, ours.person.id, RECOVERY[1], clock.now()) is Factor.WRONG
        assert confirm_factor(session, ours.person.id, codes[9].lower(), clock.now()) is Factor.RECOVERED
    assert ours.post_form("/staff/account/recovery-codes", {"code": "123456"}).status_code == 422


def test_duty_is_for_triagers_and_duty_managers(signed_in):
    ours, editor = signed_in(Role.DUTY_MANAGER), signed_in(Role.EDITOR)
    ours.post_form("/staff/account/duty", {"on": "yes"}, page="/staff/account")
    assert account_of(ours.person).on_duty
    assert editor.post_form("/staff/account/duty", {"on": "yes"}).status_code == 403
    ours.post_form("/staff/account/duty", {"on": "no"}, page="/staff/account")
    assert not account_of(ours.person).on_duty
    assert actions() == ["staff.duty_set"] * 2


def test_an_alert_always_has_a_reader():
    with transaction() as session:
        make_person(session, Role.EDITOR, on_duty=True)
        make_person(session, Role.DUTY_MANAGER, suspended_at=clock.now())
        manager = make_person(session, Role.DUTY_MANAGER)
        triager = make_person(session, Role.TRIAGER)
        assert [one.id for one in queries.on_duty(session, Role.TRIAGER)] == [manager.id]
        triager.on_duty = True
        session.flush()
        assert [one.id for one in queries.on_duty(session, Role.TRIAGER, Role.DUTY_MANAGER)] == [triager.id]


def test_the_first_administrator_comes_from_the_command_line(app, client):
    run = CliRunner()
    arguments = ["add", "--email", "first@charity.example.org", "--name", "First", "--role", "administrator"]
    added = run.invoke(cli.staff, arguments, obj=lambda: app)
    assert added.exit_code == 0
    assert re.match(r"start password: [a-z0-9-]{24}\n", added.stdout)
    assert run.invoke(cli.staff, arguments, obj=lambda: app).exit_code == 1
    listed = run.invoke(cli.staff, ["list"]).stdout
    assert listed == "first@charity.example.org\tFirst\tadministrator\tnot enrolled\n"
    reset = run.invoke(cli.staff, ["reset-factor", "FIRST@charity.example.org"], obj=lambda: app)
    assert reset.stdout.startswith("start password: ")
    assert reset.stdout != added.stdout
    assert run.invoke(cli.staff, ["reset-factor", "nobody@charity.example.org"], obj=lambda: app).exit_code == 1


def test_a_start_password_can_come_from_standard_input_and_is_not_repeated(app):
    arguments = ["add", "--email", "a@charity.example.org", "--name", "A", "--role", "editor", "--password-stdin"]
    run = CliRunner()
    assert run.invoke(cli.staff, arguments, input="short\n", obj=lambda: app).exit_code == 1
    added = run.invoke(cli.staff, arguments, input="a long start password\n", obj=lambda: app)
    assert added.exit_code == 0
    assert "a long start password" not in added.output


def test_y1_the_chain_holds_after_all_of_it_and_the_auditor_sees_it(administrator, ann, signed_in):
    page = f"/staff/people/{ann.id}"
    for deed in ("suspend", "reinstate"):
        administrator.post_form(f"{page}/{deed}", page=page)
    auditor = signed_in(Role.AUDITOR)
    shown = auditor.get("/staff/audit?check=yes").text
    assert "none changed, missing or moved" in shown
    assert "staff.suspended" in shown
    assert administrator.person.name in shown
    assert "staff.suspended" not in auditor.get("/staff/audit?kind=team").text
    assert "staff.suspended" not in auditor.get("/staff/audit?before=1").text
    assert auditor.get(f"/staff/audit?id={ann.id}&before=9999999999999999999999&actor=%00").status_code == 200
    with reading() as session:
        assert verify(session)[1] == []

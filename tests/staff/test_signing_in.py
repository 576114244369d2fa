"""The way in, and every way that it ends."""

import re
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
import time_machine
from sqlalchemy import select

from foundation import clock
from foundation.audit import AuditEntry
from foundation.database import reading, transaction
from staff import passwords, queries
from staff.models import RecoveryCode, StaffAccount
from staff.rules import Role
from staff.workflow import people as people_workflow
from staff.workflow.people import Newcomer
from tests.staff.factories import PASSWORD, RECOVERY, SECRET, code_at, make_person

NOON = "2026-03-01 12:00:15+00:00"
OPEN_PAGE = "/staff/account"


@pytest.fixture
def at_noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ann():
    with transaction() as session:
        make_person(session, Role.ADMINISTRATOR)
        return make_person(session, Role.EDITOR, email="ann@charity.example.org")


def give_password(anybody, email="ann@charity.example.org", password=PASSWORD, then=""):
    page = f"/staff/sign-in?next={then}" if then else "/staff/sign-in"
    return anybody.post_form("/staff/sign-in", {"email": email, "password": password, "next": then}, page=page)


def give_code(anybody, code):
    return anybody.post_form("/staff/second-factor", {"code": code})


def enter(anybody, code=None):
    assert give_password(anybody).location == "/staff/second-factor"
    return give_code(anybody, code or code_at(clock.now()))


def is_in(anybody):
    return anybody.get(OPEN_PAGE).status_code == 200


def actions():
    with reading() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_password_and_code_lead_to_the_page_that_was_asked_for(anybody, ann, at_noon):
    ours = anybody()
    asked = ours.get(OPEN_PAGE)
    assert asked.status_code in {302, 303}
    then = parse_qs(urlsplit(asked.location).query)["next"][0]
    give_password(ours, then=then)
    assert not is_in(ours)
    answer = give_code(ours, code_at(clock.now()))
    assert (answer.status_code, answer.location) == (303, OPEN_PAGE)
    assert is_in(ours)
    assert actions() == ["staff.password_given", "staff.factor_checked", "staff.signed_in"]


@pytest.mark.parametrize("then", ["//evil.example.net", "https://evil.example.net/", "/staff/../x", "/heroes/join"])
def test_threat_14_a_poisoned_next_leads_home(anybody, ann, at_noon, then):
    ours = anybody()
    give_password(ours, then=then)
    assert give_code(ours, code_at(clock.now())).location == "/staff/"


def test_the_cookie_is_for_the_staff_rooms_only_and_out_of_reach_of_scripts(anybody, ann):
    answer = give_password(anybody())
    header = answer.headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Path=/staff" in header
    assert "Expires" not in header


def without_token(text):
    return re.sub(r'(name="csrf_token"[^>]*value=")[^"]+|[0-9a-f]{32}', "", text)


def test_threat_7_unknown_wrong_suspended_and_run_out_get_the_same_answer(anybody, ann, at_noon):
    with transaction() as session:
        make_person(session, Role.EDITOR, email="gone@charity.example.org", suspended_at=clock.now())
        make_person(
            session, Role.EDITOR, email="late@charity.example.org", start_password_until=clock.now(), enrolled=False
        )
    answers = [
        give_password(anybody(), email="nobody@charity.example.org"),
        give_password(anybody(), password="not the password"),
        give_password(anybody(), email="gone@charity.example.org"),
        give_password(anybody(), email="late@charity.example.org"),
    ]
    assert {answer.status_code for answer in answers} == {422}
    shown = {re.sub(r"[a-z]+@charity.example.org", "", without_token(answer.text)) for answer in answers}
    assert len(shown) == 1
    assert actions() == ["staff.password_given"] * 4


def test_threat_7_nobody_costs_as_much_work_as_somebody():
    import time

    known = passwords.hashed(PASSWORD)
    passwords.matches(None, "warm up")

    def cost(stored):
        start = time.perf_counter()
        assert not passwords.matches(stored, "not the password")
        return time.perf_counter() - start

    assert min(cost(None) for _ in range(3)) > 0.5 * min(cost(known) for _ in range(3))


def test_y2_a_code_works_once_and_the_next_one_works_again(anybody, ann, at_noon):
    assert enter(anybody()).location == "/staff/"
    second = anybody()
    answer = enter(second)
    assert answer.status_code == 422
    assert not is_in(second)
    at_noon.shift(30)
    assert enter(anybody()).location == "/staff/"


def test_y2_a_recovery_code_lets_in_once_however_it_is_typed_and_its_owner_is_told(anybody, ann, at_noon):
    typed = RECOVERY[0].replace("-", " ").replace("0", "o")
    ours = anybody()
    assert enter(ours, typed).location == "/staff/"
    assert enter(anybody(), RECOVERY[0]).status_code == 422
    with reading() as session:
        assert queries.unused_recovery_codes(session, ann.id) == len(RECOVERY) - 1
        assert letters(session) == [(ann.email, "account-changed")]


def letters(session):
    from outbox.models import OutboxMessage

    return sorted((letter.recipient, letter.kind) for letter in session.scalars(select(OutboxMessage)))


def test_y2_somebody_elses_recovery_code_is_worth_nothing(anybody, ann, at_noon):
    with reading() as session:
        index = session.scalars(select(RecoveryCode.code_index)).all()
    assert len(set(index)) == len(index) == 2 * len(RECOVERY)


def test_threat_22_the_sixth_try_within_a_minute_is_not_looked_at(anybody, ann, at_noon):
    ours = anybody()
    for _ in range(5):
        assert give_password(ours, password="not the password").status_code == 422
    answer = give_password(ours)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"


def client_at(anybody, address):
    other = anybody()
    other.environ_base["REMOTE_ADDR"] = address
    return other


def test_threat_22_wrong_passwords_from_elsewhere_keep_nobody_out(anybody, ann, at_noon):
    stranger = client_at(anybody, "192.0.2.1")
    for _ in range(9):
        give_password(stranger, password="not the password")
    assert give_password(stranger, email="ANN@charity.example.org ").status_code == 429
    assert give_password(client_at(anybody, "192.0.2.2")).location == "/staff/second-factor"


def test_threat_22_one_client_is_guarded_at_all_accounts_together(anybody, ann, at_noon):
    stranger = client_at(anybody, "192.0.2.1")
    said = [give_password(stranger, email=f"{number}@charity.example.org").status_code for number in range(21)]
    assert said == [422] * 20 + [429]
    assert give_password(client_at(anybody, "192.0.2.2")).status_code == 303


def test_threat_22_one_account_is_guarded_against_many_clients(anybody, ann, at_noon):
    said = [
        give_password(client_at(anybody, f"192.0.2.{number // 5}"), password="not the password").status_code
        for number in range(60)
    ]
    assert said == [422] * 60
    assert give_password(client_at(anybody, "192.0.2.77"), email="ANN@charity.example.org ").status_code == 429


def test_threat_22_codes_are_guessed_five_times_at_most(anybody, ann, at_noon):
    ours = anybody()
    give_password(ours)
    assert [give_code(ours, f"00000{n}").status_code for n in range(6)] == [422] * 5 + [429]
    assert give_code(ours, code_at(clock.now())).status_code == 429


def test_guessing_stays_limited_while_the_shared_store_is_down(app, monkeypatch):
    from limits.storage import MemoryStorage
    from limits.strategies import MovingWindowRateLimiter

    from foundation import limits
    from staff import tries

    class Down(MemoryStorage):
        def acquire_entry(self, *args, **kwargs):
            raise OSError("gone")

    monkeypatch.setattr(limits.limiter, "_limiter", MovingWindowRateLimiter(Down()))
    assert [tries.allowed("somebody", "store down") for _ in range(6)] == [True] * 5 + [False]


def test_the_password_is_good_for_ten_minutes(anybody, ann, at_noon):
    ours = anybody()
    give_password(ours)
    at_noon.shift(600)
    answer = give_code(ours, code_at(clock.now()))
    assert answer.location == "/staff/sign-in"
    assert not is_in(ours)


def test_two_idle_hours_end_a_session_and_use_keeps_it(anybody, ann, at_noon):
    ours = anybody()
    enter(ours)
    for _ in range(3):
        at_noon.shift(3600 + 1800)
        assert is_in(ours)
    at_noon.shift(7200)
    assert not is_in(ours)
    assert "signed out because it has been a while" in ours.get("/staff/sign-in").text


def test_twelve_hours_end_a_session_however_busy(anybody, ann, at_noon):
    ours = anybody()
    enter(ours)
    for _ in range(11):
        at_noon.shift(3600)
        assert is_in(ours)
    at_noon.shift(3600)
    assert not is_in(ours)


def stolen(anybody, ours):
    """Another anybody with a copy of the cookie."""
    thief = anybody()
    thief.set_cookie("staff", ours.get_cookie("staff", path="/staff").value, path="/staff")
    return thief


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(anybody, ann, at_noon):
    ours = anybody()
    enter(ours)
    thief = stolen(anybody, ours)
    assert is_in(thief)
    ours.post_form("/staff/sign-out", page="/staff/account/password")
    assert not is_in(ours)
    assert not is_in(thief)
    assert actions()[-1] == "staff.signed_out"


def test_changing_the_password_ends_every_session_but_this_one(anybody, ann, at_noon, signed_in):
    ours, other = anybody(), anybody().sign_in(ann)
    bystander = signed_in(Role.EDITOR)
    enter(ours)
    thief = stolen(anybody, ours)
    form = {"present": PASSWORD, "wanted": "four words of my own"}
    assert ours.post_form("/staff/account/password", form).status_code == 303
    assert [is_in(one) for one in (ours, other, thief, bystander)] == [True, False, False, True]
    at_noon.shift(60)
    assert give_password(anybody()).status_code == 422
    assert give_password(anybody(), password="four words of my own").location == "/staff/second-factor"


@pytest.mark.parametrize(
    ("present", "wanted", "said"),
    [
        (PASSWORD, "short", "at least 12 characters"),
        (PASSWORD, PASSWORD, "not the one you have now"),
        (PASSWORD, "ann@charity.example.org", "your e-mail address"),
        ("not the password", "four words of my own", "not the password you have now"),
    ],
)
def test_a_bad_new_password_is_refused_with_its_reason(anybody, ann, at_noon, present, wanted, said):
    ours = anybody().sign_in(ann)
    answer = ours.post_form("/staff/account/password", {"present": present, "wanted": wanted})
    assert answer.status_code == 422
    assert said in answer.text


def add_ben(app):
    with app.app_context():
        outcome = people_workflow.add(
            Newcomer(email="Ben@charity.example.org", name="Ben", roles=frozenset({Role.TRIAGER})),
            None,
            clock.now(),
        )
    return outcome.start_password


def test_the_first_sign_in_enrols_shows_the_codes_once_and_asks_for_an_own_password(app, anybody, at_noon):
    start = add_ben(app)
    ours = anybody()
    assert give_password(ours, "ben@charity.example.org", start).location == "/staff/enrol"
    page = ours.get("/staff/enrol")
    secret = re.search(r'class="staff-secret">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")
    assert 'src="data:image/svg+xml' in page.text
    assert ours.post_form("/staff/enrol", {"code": "000000"}).status_code == 422
    assert secret in ours.get("/staff/enrol").text.replace(" ", "")
    shown = ours.post_form("/staff/enrol", {"code": pyotp.TOTP(secret).at(clock.now())})
    codes = re.findall(r"<li>([0-9A-Z-]{19})</li>", shown.text)
    assert len(set(codes)) == 10
    assert shown.headers["Cache-Control"] == "no-store"
    assert "staff-codes" not in ours.get("/staff/enrol", follow_redirects=True).text
    assert ours.get("/staff/").location == "/staff/account/password"
    ours.post_form("/staff/account/password", {"present": start, "wanted": "four words of my own"})
    assert ours.get("/staff/").status_code == 200
    at_noon.shift(60)
    again = anybody()
    give_password(again, "ben@charity.example.org", "four words of my own")
    assert give_code(again, codes[3]).location == "/staff/"


def test_a_secret_that_was_shown_to_one_browser_does_not_serve_another(app, anybody, at_noon):
    start = add_ben(app)
    first, second = anybody(), anybody()
    for ours in (first, second):
        give_password(ours, "ben@charity.example.org", start)
    secrets = [
        re.search(r'class="staff-secret">([A-Z2-7 ]+)<', one.get("/staff/enrol").text)[1] for one in (first, second)
    ]
    assert secrets[0] != secrets[1]
    codes = [pyotp.TOTP(secret.replace(" ", "")).at(clock.now()) for secret in secrets]
    assert second.post_form("/staff/enrol", {"code": codes[1]}).status_code == 200
    assert first.post_form("/staff/enrol", {"code": codes[0]}).location == "/staff/sign-in"


def test_the_secret_and_the_codes_are_not_readable_in_the_database(anybody, at_noon, environment):
    import psycopg

    with transaction() as session:
        make_person(session, Role.EDITOR)
    with psycopg.connect(environment["SEARCHHERO_DATABASE_OWNER_URL"]) as connection:
        (row,) = connection.execute("select staff_account::text from staff_account").fetchone()
        codes = connection.execute("select recovery_code::text from recovery_code").fetchall()
    assert SECRET not in row
    assert SECRET.encode().hex() not in row
    assert PASSWORD not in row
    assert all(code not in str(codes) and code.encode().hex() not in str(codes) for code in RECOVERY)


def test_an_altered_cookie_is_no_session(anybody, ann, at_noon):
    ours = anybody()
    enter(ours)
    value = ours.get_cookie("staff", path="/staff").value
    ours.set_cookie("staff", value[:-2] + ("aa" if value[-2:] != "aa" else "bb"), path="/staff")
    assert not is_in(ours)


def test_a_visitor_of_the_public_pages_gets_no_cookie(anybody):
    assert "Set-Cookie" not in anybody().get("/").headers


def test_suspending_ends_what_is_open_at_once(anybody, ann, at_noon, signed_in):
    ours = anybody().sign_in(ann)
    administrator = signed_in(Role.ADMINISTRATOR)
    administrator.post_form(f"/staff/people/{ann.id}/suspend", page=f"/staff/people/{ann.id}")
    assert not is_in(ours)
    assert give_password(anybody()).status_code == 422


def test_the_session_cookie_alone_does_not_carry_rights(anybody, ann, at_noon):
    ours = anybody().sign_in(ann)
    assert ours.get("/staff/people").status_code == 403
    with transaction() as session:
        session.get(StaffAccount, ann.id).roles = ["administrator"]
    assert ours.get("/staff/people").status_code == 200


def test_an_address_with_a_nul_is_nobody(anybody):
    assert give_password(anybody(), email="ann\x00@charity.example.org").status_code == 422

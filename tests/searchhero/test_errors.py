"""The error pages: friendly, the same for all that is gone, and there even when much is broken."""

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from jinja2 import DictLoader
from werkzeug.exceptions import TooManyRequests

from foundation.limits import limiter
from searchhero.web import create_app
from staff.access import PUBLIC, link_holder, public, staff_only
from staff.rules import Role
from tests.browser import nu

SECRET = "Rowan of 4 Mill Lane"
NUMBERS = ("tel:999", "tel:101", "tel:116000")


@pytest.fixture(scope="module")
def faulty(app: Flask) -> Flask:
    """The app with views that fail in every way."""
    faulty = create_app()
    codes = (400, 403, 404, 410, 413, 418, 429, 503)
    for code in codes:
        faulty.add_url_rule(f"/fails/{code}/<word>", f"fails_{code}", public(lambda word, code=code: abort(code)))
    faulty.add_url_rule(
        "/team-fails/<word>", "team_fails", link_holder(lambda word: abort(410)), methods=["GET", "POST"]
    )
    faulty.add_url_rule(
        "/staff/fails", "staff_fails", staff_only(Role.AUDITOR)(lambda: "never seen"), methods=["GET", "POST"]
    )
    faulty.add_url_rule("/breaks", "breaks", public(breaks))
    faulty.add_url_rule("/waits", "waits", public(waits))
    faulty.add_url_rule("/limited", "limited", public(limiter.limit("1 per 2 minutes")(lambda: "once")))
    return faulty


def breaks() -> str:
    raise ValueError(SECRET)


def waits() -> str:
    raise TooManyRequests(retry_after=90)


@pytest.fixture
def client(faulty: Flask) -> FlaskClient:
    return faulty.test_client()


def everything(answer) -> tuple:
    return answer.status_code, answer.data, sorted(answer.headers)


@pytest.mark.parametrize("code", [400, 404, 410, 413, 429, 503])
def test_whoever_meets_an_error_is_told_whom_to_call(client: FlaskClient, code: int) -> None:
    answer = client.get(f"/fails/{code}/x")
    assert answer.status_code == code
    assert all(number in answer.text for number in NUMBERS)
    assert "data-exit" in answer.text


def test_a_status_without_a_page_of_its_own_keeps_its_number(client: FlaskClient) -> None:
    assert client.get("/fails/418/x").status_code == 418


def test_P9_all_that_is_gone_answers_with_the_same_bytes_and_headers(client: FlaskClient) -> None:
    first = everything(client.get("/fails/410/first"))
    assert first == everything(client.get("/fails/410/second?name=x", headers={"Referer": "https://example.org"}))
    assert first == everything(client.get("/team-fails/token"))
    assert first == everything(client.post("/team-fails/token"))


def test_P9_the_neutral_page_says_nothing_of_the_request(client: FlaskClient) -> None:
    answer = client.get("/fails/410/Rowan?place=Pitlochry")
    assert "Rowan" not in answer.text
    assert "Pitlochry" not in answer.text
    assert "aria-current" not in answer.text
    assert 'href="/appeals"' in answer.text


def test_P9_asking_for_the_head_alone_tells_no_more(client: FlaskClient) -> None:
    whole, head = client.get("/fails/410/x"), client.head("/fails/410/x")
    assert (head.status_code, sorted(head.headers), head.data) == (410, sorted(whole.headers), b"")


def test_too_much_at_once_says_when_to_come_back(client: FlaskClient) -> None:
    answer = client.get("/waits")
    assert answer.headers["Retry-After"] == "90"
    assert "2 minutes" in answer.text


def test_a_limit_of_ours_says_when_to_come_back(client: FlaskClient) -> None:
    assert client.get("/limited").status_code == 200
    answer = client.get("/limited")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 120


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.post("/about")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_break_names_a_number_and_keeps_the_fault_to_itself(client: FlaskClient) -> None:
    answer = client.get("/breaks")
    assert answer.status_code == 500
    assert SECRET not in answer.text
    assert "ValueError" not in answer.text
    assert "name the number" in answer.text


def test_a_break_of_the_templates_still_gives_a_page(app: Flask) -> None:
    broken = create_app()
    broken.jinja_loader = None
    broken.jinja_env.loader = DictLoader({"errors/500.html": "{{ nothing.of.this }}"})
    broken.add_url_rule("/breaks", "breaks", public(breaks))
    answer = broken.test_client().get("/breaks")
    assert answer.status_code == 500
    assert all(number in answer.text for number in NUMBERS)
    assert SECRET not in answer.text


def test_staff_who_are_not_signed_in_are_led_there_and_back(client: FlaskClient) -> None:
    answer = client.get("/staff/fails?page=2")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/staff/sign-in?next=/staff/fails%3Fpage%3D2"


def test_a_form_that_was_sent_without_a_sign_in_does_not_lead_back(faulty: Flask, client: FlaskClient) -> None:
    assert getattr(faulty.view_functions["staff_fails"], "access", PUBLIC) != PUBLIC
    assert client.post("/staff/fails").status_code in {303, 400}
    assert "next=" not in client.post("/staff/fails").headers.get("Location", "")


def test_a_person_without_the_role_is_told_so_among_the_staff_pages(faulty: Flask, app: Flask, signed_in) -> None:
    answer = signed_in(Role.EDITOR).get("/staff/audit")
    assert answer.status_code == 403
    assert "/staff/sign-out" in answer.text


def test_every_error_page_is_sound_html(client: FlaskClient, assets: None) -> None:
    pages = {code: client.get(f"/fails/{code}/x").text for code in (400, 403, 404, 410, 413, 429, 503)}
    assert nu({str(code): text for code, text in pages.items()}) == []

"""Headers that every answer carries, and the Host that it answers to."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation.settings import settings
from searchhero.web import create_app

PUBLIC_PAGES = ["/about", "/privacy", "/accessibility"]


def policy(client: FlaskClient) -> dict[str, list[str]]:
    rules = client.get("/about").headers["Content-Security-Policy"].split("; ")
    return {name: values for name, *values in (rule.split() for rule in rules)}


def app_with(monkeypatch: pytest.MonkeyPatch, **values: str) -> Flask:
    """A second app, as another operator would have set it up."""
    for name, value in values.items():
        monkeypatch.setenv(f"SEARCHHERO_{name.upper()}", value)
    settings.cache_clear()
    try:
        return create_app()
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def test_nothing_inline_and_nothing_foreign_may_run(client: FlaskClient) -> None:
    rules = policy(client)
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == rules["form-action"] == ["'self'"]
    assert rules["frame-ancestors"] == rules["base-uri"] == ["'none'"]
    assert "unsafe" not in str(rules)


def test_images_come_from_here_alone_when_no_tile_server_is_set(client: FlaskClient) -> None:
    assert policy(client)["img-src"] == ["'self'", "data:"]


def test_map_tiles_come_from_the_one_configured_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_with(monkeypatch, map_tiles_url="https://tiles.example.org/base/{z}/{x}/{y}.png")
    assert policy(app.test_client())["img-src"] == ["'self'", "data:", "https://tiles.example.org"]


def test_https_is_held_to_only_where_it_is_spoken(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Strict-Transport-Security" not in client.get("/about").headers
    app = app_with(monkeypatch, public_url="https://appeals.example.org")
    answer = app.test_client().get("/about", base_url="https://appeals.example.org")
    assert int(answer.headers["Strict-Transport-Security"].removeprefix("max-age=")) >= 365 * 24 * 3600


@pytest.mark.parametrize("path", [*PUBLIC_PAGES, "/no-such-page", "/staff/no-such-page"])
def test_no_answer_tells_another_site_or_guesses_a_type(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=(self)" in headers["Permissions-Policy"]
    assert "noarchive" in headers["X-Robots-Tag"]


def test_a_staff_page_is_never_kept(client: FlaskClient) -> None:
    for path in ("/staff/", "/staff/sign-in"):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert "noindex" in headers["X-Robots-Tag"]


def test_an_error_is_never_kept(client: FlaskClient) -> None:
    assert client.get("/no-such-page").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_a_public_page_sets_no_cookie(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_built_file_may_be_kept_for_ever(client: FlaskClient, app: Flask, assets: None) -> None:
    fresh = create_app()
    with fresh.test_request_context():
        address = fresh.jinja_env.globals["asset"]("public.css")
    answer = fresh.test_client().get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in client.get("/static/built/no-such-file.css").headers["Cache-Control"]


@pytest.mark.parametrize("host", ["evil.example.org", "localhost.evil.example.org", "evil.example.org:80", "127.0.0.1"])
def test_an_unknown_host_is_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/about", headers={"Host": host})
    assert answer.status_code == 400
    assert host not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000"])
def test_a_newcomer_who_types_the_number_of_this_machine_is_led_to_its_name(client: FlaskClient, host: str) -> None:
    answer = client.get("/cy/appeals?area=Fife", headers={"Host": host})
    assert (answer.status_code, answer.headers["Location"]) == (307, "http://localhost/cy/appeals?area=Fife")


@pytest.mark.parametrize(
    "host", ["evil.example.org:8000", "127.0.0.1.evil.example.org:80", "127.0.0.1@evil.example.org:80"]
)
def test_nobody_else_is_led_anywhere(client: FlaskClient, host: str) -> None:
    answer = client.get("/about", headers={"Host": host})
    assert answer.status_code == 400 and "Location" not in answer.headers


def test_in_production_the_number_of_a_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    client = app_with(monkeypatch, environment="production", public_url="https://example.org").test_client()
    answer = client.get("/about", headers={"Host": "127.0.0.1:8000"})
    assert answer.status_code == 400 and "Location" not in answer.headers


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "localhost:65535"])
def test_our_host_is_answered_on_any_port(client: FlaskClient, host: str) -> None:
    assert client.get("/about", headers={"Host": host}).status_code == 200


def test_a_forwarded_host_is_not_believed(client: FlaskClient) -> None:
    answer = client.get("/about", headers={"X-Forwarded-Host": "evil.example.org"})
    assert answer.status_code == 200
    assert "evil.example.org" not in answer.text


def test_over_https_staff_forms_need_no_referer_since_browsers_send_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    origin = "https://appeals.example.org"
    client = app_with(monkeypatch, public_url=origin).test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/staff/sign-in", base_url=origin).text)
    assert token
    typed = {"email": "nobody@example.org", "password": "wrong", "csrf_token": token[1]}
    assert client.post("/staff/sign-in", base_url=origin, data=typed).status_code == 422
    assert client.post("/staff/sign-in", base_url=origin, data=typed | {"csrf_token": "x"}).status_code == 400

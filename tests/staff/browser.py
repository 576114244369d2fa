"""A test client that is signed in as somebody of the staff."""

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from foundation import clock
from foundation.database import transaction
from staff.models import StaffAccount, StaffSession
from staff.rules import Role
from staff.views import cookie
from tests.staff.factories import make_person

CSRF = "0" * 40
_FIELD = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class StaffClient(FlaskClient):
    """``person`` is who is signed in (None: nobody)."""

    person: StaffAccount | None = None

    def token(self, page: str) -> str:
        """The CSRF token in the forms of ``page``; for a page that only takes POST, one that is as good."""
        response = self.get(page)
        if response.status_code in {404, 405}:
            return str(URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(CSRF))
        found = _FIELD.search(response.text)
        assert found, f"{page} answered {response.status_code} without a form that carries the CSRF token"
        return unescape(found[1])

    def post_form(self, url: str, data: dict | None = None, *, page: str = "", **options) -> TestResponse:
        """Open ``page`` (default: ``url``), take its CSRF token, and POST the form."""
        return self.post(url, data=(data or {}) | {"csrf_token": self.token(page or url)}, **options)

    def sign_in(self, person: StaffAccount) -> "StaffClient":
        """Put the cookie of a fresh session into this browser, without the way through the sign-in page."""
        now = clock.now()
        with transaction() as session:
            row = StaffSession(staff_id=person.id, epoch=person.session_epoch, started_at=now)
            session.add(row)
        with self.session_transaction("/staff/") as jar:
            jar[cookie.SESSION] = {"id": str(row.id), "seen": now.isoformat()}
            jar["csrf_token"] = CSRF
        self.person = person
        return self


@pytest.fixture
def anybody(app: Flask) -> Callable[[], StaffClient]:
    """``anybody()``: a fresh one, nobody signed in."""
    return lambda: StaffClient(app, app.response_class, use_cookies=True)


@pytest.fixture
def signed_in(anybody: Callable[[], StaffClient]) -> Iterator[Callable[..., StaffClient]]:
    """``signed_in(Role.X, ..., name=)``: a browser of its own, signed in as a new person with these roles."""

    def enter(*roles: Role, **columns) -> StaffClient:
        with transaction() as session:
            person = make_person(session, *roles, **columns)
        return anybody().sign_in(person)

    return enter

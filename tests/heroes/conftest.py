"""Mails are written from templates: they need the application's context, as every task has it."""

import pytest


@pytest.fixture
def context(app):
    with app.test_request_context():
        yield

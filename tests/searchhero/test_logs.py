"""Logs carry ids, codes, counts and durations, and nothing else (rule Y4)."""

import io
import json
import logging

import pytest
import structlog

from searchhero import logs

SECRETS = ["morag@example.org", "Morag Sinclair", "12 Harbour Street", "eyJhbGciOi.token"]


@pytest.fixture
def lines(monkeypatch, environment):
    """Production's logging, into a string; afterwards everything is as before."""
    monkeypatch.setenv("SEARCHHERO_ENVIRONMENT", "production")
    monkeypatch.setenv("SEARCHHERO_LOG_LEVEL", "INFO")
    from foundation.settings import settings

    settings.cache_clear()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    logs.configure()
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    structlog.reset_defaults()
    root.handlers[:] = before
    root.setLevel(level)
    monkeypatch.undo()
    settings.cache_clear()


def test_Y4_ids_and_codes_go_through(lines):
    structlog.get_logger().info("sighting_received", appeal_id="7f3a", ms=12.5, rows=3, fault="TimeoutError")
    (line,) = lines()
    assert line.pop("timestamp")
    assert line.pop("event") == "sighting_received"
    assert line == {"level": "info", "appeal_id": "7f3a", "ms": 12.5, "rows": 3, "fault": "TimeoutError"}


def test_Y4_names_addresses_places_and_texts_are_dropped_and_counted(lines):
    structlog.get_logger().info("mail_sent", email=SECRETS[0], name=SECRETS[1], place=SECRETS[2], path="/x")
    structlog.get_logger().info("mail_sent", fault=SECRETS[0], reason=SECRETS[2], subject_id=SECRETS[1])
    structlog.get_logger().info(f"mail to {SECRETS[0]}")
    first, second, third = lines()
    assert first["dropped"] == 4
    assert second["dropped"] == 3
    assert third["event"] == "event_without_a_name"
    assert not any(secret in json.dumps(lines()) for secret in SECRETS)


def test_Y4_a_fault_is_told_by_class_and_place_without_its_message(lines):
    try:
        raise ValueError(f"no such address: {SECRETS[0]}")
    except ValueError:
        structlog.get_logger().exception("task_failed", task_id="1")
        logging.getLogger("some.library").exception("could not write to %s", SECRETS[0])
    ours, theirs = lines()
    assert (ours["fault"], ours["event"]) == ("ValueError", "task_failed")
    assert "test_logs.py" in ours["where"]
    assert (theirs["fault"], theirs["event"]) == ("ValueError", "library_message")
    assert not any(secret in json.dumps([ours, theirs]) for secret in SECRETS)


def test_Y4_celery_tells_of_connections_but_not_of_arguments(lines):
    logging.getLogger("celery.app.trace").error("Task x failed with %r", SECRETS[0])
    logging.getLogger("celery.beat").error("beat: Connection error: %s", "refused")
    assert [line["event"] for line in lines()] == ["beat: Connection error: refused"]


def test_Y4_the_access_line_names_the_endpoint_and_not_the_path(lines, client):
    client.get("/healthz?email=morag@example.org")
    client.get("/heroes/confirm/eyJhbGciOi.token")
    line = next(line for line in lines() if line["event"] == "answered")
    assert (line["endpoint"], line["method"], line["status"]) == ("health.alive", "GET", 200)
    assert len(line["request_id"]) == 32
    assert not any(secret in json.dumps(lines()) for secret in SECRETS)


def test_an_invented_method_does_not_become_a_label():
    assert logs.known_method("BREW") == "OTHER"
    assert logs.known_method("POST") == "POST"

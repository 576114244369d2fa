"""Probes. They need no sign-in and tell nothing but that."""

from typing import Any

import structlog
from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError
from valkey import Valkey
from valkey.exceptions import ValkeyError

from foundation.database import reading
from foundation.settings import settings
from searchhero import schema
from staff.access import public

log = structlog.get_logger()
BLUEPRINT = Blueprint("health", __name__)


@BLUEPRINT.get("/healthz")
@public
def alive() -> Response:
    """This process answers; nothing else is looked at, so that a database that is down restarts no web process."""
    return _answer({"alive": True}, 200)


@BLUEPRINT.get("/readyz")
@public
def ready() -> Response:
    """Whether to send requests here: database and schema count, Valkey is only told (we work without it)."""
    found = {"database": _database(), "valkey": "ok" if valkey_answers() else "down"}
    return _answer(found, 200 if found["database"] == "ok" else 503)


def valkey_answers() -> bool:
    """Whether the broker and limiter store answers within half a second."""
    store = Valkey.from_url(
        settings().valkey_url.replace("redis://", "valkey://", 1), socket_timeout=0.5, socket_connect_timeout=0.5
    )
    try:
        return bool(store.ping())
    except (ValkeyError, OSError):
        return False
    finally:
        store.close()  # type: ignore[no-untyped-call]


def _database() -> str:
    """``ok``, ``down``, or ``schema`` when it is not the one that this code was written for."""
    try:
        with reading() as session:
            return "ok" if schema.revision_of(session.connection()) == schema.head() else "schema"
    except (SQLAlchemyError, OSError) as error:
        log.warning("database_down", fault=type(error).__name__)
        return "down"


def _answer(found: dict[str, Any], status: int) -> Response:
    response = jsonify(found)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response

"""Refusals for programs: problem details (RFC 9457)."""

import json
from http import HTTPStatus

from flask import Response

MEDIA_TYPE = "application/problem+json"


def problem(status: int, detail: str = "", **headers: str) -> Response:
    """An answer that says what is wrong and names nobody. ``headers``: underscores stand for hyphens."""
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    response = Response(json.dumps(said | ({"detail": detail} if detail else {})), status, mimetype=MEDIA_TYPE)
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response

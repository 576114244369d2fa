"""Security headers of every answer."""

from flask import Flask, Response


def init(app: Flask) -> None:
    """Join the headers to the app."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response

"""Security headers of every answer. A room may say otherwise for its own answers: what it has set stays."""

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request

from foundation.settings import settings
from staff.access import PUBLIC

HASHED = "/static/built/"
"""Files whose name changes with their content."""
FIXED = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def init(app: Flask) -> None:
    """Join the headers to the app; what settings decide is decided once, here."""
    fixed = {**FIXED, "Content-Security-Policy": _content_policy()}
    framed = fixed["Content-Security-Policy"].replace("frame-ancestors 'none'", "frame-ancestors *")
    """Of the one neutral page, wherever it answers (rule P9): a frame that held an appeal shows it in the appeal's
    place. It takes nothing in and knows nobody, so that there is nothing to steal from it by framing it."""
    if settings().public_url.startswith("https:"):
        fixed["Strict-Transport-Security"] = "max-age=63072000"
    open_to_all = [*fixed.items(), ("Cache-Control", "no-cache"), ("X-Robots-Tag", "noarchive")]
    closed = [*fixed.items(), ("Cache-Control", "no-store"), ("X-Robots-Tag", "noindex, nofollow, noarchive")]

    @app.after_request
    def add(response: Response) -> Response:
        if response.status_code == 410:
            response.headers.setdefault("Content-Security-Policy", framed)
        said = {name.lower() for name, _ in response.headers}
        ours = open_to_all if _may_be_found(response) else closed
        response.headers.extend([(name, value) for name, value in ours if name.lower() not in said])
        if request.path.startswith(HASHED) and response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _may_be_found(response: Response) -> bool:
    """Whether it may be kept, and whether it may be found: only a public page that was read in order may be either.

    An error never is, whatever route it came from, so that one for a withdrawn thing and one for an unknown thing
    are the same to the last header (rule P9).
    """
    view = current_app.view_functions.get(request.endpoint or "")
    is_open = getattr(view, "access", None) == PUBLIC or request.endpoint == "static"
    return is_open and response.status_code < 400 and request.method in {"GET", "HEAD"}


def _content_policy() -> str:
    """Content-Security-Policy (CSP 3): our own files only, nothing inline; map tiles from the one configured origin."""
    tiles = urlsplit(settings().map_tiles_url)
    images = ["'self'", "data:", *([f"{tiles.scheme}://{tiles.netloc}"] if tiles.netloc else [])]
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": " ".join(images),
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())

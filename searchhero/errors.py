"""Friendly error pages. None of them needs the database, and behind them stands one that needs nothing at all."""

from types import TracebackType
from typing import Any
from urllib.parse import quote

import structlog
from flask import Flask, Response, current_app, g, redirect, render_template, request
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as AnyResponse

from foundation.background import request_id
from foundation.languages import spoken
from foundation.problems import problem
from foundation.settings import settings
from foundation.tokens import absolute

PAGES = {400, 403, 404, 405, 410, 413, 429, 500, 503}
STAFF_OWN = {413: "staff/too_large.html"}
"""Where what the public is told is no help to staff."""
KEPT_HEADERS = ("Allow", "Retry-After")
Fault = tuple[type, BaseException, TracebackType] | tuple[None, None, None]
SIGN_IN = "/staff/sign-in"
OWN_MACHINE = frozenset({"127.0.0.1", "[::1]"})
LAST_RESORT = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Search Hero</title>
<h1>Something went wrong on our side</h1>
<p>If you were sending a report and have not been given a receipt code, please send it again, or call.</p>
<p>In danger, or is it happening now? Call <a href="tel:999">999</a>. Otherwise <a href="tel:101">101</a>,
or <a href="tel:116000">116 000</a> for missing people.</p>
<p>Number: {reference}</p>
</html>
"""
"""When templates themselves fail."""

log = structlog.get_logger()


def init(app: Flask) -> None:
    """Join the error pages to the app."""
    app.extensions["neutral_pages"] = {}
    app.extensions["own_machine"] = OWN_MACHINE if settings().environment == "development" else frozenset()
    app.register_error_handler(HTTPException, _answer)
    app.log_exception = _log  # type: ignore[method-assign]


def _log(exc_info: Fault) -> None:
    log.error("request_failed", endpoint=request.endpoint or "none", exc_info=exc_info)


def _answer(error: HTTPException) -> AnyResponse:
    """The page of this error, with the error's own status and the headers that belong to it."""
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    if isinstance(error, SecurityError) and _is_own_machine():
        return redirect(absolute(f"{request.root_path}{request.full_path}".rstrip("?")), 307)
    status = error.code or 500
    if request.path.startswith("/api/"):
        kept = {name: value for name, value in error.get_headers(request.environ) if name in KEPT_HEADERS}
        return problem(status, **kept)
    if status == 401 and _is_staff():
        return _to_sign_in()
    page = status if status in PAGES else 500 if status >= 500 else 400
    response = Response(_neutral() if page == 410 else _page(page, error), status, mimetype="text/html")
    for name, value in error.get_headers(request.environ):
        if name in KEPT_HEADERS:
            response.headers[name] = value
    if wait := _wait(error):
        response.headers.setdefault("Retry-After", str(wait))
    return response


def _is_own_machine() -> bool:
    """A newcomer who types 127.0.0.1 where the run says localhost; nowhere but in development (threat 13)."""
    return request.environ.get("HTTP_HOST", "").rpartition(":")[0] in current_app.extensions["own_machine"]


def _to_sign_in() -> AnyResponse:
    """The sign-in page, which leads back here: by a path, never by an address, and only to what was being read."""
    if request.method != "GET" and not g.get("rescued"):
        return redirect(SIGN_IN, 303)
    here = request.full_path.rstrip("?")
    return redirect(f"{SIGN_IN}?next={quote(here, safe='/')}", 303)


def _neutral() -> str:
    """The one page for whatever is gone, withdrawn, unknown or forged (rule P9), the same text each time."""
    pages: dict[str, str] = current_app.extensions["neutral_pages"]
    language = spoken.get()
    if language not in pages:
        pages[language] = render_template("errors/410.html", layout="layout/public.html", here="")
    return pages[language]


def _page(page: int, error: HTTPException) -> str:
    layout = "layout/staff.html" if _is_staff() else "layout/public.html"
    name = STAFF_OWN.get(page, f"errors/{page}.html") if _is_staff() else f"errors/{page}.html"
    seconds = _wait(error)
    values: dict[str, Any] = {"minutes": -(-seconds // 60) if seconds else None, "reference": request_id.get()}
    try:
        return render_template(name, layout=layout, here="", **values)
    except Exception:
        log.exception("error_page_failed", code=page)
        return LAST_RESORT.format(reference=request_id.get())


def _wait(error: HTTPException) -> int | None:
    """Seconds until it is worth trying again: as the error says, else the length of the limit's window."""
    if isinstance(said := getattr(error, "retry_after", None), int):
        return said
    limit = getattr(error, "limit", None)
    return int(limit.limit.get_expiry()) if limit is not None else None


def _is_staff() -> bool:
    return request.path == "/staff" or request.path.startswith("/staff/")

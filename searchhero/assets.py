"""Addresses of the built assets, for the templates.

A page works when nothing is built yet: the plain address is given, and the mail style is empty.
"""

import json
from functools import lru_cache

from flask import Flask, Response, request
from markupsafe import Markup

from foundation.paths import STATIC
from searchhero.kept import codings

BUILT = STATIC / "built"
BESIDE = {codings.BROTLI: ".br", codings.GZIP: ".gz"}
MANIFEST = BUILT / "manifest.json"


def init(app: Flask) -> None:
    """Give the templates ``asset`` and ``mail_css``."""
    app.jinja_env.globals.update(asset=asset, mail_css=mail_css)

    def static(filename: str) -> Response:
        """A built file, in the coding that lies beside it where the client takes it."""
        coding = codings.best(request.headers.get("Accept-Encoding", ""))
        coded = f"{filename}{BESIDE[coding]}" if coding in BESIDE else filename
        has_codings = filename.startswith("built/") and (BUILT / f"{filename.removeprefix('built/')}.br").is_file()
        response = app.send_static_file(coded if has_codings else filename)
        if has_codings:
            response.vary.add("Accept-Encoding")
        if has_codings and coded != filename:
            response.content_encoding = coding
            response.content_type = app.send_static_file(filename).content_type
        return response

    app.view_functions["static"] = static


def asset(name: str) -> str:
    """Where ``name`` (such as ``app.css``) is served."""
    return f"/static/built/{_manifest().get(name, name)}"


def mail_css() -> Markup:
    """The text of the mails' style."""
    style = BUILT / _manifest().get("mail.css", "mail.css")
    return Markup(style.read_text() if style.is_file() else "")  # noqa: S704 - our own build wrote it


def _manifest() -> dict[str, str]:
    """Name to file name with its hash. The clock of the file is looked at each time (2 µs): a build is seen at once."""
    try:
        return _read(MANIFEST.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


@lru_cache(maxsize=1)
def _read(_written: int) -> dict[str, str]:
    found: dict[str, str] = json.loads(MANIFEST.read_text())
    return found

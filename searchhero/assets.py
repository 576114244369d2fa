"""Addresses of the built assets, for the templates.

A page works when nothing is built yet: the plain address is given, and the mail style is empty.
"""

import json
from typing import Any

from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup

from searchhero.paths import STATIC

BUILT = STATIC / "built"


def init(app: Flask) -> None:
    """Give the templates ``asset``, ``mail_css`` and ``page_language``; the manifest is read once, here."""
    manifest = _manifest()
    style = BUILT / manifest.get("mail.css", "mail.css")
    mail_style = Markup(style.read_text() if style.is_file() else "")  # noqa: S704 - our own build wrote it

    def asset(name: str) -> str:
        return f"/static/built/{manifest.get(name, name)}"

    def mail_css() -> Markup:
        return mail_style

    app.jinja_env.globals.update(asset=asset, mail_css=mail_css, page_language=page_language)


def page_language() -> str:
    """BCP 47 tag of the language of this page."""
    return str(get_locale() or "en").replace("_", "-")


def _manifest() -> dict[str, str]:
    """Name to file name with its hash, as the build wrote it."""
    path = BUILT / "manifest.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.is_file() else {}
    return {name: str(file) for name, file in found.items()}

"""The pages of the inbox. Mails are shown as what they are: text escaped, HTML in a frame that may do nothing."""

from pathlib import Path

from flask import Blueprint, Flask, Response, abort, redirect, render_template
from flask_babel import Babel
from jinja2 import StrictUndefined
from werkzeug.wrappers import Response as AnyResponse

from foundation import clock
from searchhero.inbox import mails

PAGE = "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'"
FRAME = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""A mail's HTML brings its styles and pictures; no script, no form, no origin."""


def create_page(folder: Path, hosts: list[str]) -> Flask:
    """The application over the mails in ``folder``; it answers on ``hosts`` only, so that no other site can read it."""
    app = Flask("searchhero.inbox", template_folder="templates", static_folder="static")
    app.config["TRUSTED_HOSTS"] = hosts
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters["london"] = clock.in_london
    Babel(app)
    app.register_blueprint(_pages(folder))
    app.after_request(_headers)
    return app


def _pages(folder: Path) -> Blueprint:
    pages = Blueprint("inbox", __name__)

    @pages.get("/")
    def index() -> str:
        return render_template("index.html", mails=mails.newest(folder))

    @pages.get("/mails/<name>")
    def show(name: str) -> str:
        return render_template("mail.html", mail=_found(folder, name))

    @pages.get("/mails/<name>/html")
    def html(name: str) -> Response:
        found = _found(folder, name).html
        # Links leave the frame: inside it nothing of the site could work.
        answer = Response(f'<base target="_blank">{found}', content_type="text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = FRAME
        return answer

    @pages.get("/mails/<name>/source")
    def source(name: str) -> Response:
        return Response(_found(folder, name).source, content_type="text/plain; charset=utf-8")

    @pages.post("/clear")
    def clear() -> AnyResponse:
        mails.clear(folder)
        return redirect("/", code=303)

    return pages


def _found(folder: Path, name: str) -> mails.Mail:
    return mails.find(folder, name) or abort(404)


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", PAGE)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response

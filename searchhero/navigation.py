"""What the navigation of the staff pages shows: the pages that exist and that this person may open."""

from flask import Flask, current_app, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect


def init(app: Flask) -> None:
    """Give the templates ``may_open``."""
    app.jinja_env.globals["may_open"] = may_open


def may_open(path: str) -> bool:
    """Whether the signed-in person's roles open the page at ``path``. The view's own mark is asked: no second list."""
    try:
        endpoint, _ = current_app.url_map.bind_to_environ(request.environ).match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return False
    roles = getattr(current_app.view_functions[endpoint], "access", None)
    person = g.get("person")
    return isinstance(roles, frozenset) and person is not None and (not roles or bool(roles & person.roles))

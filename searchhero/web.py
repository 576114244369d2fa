"""The web application: the rooms' blueprints behind one set of guards."""

import importlib
from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

from flask import Flask, Request, abort, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf import CSRFProtect
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from foundation import background, clock, limits
from foundation.background import request_id
from foundation.database import safe_method
from foundation.paths import STATIC, TEMPLATES
from foundation.settings import settings
from searchhero import assets, errors, headers, languages, logs, navigation
from searchhero.components import Components
from searchhero.kept import Keeper, Site
from searchhero.parted import parted
from searchhero.templates import Templates
from staff.access import LINK, PUBLIC

ROOMS = ("staff", "outbox", "appeals", "heroes", "sightings", "searchhero")
STAFF = "/staff"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


class _StaffSessions(SecureCookieSessionInterface):
    """The cookie goes to the staff pages only: elsewhere there is no session, and writing to one is a fault."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Nothing stands for one that is empty and stays so."""
        return super().open_session(app, request) if request.path.startswith(STAFF) else None


class _Service(Flask):
    jinja_environment = Templates
    session_interface = _StaffSessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view or guard of ours is a coroutine: Flask looks at each of them anew for each request."""
        return func


def create_app() -> Flask:
    """The application, ready to serve. Settings are read and checked here."""
    app = _Service("searchhero", template_folder=str(TEMPLATES), static_folder=str(STATIC), static_url_path="/static")
    app.config.update(
        SECRET_KEY=settings().secret_keys[0].get_secret_value(),
        SECRET_KEY_FALLBACKS=[key.get_secret_value() for key in settings().secret_keys[1:]],
        SESSION_COOKIE_NAME="staff",
        SESSION_COOKIE_PATH=STAFF,
        SESSION_COOKIE_SECURE=settings().public_url.startswith("https:"),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        TRUSTED_HOSTS=[settings().public_host.partition(":")[0]],
        MAX_CONTENT_LENGTH=26 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=512 * 1024,
        MAX_FORM_PARTS=200,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # it asks for a Referer, and our own Referrer-Policy lets browsers send none
    )
    _templates(app)
    languages.init(app)
    logs.init(app)
    limits.init(app)
    background.configure()
    headers.init(app)
    errors.init(app)
    for room in ROOMS:
        for blueprint in importlib.import_module(f"{room}.views").BLUEPRINTS:
            app.register_blueprint(blueprint)
    _guards(app)
    app.wsgi_app = languages.by_path(app.wsgi_app)  # type: ignore[method-assign,assignment]
    app.wsgi_app = _safe_methods(app.wsgi_app)  # type: ignore[method-assign,assignment]
    if hops := settings().proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    app.wsgi_app = _keeping(app.wsgi_app)  # type: ignore[method-assign,assignment]
    return app


def _keeping(inner: WsgiApp) -> WsgiApp:
    """What Flask has answered once is given before Flask, as long as nothing public has changed."""
    from searchhero import measures

    return Keeper(inner, Site(settings().database_url), measures.count_kept)


def _templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.loader = ChoiceLoader([FileSystemLoader(TEMPLATES), Components()])
    WTFormsHelpers(app)
    assets.init(app)
    navigation.init(app)
    app.jinja_env.filters["london"] = clock.in_london
    app.jinja_env.filters["first_of"] = clock.first_of
    app.jinja_env.filters["parted"] = parted


def _guards(app: Flask) -> None:
    """A view without a mark is never answered; a staff view that changes something needs its CSRF token.

    Public views set no cookie, so there is nothing for a forged request to borrow.
    """
    csrf = CSRFProtect(app)

    @app.before_request
    def guard() -> None:
        if request.endpoint in {None, "static"}:
            return
        access = getattr(app.view_functions[str(request.endpoint)], "access", None)
        if access is None:
            abort(404)
        if isinstance(access, frozenset) and g.get("person") is None:
            abort(401)  # before the token of a session that has ended is called wrong
        if access not in {PUBLIC, LINK} and request.method not in SAFE_METHODS:
            csrf.protect()


def _safe_methods(inner: WsgiApp) -> WsgiApp:
    """Give each request its id, and keep GET and HEAD from writing (rule H2)."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        token = request_id.set(uuid4().hex)
        try:
            if environ["REQUEST_METHOD"] in SAFE_METHODS:
                with safe_method():
                    return inner(environ, start_response)
            return inner(environ, start_response)
        finally:
            request_id.reset(token)

    return answer

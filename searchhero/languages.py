"""The languages of the public pages: ``/cy/appeals`` is ``/appeals`` in Welsh.

The first part of the path says the language, so that a page needs no cookie, can be passed on, and is kept by caches
under its own address. A wrapper around the app takes it off the path; on the way out every link of the page gets it
back, in this one place, so that no template and no translated sentence has to know. Staff pages are in English.

The words come from ``translations/<language>.po``, read at the first use: there is nothing to compile.
"""

import io
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, request
from flask_babel import Babel, Domain
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from foundation.clock import in_london
from foundation.languages import ENGLISH_ONLY, LANGUAGES, OWN, day_in, direction, linked, spoken

CATALOGS = Path(__file__).parent / "translations"
_CARRIED = frozenset({"area", "step", "now"})
"""Of the query; whatever else somebody put there is not said again by our page."""
WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Catalogs(Domain):  # type: ignore[misc]
    """The words of the language of this request."""

    def get_translations(self) -> NullTranslations:
        """English is what stands in the source."""
        return _catalog(spoken.get())


def init(app: Flask) -> None:
    """Join the languages to the app, its templates and its answers."""
    babel = Babel(app, default_timezone="Europe/London", locale_selector=spoken.get)
    babel.domain_instance = Catalogs()
    app.jinja_env.globals.update(
        public_languages=LANGUAGES,
        own_address=own_address,
        page_language=spoken.get,
        direction=direction,
        gettext=_said,
        _=_said,
        constant=constant,
    )
    app.jinja_env.filters["dateformat"] = _day
    app.after_request(_in_its_language)


def by_path(inner: WsgiApp) -> WsgiApp:
    """Take the language off the path, and speak it."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        asked, _, rest = environ.get("PATH_INFO", "")[1:].partition("/")
        is_before = asked in LANGUAGES and asked != OWN and rest.partition("/")[0] not in ENGLISH_ONLY
        if is_before:
            environ |= {"SCRIPT_NAME": f"{environ.get('SCRIPT_NAME', '')}/{asked}", "PATH_INFO": f"/{rest}"}
        before = spoken.set(asked if is_before else OWN)
        try:
            return inner(environ, start_response)
        finally:
            spoken.reset(before)

    return answer


@pass_context
def _said(context: Context, string: str, **values: Any) -> str:
    """``gettext`` in templates, for what ``searchhero.templates`` could not read: a sentence that is put together."""
    tag, is_markup = spoken.get(), context.eval_ctx.autoescape
    return sentence(tag, string, is_markup) % values if values else finished(tag, string, is_markup)


def _day(moment: date, pattern: str) -> str:
    """``dateformat`` in templates: of a moment, its day in London."""
    return day_in(spoken.get(), in_london(moment).date() if isinstance(moment, datetime) else moment, pattern)


def constant(part: str, here: str = "") -> Markup:
    """A template that differs by language, and by which of its links leads ``here``, and by nothing else: made once.

    No context processor reaches it: one that asks for anything of the request does not render.
    """
    tag = spoken.get()
    plain = _constant(part, tag, "")
    return _constant(part, tag, here) if here and f' href="{here}"' in plain else plain


def own_address() -> str:
    """Of this page in our own language."""
    asked = {name: value for name, value in request.args.items() if name in _CARRIED}
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def _in_its_language(response: Response) -> Response:
    """Say the language, and keep the reader in it from link to link."""
    if response.mimetype != "text/html" or response.is_streamed:
        return response
    tag = spoken.get()
    response.headers.setdefault("Content-Language", tag)
    if tag != OWN and response.status_code != 304:
        response.set_data(linked(response.get_data(as_text=True), tag))
    return response


@lru_cache
def _catalog(tag: str) -> NullTranslations:
    path = CATALOGS / f"{tag}.po"
    if not path.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=tag))
    compiled.seek(0)
    return Translations(compiled)


@lru_cache(maxsize=4096)
def sentence(tag: str, string: str, is_markup: bool = False) -> str:  # noqa: FBT001, FBT002
    """A format for the values that belong in it."""
    said = str(_catalog(tag).ugettext(string))
    return Markup(said) if is_markup else said  # noqa: S704 - from a template or a catalog of ours


@lru_cache(maxsize=4096)
def finished(tag: str, string: str, is_markup: bool = False) -> str:  # noqa: FBT001, FBT002
    """Also without values it is a format, with %% for a percent sign."""
    return sentence(tag, string, is_markup) % {}


@lru_cache(maxsize=256)
def _constant(part: str, _tag: str, here: str) -> Markup:
    """In the language of this moment, which ``_tag`` is."""
    return Markup(current_app.jinja_env.get_template(part).render(here=here))  # noqa: S704 - a template of ours


@lru_cache(maxsize=64)
def compiled(_environment: Environment, _tag: str) -> dict[Any, Any]:
    """Where ``searchhero.templates`` keeps what it has compiled for one language: as many as there are files."""
    return {}


def forget() -> None:
    """Read the catalogs again at the next use."""
    for cached in (_catalog, sentence, finished, _constant, compiled):
        cached.cache_clear()

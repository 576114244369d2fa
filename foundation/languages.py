"""The languages of the public pages and of appeals (BCP 47)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache

from babel.dates import format_date
from flask_babel import force_locale

OWN = "en"
"""Staff, police, feeds and mail."""
LANGUAGES = {"en": "English", "gd": "Gàidhlig", "cy": "Cymraeg", "pl": "Polski", "ur": "اردو"}
"""Tag to the language's own name."""
ENGLISH_ONLY = ("staff", "static", "team", "api", "feeds", "healthz", "readyz", "places", "outline")
"""First parts of paths that have no language before them."""
spoken: ContextVar[str] = ContextVar("spoken", default=OWN)
"""The language of what is being written, as the path of the request or ``speaking`` says: a key of ``LANGUAGES``."""
_LINK = re.compile(rf'(?<!hreflang="..") (href|action)="(/(?!/|(?:{"|".join(ENGLISH_ONLY)})\b)[^"]*)"')
OTHERS = {tag: name for tag, name in LANGUAGES.items() if tag != OWN}
_RIGHT_TO_LEFT = frozenset({"ur"})


def direction(tag: str) -> str:
    """For HTML's ``dir``: ltr or rtl."""
    return "rtl" if tag in _RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=512)
def day_in(tag: str, day: date, pattern: str) -> str:
    """``day`` as that language writes it, by a date pattern (Unicode TR 35)."""
    return format_date(day, pattern, locale=tag)


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Write in that language meanwhile."""
    before = spoken.set(tag)
    try:
        with force_locale(tag):  # what Babel formats by itself asks there
            yield
    finally:
        spoken.reset(before)


def linked(page: str, tag: str) -> str:
    """``page`` with every link of ours in that language, so that its reader stays in it."""
    return page if tag == OWN else _LINK.sub(rf' \1="/{tag}\2"', page)

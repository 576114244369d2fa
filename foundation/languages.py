"""The languages of the public pages and of appeals (BCP 47)."""

import re
from datetime import date
from functools import lru_cache

from babel.dates import format_date

OWN = "en"
"""Staff, police, feeds and mail."""
LANGUAGES = {"en": "English", "gd": "Gàidhlig", "cy": "Cymraeg", "pl": "Polski", "ur": "اردو"}
"""Tag to the language's own name."""
ENGLISH_ONLY = ("staff", "static", "team", "api", "feeds", "healthz", "readyz", "places", "outline")
"""First parts of paths that have no language before them."""
KEY = "searchhero.language"
"""Of the WSGI environment: the language that stood before the path."""
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


def environment(tag: str) -> dict[str, str]:
    """What a request for a page in that language has in its WSGI environment."""
    return {} if tag == OWN else {KEY: tag, "SCRIPT_NAME": f"/{tag}"}


def linked(page: str, tag: str) -> str:
    """``page`` with every link of ours in that language, so that its reader stays in it."""
    return page if tag == OWN else _LINK.sub(rf' \1="/{tag}\2"', page)

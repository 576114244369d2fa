"""Every template compiles, and no template lets anything through unescaped or unworded."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import StrictUndefined

TEMPLATES = Path(__file__).parents[2] / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())
HTML = [name for name in NAMES if name.endswith(".html")]
VOID_OF_WORDS = re.compile(r"{[{%#].*?[#%}]}|<(script|style)\b.*?</\1>|<[^>]*>|&\w+;|&#\d+;", re.DOTALL)
NOT_WORDS = {"999", "101", "116 000", "116000", "18000"}


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles_under_strict_undefined(app: Flask, name: str) -> None:
    assert app.jinja_env.undefined is StrictUndefined
    app.jinja_env.get_template(name)


@pytest.mark.parametrize("name", HTML)
def test_it_has_no_inline_script_style_or_handler(name: str) -> None:
    source = (TEMPLATES / name).read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    assert not re.search(r"\son\w+\s*=", source)
    if "/mail/" not in name and name != "layout/mail.html":
        assert not re.search(r"\sstyle\s*=|<style", source)


@pytest.mark.parametrize("name", HTML)
def test_every_word_in_it_goes_through_gettext(name: str) -> None:
    source = (TEMPLATES / name).read_text()
    source = re.sub(r"{%-?\s*trans\b.*?endtrans\s*-?%}", "", source, flags=re.DOTALL)
    bare = VOID_OF_WORDS.sub("\n", source)
    words = [line.strip() for line in bare.splitlines() if re.search(r"[A-Za-z]{2,}", line)]
    assert [line for line in words if line not in NOT_WORDS] == []


@pytest.mark.parametrize("name", HTML)
def test_nothing_is_marked_safe_in_it(name: str) -> None:
    source = (TEMPLATES / name).read_text()
    assert "|safe" not in source.replace(" ", "")
    assert "autoescape false" not in source


@pytest.mark.parametrize("name", HTML)
def test_every_address_that_a_script_asks_is_a_route(app: Flask, name: str) -> None:
    routes = app.url_map.bind("localhost")
    for path in re.findall(r"data-[a-z-]*url(?:=\"|': ')(/[^'\"{]*)['\"]", (TEMPLATES / name).read_text()):
        assert routes.test(path, method="GET"), path

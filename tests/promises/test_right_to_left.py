"""Pages in Urdu: they say their direction, fit the narrowest window, and no style of ours knows left from right."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from appeals.rules import PublicAppeal
from foundation import clock
from tests.appeals.factories import make_desk, published_with_photo
from tests.browser import open_context, overflow

SASS = Path(__file__).parents[2] / "assets" / "sass"
SIDED = re.compile(r"(margin|padding|border|inset)-(left|right)\b.*|text-align|float|left|right")
OTHER = {"left": "right", "right": "left"}
EXCEPTIONS = {
    ".sh-nav__more": "the folded menu of the staff pages, which are in English only",
    ".sh-map__cross": "the cross stands over the middle of a map, and maps have north up and east on the right",
}
"""What may name a side without a counterpart in _rtl.scss, and why."""


def rules(source: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(selector with all those around it, its own declarations) of each rule."""
    source = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", source, flags=re.DOTALL)
    around: list[tuple[str, dict[str, str]]] = [("", {})]
    for words, end in re.findall(r"((?:#\{[^}]*\}|[^{};])*)([{};])", source):
        if end == "{":
            around.append((" ".join(words.split()), {}))
            continue
        name, colon, value = words.partition(":")
        if colon:
            around[-1][1][name.strip()] = value.strip()
        if end == "}":
            path = " ".join(selector for selector, _ in around[1:])
            yield path, around.pop()[1]


def sides(declared: dict[str, str]) -> set[str]:
    """What of it is said of one side, and not alike of the other."""
    found = set()
    for name, value in declared.items():
        parts = value.split()
        if name in {"margin", "padding"} and len(parts) == 4 and parts[1] != parts[3]:
            found.add(name)
        elif name in {"text-align", "float"}:
            found |= {name} if value in OTHER else set()
        elif SIDED.fullmatch(name):
            twin = re.sub("left|right", lambda side: OTHER[side[0]], name)
            found |= {name} if declared.get(twin) != value else set()
    return found


def public_sheets() -> list[Path]:
    """Ours, without those of the staff pages (English only)."""
    return [file for file in sorted(SASS.glob("*.scss")) if not file.stem.endswith(("_desk", "_rtl"))]


def unanswered(sheets: dict[str, str], mirror: str) -> list[str]:
    """The rules that name a side, and for which ``mirror`` names none of the same kind."""
    answers = [(selector, declared) for selector, declared in rules(mirror) if sides(declared)]
    faults = []
    for sheet, source in sheets.items():
        for selector, declared in rules(source):
            kinds = {re.sub("-?(left|right).*", "", name) for name in sides(declared)}
            classes = set(re.findall(r"\.[\w-]+", selector))
            answered = {
                re.sub("-?(left|right).*", "", name)
                for where, said in answers
                if classes & set(re.findall(r"\.[\w-]+", where))
                for name in sides(said)
            }
            if kinds - answered and not classes & EXCEPTIONS.keys():
                faults.append(f"{sheet}: {selector}: {sorted(sides(declared))}")
    return faults


def test_no_style_of_a_public_page_names_a_side_that_urdu_does_not_turn() -> None:
    sheets = {file.name: file.read_text() for file in public_sheets()}
    assert len(sheets) > 12
    assert unanswered(sheets, (SASS / "_rtl.scss").read_text()) == []


def test_every_exception_is_still_needed() -> None:
    named = {
        each
        for file in public_sheets()
        for selector, declared in rules(file.read_text())
        if sides(declared)
        for each in re.findall(r"\.[\w-]+", selector)
    }
    assert EXCEPTIONS.keys() - named == set()


@pytest.mark.parametrize(
    ("style", "named"),
    [
        (".a { margin-left: 4px; }", True),
        (".a { .b { text-align: right; } }", True),
        (".a { margin: 0 4px 0 0; }", True),
        (".a { padding-left: 4px; padding-right: 4px; }", False),
        (".a { margin-inline-start: 4px; text-align: start; }", False),
        (".c { border-left: 6px solid red; }", False),
        (".c { padding-left: 6px; }", True),
    ],
)
def test_a_side_is_found_where_it_is_named(style: str, named: bool) -> None:
    mirror = '[dir="rtl"] { .c { border-right: 6px solid red; border-left: 0; } }'
    assert bool(unanswered({"planted": style}, mirror)) is named


@pytest.fixture
def appeal() -> PublicAppeal:
    return published_with_photo(make_desk(), clock.now())


def test_pages_in_urdu_read_from_the_right_and_fit_a_window_of_320_pixels(
    browser: Browser, live_server: str, appeal: PublicAppeal
) -> None:
    here = f"/ur/appeals/{appeal.public_id}"
    paths = [
        "/ur/", "/ur/appeals", here, f"{here}/is-this-you", f"{here}/share", f"{here}/sighting",
        f"{here}/sighting?step=form", "/ur/heroes/join", "/ur/sightings/receipt", "/ur/about", "/ur/is-this-you",
        "/ur/how-to-help", "/ur/privacy", "/ur/appeals/unknown",
    ]  # fmt: skip
    faults = []
    with open_context(browser, live_server, width=320) as context:
        page = context.new_page()
        for path in paths:
            page.goto(path)
            page.locator("details").evaluate_all("all => all.forEach((each) => { each.open = true; })")
            if (
                page.locator("html").evaluate("root => [root.dir, getComputedStyle(root).direction].join()")
                != "rtl,rtl"
            ):
                faults.append(f"{path}: does not read from the right")
            if over := overflow(page):
                faults.append(f"{path}: {over} px wider than the window")
            strays = page.locator("main :is(h1, h2, p, li, label)").evaluate_all(
                "all => all.filter((each) => getComputedStyle(each).textAlign === 'left')"
                ".map((each) => each.outerHTML.slice(0, 90))"
            )
            faults += [f"{path}: set to the left: {each}" for each in strays]
    assert faults == []

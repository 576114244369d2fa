"""Every public sentence has words in every language, and they lead to the same numbers, links and values."""

import re

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from foundation.languages import LANGUAGES, OWN
from foundation.paths import TEMPLATES
from searchhero.languages import CATALOGS
from searchhero.strings import missing, sources

OTHERS = sorted(set(LANGUAGES) - {OWN})
MARKS = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|</?\w[^>]*>")
NUMBERS = re.compile(r"(?<!\d)(?:999|101|18000|18001|116 000)(?!\d)")
PART = re.compile(r"(?:extends|include|import|from|constant\()\s*'([a-z_/]+\.html)'")
UNPARTED = "\u00a0"
"""A space at which no line breaks."""
LONG = 4


def translated(tag: str) -> list[Message]:
    with (CATALOGS / f"{tag}.po").open("rb") as source:
        return [message for message in read_po(source, locale=tag) if message.id]


def marks(words: str) -> tuple[list[str], set[str], str, str]:
    """Values, tags and links; numbers to call; the spaces around."""
    edges = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return sorted(MARKS.findall(words)), set(NUMBERS.findall(words.replace(UNPARTED, " "))), *edges


def pairs(message: Message) -> list[tuple[tuple[str, ...], str]]:
    """What was said, in one or two forms of English, with each form of the translation."""
    said = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return [(said, form) for form in forms if form]


def test_what_a_public_template_is_made_of_is_public_too():
    """Its sentences would be in no catalog, and the catalogs would be called complete."""
    templates = {path for path in sources() if path.is_relative_to(TEMPLATES)}
    parts = {(path, TEMPLATES / name) for path in templates for name in PART.findall(path.read_text())}
    assert TEMPLATES / "layout" / "public_head.html" in {part for _, part in parts}
    assert {(path.name, part.name) for path, part in parts if part.is_file() and part not in templates} == set()


@pytest.mark.parametrize("tag", OTHERS)
def test_every_public_sentence_has_words(tag):
    assert missing(tag) == []


@pytest.mark.parametrize("tag", OTHERS)
def test_every_translation_keeps_values_tags_links_and_numbers_to_call(tag):
    found = [pair for message in translated(tag) for pair in pairs(message)]
    assert found
    assert [(said, form) for said, form in found if marks(form) not in [marks(one) for one in said]] == []


@pytest.mark.parametrize("tag", OTHERS)
def test_no_translation_has_a_percent_sign_that_stands_alone(tag):
    forms = [form for message in translated(tag) for _, form in pairs(message)]
    assert [form for form in forms if "%" in MARKS.sub("", form)] == []


@pytest.mark.parametrize("tag", OTHERS)
def test_no_sentence_is_left_in_english(tag):
    found = [pair for message in translated(tag) for pair in pairs(message)]
    assert [form for said, form in found if form in said and len(form.split()) >= LONG] == []

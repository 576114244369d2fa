"""Templates are compiled once for each language: the words of one never stand in the page of another."""

import pytest
from flask import session
from flask_babel import gettext as said
from jinja2 import DictLoader

from foundation.languages import LANGUAGES, speaking

PAGE = (
    "{{ _('Appeals') }}|{% trans %}Appeals{% endtrans %}|"
    "{% set words = _('Appeals') %}{{ words }}|{% include 'in.html' %}"
)


@pytest.fixture
def written(client, monkeypatch):
    """An app with these two templates."""
    app = client.application
    monkeypatch.setattr(
        app.jinja_env, "loader", DictLoader({"page.html": PAGE, "in.html": "{{ _('%(area)s', area='<') }}"})
    )
    return app


def test_the_same_template_speaks_each_language_in_turn(written):
    with written.test_request_context("/"):
        for _ in range(2):
            spoken = set()
            for tag in LANGUAGES:
                with speaking(tag):
                    word = said("Appeals")
                    assert written.jinja_env.get_template("page.html").render() == f"{word}|{word}|{word}|&lt;"
                    spoken.add(word)
            assert len(spoken) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ _('<b>100&nbsp;%%</b>') }}", "<b>100&nbsp;%</b>"),
        ("{% set words = _('<b>us</b>') %}{{ words }}{{ {'text': _('<i>')}['text'] }}", "<b>us</b><i>"),
        ("{{ _('<i>' ~ number) }}", "<i>1"),
        ("{{ _('%(number)s <i>', number='<') }}", "&lt; <i>"),
    ],
)
def test_a_sentence_is_markup_and_a_format_as_gettext_has_it(client, template, text):
    app = client.application
    with app.test_request_context("/"):
        assert app.jinja_env.from_string(template).render(number=1) == text


@pytest.mark.parametrize("sentence", ["_('Appeals')", "_('Appeals', day=day|string)"])
def test_a_sentence_is_looked_up_when_its_template_is_compiled(client, sentence):
    app = client.application
    with speaking("pl"):
        code = app.jinja_env.compile(f"{{{{ {sentence} }}}}", raw=True)
    assert "'Apele'" in code
    assert "resolve('_')" not in code


def test_only_the_pages_of_staff_have_a_session(client):
    app = client.application
    with app.test_request_context("/staff/sign-in"):
        session["kind"] = "staff"
    for path in ("/", "/appeals", "/team/x", "/cy/about"):
        with app.test_request_context(path), pytest.raises(RuntimeError, match="session is unavailable"):
            session["kind"] = "nobody"

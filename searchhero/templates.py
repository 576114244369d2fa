"""The pages' templates: Flask's, compiled once for each language, with its sentences in them as plain text."""

from collections.abc import MutableMapping
from typing import Any

from flask import templating
from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from foundation.languages import spoken
from searchhero import languages

_GETTEXT = frozenset({"_", "gettext"})
"""The names it has in templates; ``{% trans %}`` without values becomes the second."""


class Templates(templating.Environment):
    """A page has some thirty sentences without values. To look each of them up took a sixth of its rendering.

    The language is that of the moment when a template is asked for. What is included or imported is asked for anew.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What holds when a template is loaded, which is after the app is made: one plain dict, because a chain of
        them is gone through at every import and include."""
        return {**self.globals, **(d or {})}

    @property
    def cache(self) -> MutableMapping[Any, Any]:
        """The templates that were compiled for the language of this moment."""
        return languages.compiled(self, spoken.get())

    @cache.setter
    def cache(self, empty: object) -> None:
        """Jinja gives a new environment an empty one, for all languages."""

    def _generate(self, source: nodes.Template, *names: Any, **how: Any) -> str:
        """Jinja's hook between reading a template and making Python of it."""
        return super()._generate(_Sentences(spoken.get()).visit(source), *names, **how)


class _Sentences(NodeTransformer):
    def __init__(self, tag: str) -> None:
        self._tag = tag

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 - the visitor's name
        """A sentence as text, with its values put in where it has any, and the language; what else is called stays."""
        self.generic_visit(call)
        match call:
            case nodes.Call(
                node=nodes.Name(name=name),
                args=[nodes.Const(value=str(sentence))],
                kwargs=values,
                dyn_args=None,
                dyn_kwargs=None,
            ) if name in _GETTEXT:
                return self._said(call, sentence, values)
            case nodes.Call(node=nodes.Name(name="page_language")):
                return nodes.Const(self._tag, lineno=call.lineno, environment=call.environment)
        return call

    def _said(self, call: nodes.Call, sentence: str, values: list[nodes.Keyword]) -> nodes.Node:
        where = {"lineno": call.lineno, "environment": call.environment}
        say = languages.sentence if values else languages.finished
        said = nodes.MarkSafeIfAutoescape(nodes.Const(say(self._tag, sentence), **where), **where)
        pairs = [nodes.Pair(nodes.Const(value.key, **where), value.value, **where) for value in values]
        return nodes.Mod(said, nodes.Dict(pairs, **where), **where) if values else said

"""Templates of govuk-frontend's macros, which expect what JavaScript does: an option left out is simply empty.

Ours are compiled under StrictUndefined; theirs beside them, in an environment that is the same but for that.
"""

from collections.abc import Callable, MutableMapping
from typing import Any

from jinja2 import BaseLoader, ChainableUndefined, Environment, PackageLoader, PrefixLoader, Template

PACKAGES = ("govuk_frontend_jinja", "govuk_frontend_wtf")


class Components(BaseLoader):
    """``govuk_frontend_jinja/components/...`` and ``govuk_frontend_wtf/...``, compiled leniently."""

    def __init__(self) -> None:
        self._files = PrefixLoader({package: PackageLoader(package) for package in PACKAGES})
        self._lenient: Environment | None = None

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The text of one of them."""
        return self._files.get_source(environment, template)

    def list_templates(self) -> list[str]:
        """All of them."""
        return self._files.list_templates()

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        """One of them, ready to be imported."""
        if self._lenient is None:
            self._lenient = environment.overlay(undefined=ChainableUndefined)
        return self._files.load(self._lenient, name, globals)

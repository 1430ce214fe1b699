"""How templates are read: what each knows, and what a name that nobody gave means."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

import structlog
from flask import Flask
from flask.templating import Environment
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader, StrictUndefined, Template, Undefined
from jinja2 import Environment as AnyEnvironment

from config import Settings

log = structlog.get_logger("templates")


class Templates(Environment):
    """Jinja's, in which each template has what all know in one dict.

    Jinja's own chain of two is copied by Python code, name by name, at every `import … with context`; what all know is
    complete when the application is composed.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template knows beside what it is given."""
        return {**self.globals, **(d or {})}


class Lenient(PrefixLoader):
    """A library's templates, in which a name that nobody gave is empty: its macros ask for every option that way."""

    _own: AnyEnvironment | None = None

    def load(
        self,
        environment: AnyEnvironment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002  # Jinja's own
    ) -> Template:
        """The template, read by an environment of its own that differs in this alone."""
        if self._own is None:
            self._own = environment.overlay(undefined=Undefined)
        return super().load(self._own, name, globals)


class Reported(Undefined):
    """Empty as Jinja's own, with a line in the log."""

    def _report(self) -> None:
        log.warning("template.name_missing", message=self._undefined_message)

    def __str__(self) -> str:
        self._report()
        return super().__str__()

    def __iter__(self) -> Iterator[Any]:
        self._report()
        return super().__iter__()

    def __bool__(self) -> bool:
        self._report()
        return super().__bool__()


def init_app(app: Flask, settings: Settings) -> None:
    """Set where templates come from, and what a name that nobody gave means.

    Outside production it is an error, which whoever renames something meets in a test; there a button that is missing
    and reported is better than a page that is missing (docs/decisions/0049-a-missing-name-in-a-template.md).
    """
    environment = app.jinja_env
    library = Lenient({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    environment.loader = ChoiceLoader([library, *filter(None, [environment.loader])])
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.undefined = Reported if settings.is_production else StrictUndefined

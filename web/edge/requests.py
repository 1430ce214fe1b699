"""Requests whose text is as it was meant, and whose addresses can be read: cleaned once, before any form, search or view."""

from __future__ import annotations

from typing import Any

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.utils import cached_property

from core.typed.text import as_written
from core.typed.visible import visible

SCANNED = "code"
"""The field into which a hand scanner types a coupon's code."""


_UNREAD = str.maketrans({"\t": None, "\r": None, "\n": None, "\\": "/"})
"""What browsers leave out of an address, or read otherwise."""


def _meant(name: str, value: str) -> str:
    if "password" in name:
        return value
    return visible(value) if name == SCANNED else as_written(value)


def leads_on(text: str) -> bool:
    """Whether a text names a page of ours by its path, as browsers read it.

    Anything else could lead away, and `//[` breaks whoever takes it apart.
    """
    plain = text.translate(_UNREAD)
    return plain.startswith("/") and not plain.startswith("//")


class VisibleRequest(Request):
    """Flask's request. What is stored and what is searched for come in one spelling (`core.typed.text.as_written`).

    So for every field and argument but passwords, which are taken as typed, and what a hand scanner types: under a Thai
    keyboard its keys are no Thai words, so that nothing may be put in order in them.
    A `next` that names no page of ours is left out, in the query as in a form: libraries read it too, break or refuse.
    A part of a form without a name is no field.
    """

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The query's parameters."""
        return self._as_meant(super().args)

    @property
    def is_json(self) -> bool:
        """Whether the body is said to be JSON; what is only read has no body."""
        return self.method not in ("GET", "HEAD") and super().is_json

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """As Flask's; what is nested deeper than can be read is no JSON, as other broken JSON is none."""
        try:
            return super().get_json(force, silent, cache)
        except RecursionError:
            return None if silent else self.on_json_loading_failed(ValueError("nested too deeply"))

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
        super()._load_form_data()
        self.__dict__["form"] = self._as_meant(self.__dict__["form"])

    def _as_meant(self, given: MultiDict[str, str]) -> MultiDict[str, str]:
        is_good = all(leads_on(_meant("next", value)) for value in given.getlist("next"))
        found: MultiDict[str, str] = self.parameter_storage_class(
            (name, _meant(name, value))
            for name, value in given.items(multi=True)
            if name is not None and (is_good or name != "next")
        )
        return found

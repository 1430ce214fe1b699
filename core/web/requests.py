"""Requests whose text is what people see, and whose addresses can be read: cleaned once, before any form or view."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.utils import cached_property

from core.visible import visible


def _is_address(text: str) -> bool:
    """Whether a text can be taken apart as an address: `//[` breaks whoever asks where it leads."""
    try:
        urlsplit(text)
        urlsplit(text.replace("\\", "/"))  # as browsers read it
    except ValueError:
        return False
    return True


class VisibleRequest(Request):
    """Flask's request. Invisible characters are gone from every field but passwords, which are taken as typed.

    A `next` that is no address is left out, in the query as in a form: libraries read it too.
    """

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The query's parameters."""
        return self._readable(super().args)

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
        super()._load_form_data()
        sent: MultiDict[str, str] = self.__dict__["form"]
        seen = self.parameter_storage_class(
            (name, value if "password" in name else visible(value)) for name, value in sent.items(multi=True)
        )
        self.__dict__["form"] = self._readable(seen)

    def _readable(self, given: MultiDict[str, str]) -> MultiDict[str, str]:
        if all(map(_is_address, given.getlist("next"))):
            return given
        kept = [(name, value) for name, value in given.items(multi=True) if name != "next"]
        found: MultiDict[str, str] = self.parameter_storage_class(kept)
        return found

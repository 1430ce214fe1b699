"""Requests whose text is what people see: cleaned once, before any form or view reads it."""

from __future__ import annotations

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict

from core.visible import visible


class VisibleRequest(Request):
    """Flask's request. Invisible characters are gone from every field but passwords, which are taken as typed."""

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
        super()._load_form_data()
        sent: ImmutableMultiDict[str, str] = self.__dict__["form"]
        self.__dict__["form"] = self.parameter_storage_class(
            (name, value if "password" in name else visible(value)) for name, value in sent.items(multi=True)
        )

"""A button that runs one command: it succeeds, or the page says why not, with everything typed still there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from core import clock
from core.errors import Refused
from core.labels import words_for
from web.access import current_actor
from web.forms.fields import reason_field
from web.forms.form import Form, refused_to_form

Answer = str | Response | tuple[str, int]


class ReasonForm(Form):
    """Words that explain a decision. Give each on a page its own `prefix`: the command."""

    reason = reason_field(_l("Reason"), _l("Enter the reason."), _l("Kept in the audit trail."))

    @property
    def problem(self) -> str | None:
        """The first thing wrong with it, in words."""
        return str(self.reason.errors[0]) if self.reason.errors else None


@dataclass(frozen=True, slots=True)
class FormError:
    """What went wrong with which command of a page, and what had been typed there."""

    command: str
    words: str
    typed: str = ""
    form: Any = None
    reason: StrEnum | None = None
    """Why the service refused."""


@dataclass(frozen=True, slots=True)
class ActingPage:
    """The page of one object, or of several, whose buttons do one service each.

    `endpoint` and the name of its `argument` say where the redirect goes; a page of several takes none.
    `again` renders the page with what went wrong.
    """

    endpoint: str
    argument: str | None
    again: Callable[[int, FormError], str]

    def act(
        self,
        key: int,
        command: str,
        service: Callable[..., object],
        done: str,
        *given: object,
        form: Any = None,
        typed: str = "",
        anchor: str | None = None,
    ) -> Answer:
        """service(key, *given, actor=, now=): flash it and redirect; refused, show the page with the reason (409)."""
        try:
            service(key, *given, actor=current_actor(), now=clock.now())
        except Refused as refused:
            words = words_for(refused.reason, **refused.facts)
            if form is not None and refused.reason in form.beside:
                refused_to_form(refused, form, form.beside[refused.reason])
            return self.again(key, FormError(command, words, typed, form, refused.reason)), 409
        flash(done, "good")
        place: dict[str, Any] = {} if self.argument is None else {self.argument: key}
        return redirect(url_for(self.endpoint, **place, _anchor=anchor), code=303)

    def act_with_reason(
        self,
        key: int,
        command: str,
        service: Callable[..., object],
        done: str,
        *given: object,
        anchor: str | None = None,
    ) -> Answer:
        """As `act`, for a command that needs its reason in words, last of what is given, posted as `<command>-reason`."""
        form = ReasonForm(prefix=command)
        typed = form.reason.data or ""
        if not form.validate():
            return self.again(key, FormError(command, form.problem or "", typed, form)), 400
        return self.act(key, command, service, done, *given, typed, typed=typed, anchor=anchor)

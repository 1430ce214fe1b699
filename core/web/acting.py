"""A button that does one thing: done, or said why not, with everything typed still there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from core.errors import Refused
from core.labels import words_for
from core.web.fields import NoteField, at_most, needed
from core.web.forms import Form

LONGEST_REASON = 2000


class ReasonForm(Form):
    """Words that explain a decision. Give each on a page its own `prefix`: the verb."""

    reason = NoteField(_l("Reason"), validators=[needed(_l("Write the reason.")), at_most(LONGEST_REASON)])

    @property
    def problem(self) -> str | None:
        """The first thing wrong with it, in words."""
        return str(self.reason.errors[0]) if self.reason.errors else None


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong with which verb of a page, and what had been typed there."""

    verb: str
    words: str
    typed: str = ""
    form: Any = None


Again = Callable[[Trouble], str]


def act(
    verb: str,
    do: Callable[[], object],
    *,
    done: str,
    to: str,
    again: Again,
    typed: str = "",
    form: Any = None,
) -> Response | tuple[str, int]:
    """Do it, say so and go on; refused, show the page again with the reason (409)."""
    try:
        do()
    except Refused as refused:
        words = words_for(refused.reason, **refused.facts)
        return again(Trouble(verb, words, typed, form)), 409
    flash(done, "good")
    return redirect(to, code=303)


def act_with_reason(
    verb: str, do: Callable[[str], object], *, done: str, to: str, again: Again
) -> Response | tuple[str, int]:
    """The same for a verb that needs its reason in words, posted as `<verb>-reason`."""
    form = ReasonForm(prefix=verb)
    typed = form.reason.data or ""
    if not form.validate():
        return again(Trouble(verb, form.problem or "", typed, form)), 400
    return act(verb, lambda: do(typed), done=done, to=to, again=again, typed=typed)

"""Terms in words: how long, and always the day on which that ends, in the reader's language and calendar."""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from flask_babel import get_locale, ngettext

from core import clock
from core.calendar.due import due_on
from core.terms import SERVICE_STANDARD, Term, Unit
from core.thai.writing import be_date


def with_day(term: Term, began: datetime | None = None) -> str:
    """“15 working days, by 22 Dec 2026”: a term in days that began then, or begins now; stands behind “within”."""
    day = be_date(due_on(term, began or clock.now()), str(get_locale() or "th"))
    if term.unit is Unit.WORKING_DAYS:
        return str(
            ngettext(
                "%(num)s working day, by %(day)s", "%(num)s working days, by %(day)s", term.length, day=day
            )
        )
    return str(ngettext("%(num)s day, by %(day)s", "%(num)s days, by %(day)s", term.length, day=day))


def init_app(app: Flask) -> None:
    """Templates write terms by `with_day`."""
    app.jinja_env.globals.update(with_day=with_day, service_standard=SERVICE_STANDARD)

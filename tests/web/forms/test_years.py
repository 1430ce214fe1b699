"""A year is typed and shown in the page's calendar; the other calendar is understood."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from web.forms.fields import YearField


class OneYear(Form):  # type: ignore[misc]
    year = YearField("Year", least=2560, most=2700)


def form_of(app: Flask, lang: str, **values: object) -> OneYear:
    with app.test_request_context(f"/?lang={lang}"):
        app.preprocess_request()
        form = OneYear(**values)
        form.shown = form.year._value()
        form.validate()
        return form


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("typed", ["2568", "2025", "๒๕๖๘", " 2568 "])
def test_both_calendars_are_read_on_every_page(app: Flask, lang: str, typed: str) -> None:
    assert form_of(app, lang, formdata=MultiDict({"year": typed})).year.data == 2568


@pytest.mark.parametrize(("lang", "shown"), [("th", "2568"), ("en", "2025")])
def test_a_stored_year_is_shown_in_the_calendar_of_the_page(app: Flask, lang: str, shown: str) -> None:
    assert form_of(app, lang, data={"year": 2568}).shown == shown


@pytest.mark.parametrize(("lang", "bounds"), [("th", ("2560", "2700")), ("en", ("2017", "2157"))])
@pytest.mark.parametrize("typed", ["68", "1999", "2,568.0", "ปีนี้", "20250"])
def test_what_is_no_year_is_refused_with_the_bounds_of_the_page(
    app: Flask, lang: str, bounds: tuple[str, str], typed: str
) -> None:
    form = form_of(app, lang, formdata=MultiDict({"year": typed}))
    (problem,) = form.year.errors
    assert form.year.data is None
    assert [each for each in bounds if each not in problem] == []

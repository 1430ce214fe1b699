"""How pages say days."""

from datetime import UTC, date, datetime

from flask import Flask, g


def test_a_moment_is_shown_as_the_day_that_it_was_in_bangkok(app: Flask) -> None:
    be_date = app.jinja_env.filters["be_date"]
    with app.test_request_context("/"):
        g.locale = "en"
        assert be_date(datetime(2026, 11, 21, 18, 0, tzinfo=UTC)) == "22 Nov 2026"
        assert be_date(date(2026, 11, 22)) == "22 Nov 2026"
        assert be_date(None) == ""

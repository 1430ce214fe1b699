"""How pages say days."""

from datetime import UTC, date, datetime

from flask import Flask, g
from flask.testing import FlaskClient


def test_a_moment_is_shown_as_the_day_that_it_was_in_bangkok(app: Flask) -> None:
    be_date = app.jinja_env.filters["be_date"]
    with app.test_request_context("/"):
        g.locale = "en"
        assert be_date(datetime(2026, 11, 21, 18, 0, tzinfo=UTC)) == "22 Nov 2026"
        assert be_date(date(2026, 11, 22)) == "22 Nov 2026"
        assert be_date(None) == ""


def test_the_language_link_of_an_answered_form_leads_to_the_page_above(client: FlaskClient) -> None:
    """Such a page has an address that only forms are sent to, and its link reads that address."""
    answer = client.get("/proposals/5/consent-by-code?lang=en")
    assert (answer.status_code, answer.location) == (303, "/?lang=en")
    assert '<html lang="en">' in client.get(answer.location).text
    assert (
        client.get("/proposals/5/consent-by-code", headers={"Accept": "application/json"}).status_code == 405
    )

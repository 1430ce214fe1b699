"""What stands on a page that says that something went wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import InternalServerError

from core.settings import installation


def flashed(browser: FlaskClient, tone: str) -> None:
    with browser.session_transaction() as session:
        session["_flashes"] = [(tone, "Said before")]


@pytest.mark.parametrize("path", ["/nothing-here", "/gallery/errors/999"])
def test_no_good_news_of_before_stands_above_an_error(path: str, client: FlaskClient) -> None:
    flashed(client, "good")
    assert "Said before" not in client.get(path).text
    assert "Said before" not in client.get("/sign-in").text, "nor later"


@pytest.mark.parametrize("tone", ["bad", "wait", "info"])
def test_what_went_wrong_before_is_still_said_there(tone: str, client: FlaskClient) -> None:
    flashed(client, tone)
    assert "Said before" in client.get("/nothing-here").text


def test_good_news_stands_on_the_page_that_it_was_made_for(client: FlaskClient) -> None:
    flashed(client, "good")
    assert "Said before" in client.get("/sign-in").text


def test_the_page_of_our_own_mistake_names_the_telephone_of_the_settings(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.test_request_context("/"):
        here = replace(installation.settings(), help_telephone="02-000-1234")
        monkeypatch.setattr(installation, "settings", lambda: here)
        page = app.make_response(app.handle_user_exception(InternalServerError())).get_data(as_text=True)
    assert page.count("02-000-1234") == 2, "once in each language"
    assert "1301" not in page

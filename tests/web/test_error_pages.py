"""What stands on a page that says that something went wrong."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


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

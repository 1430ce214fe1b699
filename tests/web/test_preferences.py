"""How pages are shown: asked for once, kept, and drawn so by the server."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html


def night_sheet(client: FlaskClient, url: str) -> str | None:
    """For which media the tokens of the night hold on this page; None for none."""
    found = html.fromstring(client.get(url).text).xpath("//link[contains(@href, 'dark.css')]/@media")
    return found[0] if found else None


@pytest.mark.parametrize(
    ("look", "media"),
    [("system", "screen and (prefers-color-scheme: dark)"), ("light", None), ("dark", "screen")],
)
def test_the_look_that_was_chosen_is_drawn_by_the_server_on_every_later_page(
    app: Flask, look: str, media: str | None
) -> None:
    client = app.test_client()
    assert night_sheet(client, "/gallery/phone") == "screen and (prefers-color-scheme: dark)"
    assert night_sheet(client, f"/gallery/phone?look={look}") == media
    assert night_sheet(client, "/gallery/desk") == media


def test_a_look_that_there_is_none_of_is_kept_by_nobody(app: Flask) -> None:
    client = app.test_client()
    assert night_sheet(client, "/gallery/phone?look=loud") == "screen and (prefers-color-scheme: dark)"
    assert client.get_cookie("look") is None


def test_choosing_keeps_what_the_address_asks_and_forgets_the_choice_before(app: Flask) -> None:
    page = html.fromstring(app.test_client().get("/gallery/phone?a=1&a=2&look=dark&lang=en").text)
    assert page.xpath("//footer//a[contains(., 'Light')]/@href") == ["/gallery/phone?a=1&a=2&look=light"]
    assert page.xpath("//footer//a[@aria-current]/text()") == ["Dark"]
    assert page.xpath("//header//a[@hreflang='th']/@href") == ["/gallery/phone?a=1&a=2&lang=th"]

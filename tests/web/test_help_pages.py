"""The help of a page tells what this reader can do there, and whom to call."""

from __future__ import annotations

import pytest
from flask import Flask
from lxml import html

from core import clock
from core.permissions import Role
from tests.factories import World, build
from tests.house.sides import browser_of

LINE = "Release an approved batch to the bank. Large batches take three different people."


def points(text: str) -> list[str]:
    return [str(each.text_content()) for each in html.fromstring(text).xpath("//ul[@class='points']/li")]


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_page_leads_to_its_own_help_which_names_whom_to_call(app: Flask, language: str) -> None:
    client = app.test_client()
    page = html.fromstring(client.get(f"/sign-in?lang={language}").text)
    address = page.xpath("//header//a[starts-with(@href, '/help')]/@href")
    assert address == ["/help/sign-in"]
    told = client.get(address[0]).text
    assert len(points(told)) == 3
    assert 'href="tel:1301"' in html.tostring(html.fromstring(told).xpath("//main")[0], encoding="unicode")


def test_what_only_a_role_can_do_is_told_to_that_role_alone(db_app: Flask) -> None:
    world = World(clock.now())
    releaser, auditor = build(
        lambda tx: [world.staff(tx, role) for role in (Role.FINANCE_RELEASER, Role.AUDITOR)]
    )
    assert LINE in points(browser_of(db_app, releaser).get("/help/batches?lang=en").text)
    assert LINE not in points(browser_of(db_app, auditor).get("/help/batches?lang=en").text)


def test_help_on_nothing_is_not_there(app: Flask) -> None:
    assert app.test_client().get("/help/weather").status_code == 404

"""The main menu: of each page one entry is the current one."""

from __future__ import annotations

import pytest
from flask import Flask, url_for
from lxml import html

from core import clock, registry
from core.permissions import STAFF_ROLES, Role
from tests.factories import World, build
from tests.house.sides import browser_of


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_each_page_of_the_menu_marks_itself_alone(db_app: Flask, role: Role) -> None:
    actor = build(lambda tx: World(clock.now()).staff(tx, role))
    browser = browser_of(db_app, actor)
    with db_app.test_request_context():
        known = {url_for(entry.endpoint) for entry in registry.navigation.values()}
    page = html.document_fromstring(browser.get("/today").text)
    for address in sorted(known & set(page.xpath("//nav//a/@href"))):
        shown = html.document_fromstring(browser.get(address, follow_redirects=True).text)
        assert set(shown.xpath("//nav//a[@aria-current='page']/@href")) == {address}

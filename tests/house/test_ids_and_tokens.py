"""Ids that nothing has, or that no column can hold, and POSTs that our pages did not write: refused, never a 500."""

from __future__ import annotations

import pytest
from flask import Flask

from core.permissions import Role
from tests.factories import World
from tests.house.sides import Objects, browser_of, held_by, side_of
from tests.house.test_permissions import ask, walked
from web.access import PUBLIC, SIGNED_IN

STRANGE_IDS = (0, 2**31, 2**63 - 1, 2**63, 2**70)
READERS = (Role.SME_OWNER, Role.PROVIDER_OWNER, Role.AUDITOR, Role.FINANCE_OFFICER)


@pytest.mark.parametrize("role", READERS)
def test_an_id_that_no_row_has_or_can_have_is_not_found(role: Role, db_app: Flask) -> None:
    """Who is refused for the role, which comes before any id is read, is refused once: 403 whatever the id."""
    side = side_of(role, World())
    browser = browser_of(db_app, side.actor)
    broken = []
    for rule, method, access in walked(db_app):
        may_enter = access == SIGNED_IN or bool(access and held_by(role) & access)
        for strange in STRANGE_IDS if rule.arguments else ():
            address = Objects(dict.fromkeys(rule.arguments, strange), {}).address(rule, db_app)
            if address is None:
                continue
            status = ask(browser, method, address).status_code
            if status not in (303, 302, 400, 403, 404, 409):
                broken.append(f"{method} {address}: {status}")
            if status == 403 and not may_enter:
                break
    assert broken == []


def test_a_post_that_our_pages_did_not_write_changes_nothing(db_app: Flask) -> None:
    side = side_of(Role.SME_OWNER, World())
    browser = browser_of(db_app, side.actor)
    db_app.config["WTF_CSRF_ENABLED"] = True
    try:
        let_in = [
            f"{rule.rule}: {answer.status_code}"
            for rule, method, access in walked(db_app)
            if method == "POST" and access != PUBLIC
            for answer in [
                browser.post(side.own.address(rule, db_app) or rule.rule, data={"csrf_token": "forged"})
            ]
            if answer.status_code not in (400, 404)
        ]
    finally:
        db_app.config["WTF_CSRF_ENABLED"] = False
    assert let_in == []

"""Who wrote a reason, and whose object somebody else has moved on meanwhile, reads what was written on the page that says so."""

from __future__ import annotations

import pytest
from flask import Flask

from core import clock
from core.permissions import Role
from tests.factories import World
from tests.house.sides import browser_of, side_of
from tests.house.test_bad_input import LAST, Noted, doors, names_asked

WRITTEN = "เพราะหลักฐานไม่ตรงกับที่ยื่นไว้"
ENOUGH = {
    Role.FINANCE_OFFICER: 4,
    Role.PLAN_OFFICER: 0,
    Role.PROGRAMME_APPROVER: 4,
    Role.PROGRAMME_OFFICER: 4,
    Role.CLAIM_OFFICER: 1,
}
"""How many refusals each role meets at least: else nothing was tried."""


@pytest.fixture
def noting(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application, which notes the names of the fields that its views read."""
    monkeypatch.setattr(db_app.request_class, "parameter_storage_class", Noted)
    return db_app


@pytest.mark.parametrize("role", ENOUGH)
def test_a_reason_is_shown_though_its_form_is_gone(role: Role, noting: Flask) -> None:
    side = side_of(role, World(clock.now()))
    own, browser = side.own if side.own.ids else side.foreign, browser_of(noting, side.actor)
    lost, refused = [], 0
    for door in sorted(doors(noting, role, own, "POST"), key=lambda door: door.rule.endpoint in LAST):
        names = [each for each in names_asked(noting, browser, door) if each.endswith("-reason")]
        for _again in range(2 if names else 0):
            answer = browser.post(door.address, data=dict.fromkeys(names, WRITTEN))
            refused += answer.status_code == 409
            if answer.status_code == 409 and WRITTEN not in answer.text:
                lost.append(door.rule.rule)
    assert not lost
    assert refused >= ENOUGH[role]

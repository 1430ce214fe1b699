"""A form sent twice has one effect, and both senders come to the same place."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask
from lxml import html

from core import clock
from core.db import db
from core.permissions import Role
from projects.models import ActionPlan
from tests.factories import World, build
from tests.house.sides import browser_of

PLAN = {"fiscal_year": "๒๕๗๑", "name_th": "แผนทดลอง 🧪", "name_en": "Trial plan"}


def token_of(page: str) -> str:
    """The token of the form on the page."""
    found: Any = html.fromstring(page).xpath("//input[@name='form_token']/@value")
    return str(found[-1])


def test_a_plan_sent_twice_is_one_plan_and_thai_digits_and_emoji_are_kept(db_app: Flask) -> None:
    officer = build(lambda tx: World(clock.now()).staff(tx, Role.PLAN_OFFICER))
    browser = browser_of(db_app, officer)
    sent = {**PLAN, "form_token": token_of(browser.get("/plans/new").text)}
    first, second = (browser.post("/plans/new", data=sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303), first.text
    assert first.location == second.location
    plan = db.session.scalars(sa.select(ActionPlan)).one()
    assert (plan.fiscal_year, plan.name_th) == (2571, "แผนทดลอง 🧪")
    assert "🧪" in browser.get(first.location).text


def test_a_name_of_a_megabyte_is_refused_in_the_readers_language(db_app: Flask) -> None:
    officer = build(lambda tx: World(clock.now()).staff(tx, Role.PLAN_OFFICER))
    browser = browser_of(db_app, officer)
    long = {**PLAN, "name_th": "a" * 1_000_000}
    for language, words in (("th", "ตัวอักษร"), ("en", "Enter at most")):
        answer = browser.post(f"/plans/new?lang={language}", data=long)
        assert answer.status_code in (200, 400)
        assert words in answer.text
    assert db.session.scalars(sa.select(ActionPlan)).all() == []

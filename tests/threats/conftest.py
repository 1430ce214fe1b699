"""The people of the threats' tests, and the browsers in which they act."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.actor import Actor
from tests.coupons.counter import Counter, counter_of_today
from tests.factories import NOW, World
from tests.house import sides
from tests.kept_scenes import KeptScenes
from tests.payouts.world import MONDAY, Finance

Browse = Callable[[Actor], FlaskClient]


@pytest.fixture
def browse(db_app: Flask) -> Browse:
    """A browser in which that person has just signed in."""
    return lambda actor: sides.browser_of(db_app, actor)


@pytest.fixture
def counter(kept_scene: KeptScenes) -> Counter:
    """One scheme, one provider with its counter, one SME with a coupon, and the officers."""
    return counter_of_today(kept_scene)


@pytest.fixture
def world(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    """Factories of the day of NOW, which is today."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return World()


@pytest.fixture
def finance(kept_scene: KeptScenes, monkeypatch: pytest.MonkeyPatch) -> Finance:
    """A finance department on a Monday."""
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    return kept_scene(Finance, Finance)

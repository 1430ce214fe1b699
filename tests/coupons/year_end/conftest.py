"""A desk for each test, and a browser at a moment that the test chooses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.actor import Actor
from core.db import db
from core.tasks import queue as jobs
from tests.coupons.year_end.desk import AUTUMN, Desk, open_desk
from tests.kept_scenes import KeptScenes


@pytest.fixture
def desk(db_app: Flask, kept_scene: KeptScenes) -> Desk:
    """An annual line of fiscal year 2570: a million baht, and a coupon of a hundred thousand."""
    return kept_scene("the desk of a year's end", open_desk)


@pytest.fixture
def browse(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., FlaskClient]:
    """Signs an actor in; the clock is at AUTUMN, or at another moment."""

    def sign_in(actor: Actor, now: datetime = AUTUMN) -> FlaskClient:
        monkeypatch.setattr(clock, "now", lambda: now)
        monkeypatch.setattr(db_app.installation.people, "load_actor", lambda: actor)
        return db_app.test_client()

    return sign_in


@pytest.fixture
def night(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Runs the tasks of a night, as the worker does."""

    def run(moment: datetime) -> None:
        db.session.rollback()
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now", lambda: moment)
            jobs.run_now(db_app, "coupons.end_what_is_over")
            jobs.run_now(db_app, "coupons.close_lines")
        db.session.expire_all()

    return run

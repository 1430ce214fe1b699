"""The demo world can be built on any day of the year: DEMO_DAYS=2026-10-01,2027-04-12 builds it for each, two minutes a day."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from core.clock import bangkok_date, fiscal_year_of
from core.database import embedded
from core.db import db
from coupons.applications.offers import open_schemes
from demo import world
from demo.years import Years
from openness.queries import fiscal_years, year_to_show
from projects.models import ActionPlan
from projects.states import PlanState
from scripts.closed_lists import machines
from tests.conftest import TEMPLATE, settings_for
from tests.worlds.test_every_state import WITHOUT, unseen

DAYS = [day for day in os.environ.get("DEMO_DAYS", "").split(",") if day]
NAME = f"ccs_demo_any_day_{os.getpid()}"


@pytest.fixture
def empty(server: embedded.EmbeddedServer, tmp_path: Path) -> Iterator[Flask]:
    """An application on an empty database."""
    from app import create_app

    embedded.drop_database(server, NAME)
    embedded.ensure_database(server, NAME, template=TEMPLATE)
    app = create_app(replace(settings_for(NAME, server), data_dir=tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    embedded.drop_database(server, NAME)


@pytest.mark.skipif(not DAYS, reason="builds a world a day: DEMO_DAYS names them")
@pytest.mark.parametrize("day", DAYS)
def test_on_that_day_it_lives_in_a_running_year_and_shows_every_state(day: str, empty: Flask) -> None:
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(hours=5)
    world.load(2569, now=moment)
    today = bangkok_date(moment)
    running = sa.select(ActionPlan.fiscal_year).where(ActionPlan.state == PlanState.RUNNING)
    assert fiscal_year_of(today) in set(db.session.scalars(running))
    assert len(open_schemes(db.session(), today)) == 5
    assert (
        year_to_show(fiscal_years(db.session()), fiscal_year_of(today)) == Years(today).generations[-1].year
    )
    excused = {f"{key[0]}: {key[1]}" for key in WITHOUT if isinstance(key, tuple)}
    missing = {
        f"{machine.name}: {state}"
        for _, machine in machines()
        if machine.name not in WITHOUT
        for state in unseen(machine)
    }
    assert missing == excused

"""What the races share: commands in processes of their own, let go together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from core.db import db
from tests.faults.driver import Killer, settings_of


@pytest.fixture(scope="module")
def runners(app: Flask, request: pytest.FixtureRequest) -> Iterator[Killer]:
    """Builds the application once, for all races of the file, whose `run` they run."""
    with Killer(f"{request.module.__name__}:run", {}, settings_of(app)) as helper:
        yield helper


@pytest.fixture
def in_order(db_app: Flask, runners: Killer) -> Callable[..., list[str]]:
    """`run` in as many processes as there are arguments, let go together; their answers in the order given."""

    def race(*field: dict[str, Any]) -> list[str]:
        db.session.remove()
        answered = runners.race(*field)
        db.session.rollback()
        return answered

    return race


@pytest.fixture
def at_once(in_order: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """The same, where any may be first: the answers sorted."""
    return lambda *field: sorted(in_order(*field))

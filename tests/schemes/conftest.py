"""Who acts in the tests of this package, and as whom a browser signs in."""

from __future__ import annotations

import pytest

from core import clock
from tests.factories import NOW
from tests.schemes.cast import Cast


@pytest.fixture
def cast(db_app) -> Cast:
    return Cast()


@pytest.fixture
def browse(db_app, monkeypatch):
    """Signs an actor in; the clock stands at NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def sign_in(actor):
        monkeypatch.setattr(db_app.installation.people, "load_actor", lambda: actor)
        return db_app.test_client()

    return sign_in

"""What the tests of SMEs share."""

from __future__ import annotations

import pytest


@pytest.fixture
def browse(db_app, monkeypatch):
    """A browser in which this actor is signed in; a callable is asked at each request."""

    def sign_in(actor):
        monkeypatch.setattr(
            db_app.installation.people, "load_actor", actor if callable(actor) else lambda: actor
        )
        return db_app.test_client()

    return sign_in

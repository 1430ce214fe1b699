"""The ledger alone: its tests post for coupons and payments of which the rooms above know nothing."""

from __future__ import annotations

import pytest
from flask import Flask

from core import registry
from ledger.checks import OWN


@pytest.fixture
def db_app(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application with an empty database, verified by the ledger's own checks."""
    for name in set(registry.checks) - set(OWN):
        monkeypatch.delitem(registry.checks, name)
    return db_app

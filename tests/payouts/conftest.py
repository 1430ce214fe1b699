"""A finance department for each test."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.payouts.world import Finance


@pytest.fixture
def finance(db_app: Flask) -> Finance:
    """Officers, a scheme with money, a clean database."""
    return Finance()

"""The cast of the room's tests; a file that needs another one names its own."""

from __future__ import annotations

import pytest

import coupons.applications.tasks  # noqa: F401 - declares the tasks that services defer
from tests.coupons.applying import place_of
from tests.factories import World


@pytest.fixture
def world(db_app):
    return World()


@pytest.fixture
def place(world, kept_scene):
    return place_of(world, kept_scene)

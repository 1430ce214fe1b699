"""A finance department for each test."""

from __future__ import annotations

import pytest

from tests.kept_scenes import KeptScenes
from tests.payouts.world import Finance


@pytest.fixture
def finance(kept_scene: KeptScenes) -> Finance:
    """Officers, a scheme with money, a clean database."""
    return kept_scene(Finance, Finance)

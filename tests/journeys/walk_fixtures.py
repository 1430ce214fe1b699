"""The walks of a session, and browsers before a worker's copy of the demo world, as fixtures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.journeys.conftest import GUNICORN, free_port, served
from tests.journeys.walks import OpenBrowser, Walks


@pytest.fixture(scope="session")
def walks(demo_world: Flask) -> Walks:
    return Walks(demo_world)


@pytest.fixture(scope="module")
def address(demo_world: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """gunicorn on this worker's copy of the world."""
    port = free_port()
    log = tmp_path_factory.mktemp("every-page") / "log"
    with served(demo_world.installation.settings, port, log, GUNICORN):
        yield f"http://localhost:{port}"


@pytest.fixture
def open_browser(browser: Browser, demo_world: Flask, address: str) -> Iterator[OpenBrowser]:
    opener = OpenBrowser(browser, demo_world, address)
    yield opener
    for context in opener.made:
        context.close()

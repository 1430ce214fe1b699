"""What a run of tests costs: the CPU-seconds of its processes and of their database server, told at its end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bench._cpu import server_seconds
from core.database import embedded

_served: list[tuple[float, float]] = []
"""What the server had used when a worker came to it, and when it left."""


@contextmanager
def counted(server: embedded.EmbeddedServer) -> Iterator[None]:
    """Remember what the server computes meanwhile, for whichever worker uses it."""
    began = server_seconds(server)
    yield
    _served.append((began, server_seconds(server)))


def pytest_addoption(parser: pytest.Parser) -> None:
    """What the line calls the run."""
    parser.addoption("--named", default="this run", help="what the line about CPU-seconds calls the run")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells the process that started it."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["served"] = _served


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What a worker told."""
    _served.extend(map(tuple, getattr(node, "workeroutput", {}).get("served", [])))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line. The workers are counted with what they started, as they have ended by now; the server is theirs together."""
    used = os.times()
    python = used.user + used.system + used.children_user + used.children_system
    database = max((left for _, left in _served), default=0.0) - min(
        (came for came, _ in _served), default=0.0
    )
    terminalreporter.write_line(
        f"{terminalreporter.config.getoption('named')}: {python + database:.0f} CPU-seconds"
        f" ({python:.0f} of the tests' processes, {database:.0f} of their database server)"
    )

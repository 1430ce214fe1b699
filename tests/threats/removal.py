"""Run tests with the control that they show removed: a pytest plugin, `-p tests.threats.removal`.

For each test of the table (tests/threats/controls.py) the control is removed around the test's own body, after its
fixtures are set up, and put back. What became of it, and through which doors the test went, is written as JSON into the
file that `--threats-report` names. `--threats-table` names another table, as `module:name`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from importlib import import_module
from inspect import isclass, isfunction
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any

import click.testing
import psycopg
import pytest
from flask import Flask, has_app_context

from core.database import embedded
from core.db import db
from core.mail import delivery
from core.tasks import queue as jobs
from scripts.closed_lists import KERNEL, PACKAGES
from tests.conftest import empty_database


class Door(StrEnum):
    """By what a test reaches what production runs."""

    HTTP = "http"
    """Requests to the application."""
    TASK = "task"
    """A background task, as the worker does it."""
    COMMAND = "command"
    """A `flask …` command."""
    DATABASE = "database"
    """SQL under one of the two logins."""


@dataclass(slots=True)
class Doors:
    """How often each was used while one test ran; `inside` while one of them is open."""

    used: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Door, 0))
    inside: int = 0

    @contextmanager
    def through(self, door: Door) -> Iterator[None]:
        """One use."""
        self.used[door] += 1
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1


class Off:
    """What a removal is given: switches one thing off, and all of it on again when the test is over."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, doors: Doors, connect: Callable[[], Any]) -> None:
        self._monkeypatch, self._doors, self._connect = monkeypatch, doors, connect
        self._restore: list[str] = []
        self.reached: int | None = None
        """How often what was removed would have been asked, through a door; None for what is no function."""

    def instead(self, target: str, other: Callable[..., Any]) -> None:
        """Put `other` in the place of `module:name`; it is called with the original before the arguments."""
        owner, name, original = _at(target)
        self.reached = self.reached or 0

        def replaced(*args: Any, **kwargs: Any) -> Any:
            if self._doors.inside:
                self.reached = (self.reached or 0) + 1
            return other(original, *args, **kwargs)

        self._put(owner, name, original, replaced)

    def function(self, target: str, returns: Any = None) -> None:
        """Have the function at `module:name` look at nothing and return this."""
        self.instead(target, lambda *_args, **_kwargs: returns)

    def value(self, target: str, value: Any) -> None:
        """Set the constant at `module:name`."""
        self._put(*_at(target), value)

    def _put(self, owner: Any, name: str, original: Any, other: Any) -> None:
        """In the place of the guard itself: wherever it was imported, not for one caller alone."""
        for holder, known_as in _everywhere(owner, name, original):
            self._monkeypatch.setattr(holder, known_as, other)

    def attribute(self, owner: Any, name: str, value: Any) -> None:
        """Set an attribute of something that no module names."""
        self._monkeypatch.setattr(owner, name, value)

    def entry(self, mapping: Any, key: Any, value: Any) -> None:
        """Set one entry of a mapping."""
        self._monkeypatch.setitem(mapping, key, value)

    def index(self, name: str) -> None:
        """Drop an index of the database."""
        self._drop("SELECT pg_get_indexdef(to_regclass(%s))", name, f'DROP INDEX "{name}"')

    def constraint(self, table: str, name: str) -> None:
        """Drop a constraint of a table."""
        definition = (
            f"SELECT 'ALTER TABLE {table} ADD CONSTRAINT ' || quote_ident(conname) || ' ' ||"
            f" pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s"
        )
        self._drop(definition, name, f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')

    def sql(self, statement: str, restore: str) -> None:
        """Run a statement as the server's own login; `restore` undoes it."""
        with self._connect() as connection:
            connection.execute(statement)
        self._restore.insert(0, restore)

    def _drop(self, definition: str, name: str, statement: str) -> None:
        with self._connect() as connection:
            found = connection.execute(definition, (name,)).fetchone()
        if not found or not found[0]:
            raise LookupError(f"the database has no {name}")
        self.sql(statement, found[0])

    def on_again(self, empty: Callable[[], None]) -> None:
        """Put back what was taken out of the database; its tables are emptied first."""
        self._monkeypatch.undo()
        if self._restore:
            empty()
        for statement in self._restore:
            with self._connect() as connection:
                connection.execute(statement)


def _at(target: str) -> tuple[Any, str, Any]:
    """The owner, the name and the value of `module:dotted.name`."""
    module, _, path = target.partition(":")
    owner: Any = import_module(module)
    place, _, name = path.rpartition(".")
    owner = attrgetter(place)(owner) if place else owner
    return owner, name, getattr(owner, name)


def _everywhere(owner: Any, name: str, original: Any) -> list[tuple[Any, str]]:
    """The owner, and each of our modules that took the function or the constant by import; a class only where named."""
    held = [(owner, name)]
    if not isinstance(owner, ModuleType) or isclass(original):
        return held
    for dotted, module in list(sys.modules.items()):
        if module is owner or dotted.partition(".")[0] not in {*KERNEL, *PACKAGES}:
            continue
        for known_as, value in list(vars(module).items()):
            if value is original and (known_as == name or isfunction(original)):
                held.append((module, known_as))
    return held


@dataclass(frozen=True, slots=True)
class Control:
    """How the control of one row is removed, and how its test reaches it.

    `slow` says why it is not run at each run, and names the test that is its own negative control. `only` picks one of
    the test's parameters.
    """

    door: Door
    remove: Callable[[Off], None]
    only: str = ""
    slow: str = ""
    shown_by: str = ""


@dataclass(slots=True)
class Report:
    """What became of one test with its control removed. `failed_by` names the error; empty when it passed."""

    test: str
    failed_by: str = ""
    setup_broke: bool = False
    words: str = ""
    used: dict[str, int] = field(default_factory=dict)
    reached: int | None = None


def table(config: pytest.Config) -> dict[str, Control]:
    """The table in use."""
    module, _, name = config.getoption("--threats-table").partition(":")
    found: dict[str, Control] = getattr(import_module(module), name)
    return found


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the table is, and where the reports go."""
    parser.addoption("--threats-table", default="tests.threats.controls:CONTROLS")
    parser.addoption("--threats-report", required=True)


_reports: dict[str, Report] = {}
_doors: list[Doors] = []


def _count(door: Door, owner: Any, name: str, when: Callable[..., bool] = lambda *_: True) -> None:
    """Count each call of that function as a use of the door, while a test runs."""
    original = getattr(owner, name)

    def counted(*args: Any, **kwargs: Any) -> Any:
        if not _doors or not when(*args):
            return original(*args, **kwargs)
        with _doors[-1].through(door):
            return original(*args, **kwargs)

    setattr(owner, name, counted)


def _by_a_login(conninfo: Any = "", *_more: Any) -> bool:
    return any(f"{role}@" in str(conninfo) or f"{role}:" in str(conninfo) for role in _LOGINS)


_LOGINS = (embedded.APP_ROLE, embedded.OWNER_ROLE)


def pytest_configure() -> None:
    """Watch the doors."""
    _count(Door.HTTP, Flask, "__call__")
    _count(Door.TASK, jobs, "run_now")
    _count(Door.TASK, delivery, "deliver")
    _count(Door.COMMAND, click.testing.CliRunner, "invoke")
    _count(Door.DATABASE, psycopg, "connect", _by_a_login)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Remove the control, run the test, put the control back."""
    control = table(item.config)[item.nodeid.partition("[")[0]]
    doors = Doors()
    get: Callable[[str], Any] = item._request.getfixturevalue  # type: ignore[attr-defined]  # of a function
    server, database = (get("server"), get("database")) if "server" in item.fixturenames else (None, None)

    def connect() -> Any:
        if has_app_context():
            db.session.rollback()
        url = server.url("postgres", database)
        return psycopg.connect(url, autocommit=True, options="-c lock_timeout=5s")

    off = Off(pytest.MonkeyPatch(), doors, connect)
    report = _reports.setdefault(item.nodeid, Report(item.nodeid))
    try:
        control.remove(off)
        _doors.append(doors)
        try:
            return (yield)
        finally:
            _doors.pop()
    finally:
        off.on_again(lambda: empty_database(server, database))
        report.used, report.reached = dict(doors.used), off.reached


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Note how it ended."""
    made = yield
    report = _reports.setdefault(item.nodeid, Report(item.nodeid))
    if call.excinfo is not None and not report.failed_by:
        report.failed_by, report.words = call.excinfo.typename, str(call.excinfo.value)[:500]
        report.setup_broke = call.when != "call"
    return made


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the reports."""
    told = [asdict(each) for each in _reports.values()]
    Path(session.config.getoption("--threats-report")).write_text(json.dumps(told, ensure_ascii=False))

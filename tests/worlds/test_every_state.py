"""Every state of every machine has something to show in the demo world, or a reason why it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db
from core.permissions import STAFF_ROLES
from core.states import Machine
from demo import people
from scripts.closed_lists import machines

pytest_plugins = ("tests.demo_world",)
TABLES = {"plan": "action_plans", "project": "projects"}
"""Machines whose states are of one enum."""
WITHOUT = {
    "outbound_mail": "the demo mails nobody: its mail is read at /demo/mail",
    "long_work": "begins and ends within minutes; the state of a file that was imported is shown",
    "factor_reset": "the demo asks for no second factor, so that nobody has one to reset",
    ("development", "lapsed"): "ends by itself two weeks and more after it was sent",
    ("proposal", "open"): "lives for five minutes",
    ("proposal", "superseded"): "lives for five minutes beside a newer price",
    ("proposal", "withdrawn"): "the counter takes a price back within its five minutes",
    ("proposal", "refused"): "the balance changed within the five minutes of a price",
}
"""A machine, or one of its states, of which nothing can be seen on the first day, and why."""


@pytest.fixture(autouse=True)
def here(demo_world: Flask) -> Iterator[None]:
    with demo_world.app_context():
        yield
        db.session.rollback()
        db.session.remove()


def table_of(machine: Machine[Any]) -> sa.Table:
    """The table whose rows are in the machine's states."""
    if machine.name in TABLES:
        return db.metadata.tables[TABLES[machine.name]]
    kind = type(machine.initial)
    return next(
        table
        for table in db.metadata.sorted_tables
        for column in table.columns
        if column.name == "state" and getattr(column.type, "enum_class", None) is kind
    )


def unseen(machine: Machine[Any]) -> set[str]:
    """Its states in which nothing is."""
    table = table_of(machine)
    seen = set(db.session.scalars(sa.select(table.c.state).distinct()))
    return {str(state) for state in machine.states if state not in seen}


@pytest.mark.parametrize("machine", [each for _, each in machines()], ids=lambda each: each.name)
def test_every_state_has_something_to_show_or_a_reason(machine: Machine[Any]) -> None:
    excused = {key[1] for key in WITHOUT if isinstance(key, tuple) and key[0] == machine.name}
    assert machine.name in WITHOUT or unseen(machine) == excused


def test_each_staff_role_is_held_by_two_persons_at_least() -> None:
    held = [colleague.role for colleague in people.STAFF]
    assert {role for role in STAFF_ROLES if held.count(role) < 2} == set()

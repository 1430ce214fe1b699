"""How a staff command is tried against everything that may bar a person: one case a command, by package.

`tests/<package>/authority_cases.py` holds `CASES`: by command name, a function that sets the scene and returns a Case.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.actor import Actor
from core.commands import Command, Tie
from core.db import transaction
from core.permissions import MATRIX, STAFF_ROLES, Role
from scripts.closed_lists import ROOT, commands


@dataclass(frozen=True, slots=True)
class Case:
    """A scene in which a person with `roles` may run the command, and how each bar is made true of that person."""

    roles: tuple[Role, ...]
    run: Callable[[Actor], object]
    """Runs the real service, as production does."""
    organisations: Mapping[Tie, int] = field(default_factory=dict)
    """The organisation that the command concerns, by tie; all the ties that the command declares."""
    bars: Mapping[str, Callable[[int], None]] = field(default_factory=dict)
    """By bar: write into the database that this person did it."""


def staff_commands() -> dict[str, Command]:
    """Every command that some staff role may run, and not everybody for themselves."""
    of_staff = frozenset(permission for role in STAFF_ROLES for permission in MATRIX[role])
    held = of_staff - MATRIX[Role.PERSON]
    return {name: each for name, each in sorted(commands().items()) if each.permissions & held}


def cases() -> dict[str, Callable[[], Case]]:
    """All cases of all packages, by the name of their command."""
    found: dict[str, Callable[[], Case]] = {}
    for path in sorted(ROOT.glob("tests/*/authority_cases.py")):
        found |= importlib.import_module(f"tests.{path.parent.name}.authority_cases").CASES
    return found


def person_in(model: Any, key: int, column: str) -> Callable[[int], None]:
    """A bar: write the person into this column of the row, as if they had done it."""

    def write(person_id: int) -> None:
        with transaction() as tx:
            primary_key = sa.inspect(model).primary_key[0]
            tx.execute(sa.update(model).where(primary_key == key).values({column: person_id}))

    return write


def case(
    roles: tuple[Role, ...], service: Callable[..., object], *given: Any, now: datetime, **more: Any
) -> Case:
    """A case whose command is `service(*given, actor=, now=)`."""
    return Case(roles, lambda actor: service(*given, actor=actor, now=now), **more)

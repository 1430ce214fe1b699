"""Every machine and every closed list of the house, found by looking, so that none is forgotten."""

from __future__ import annotations

import importlib
from enum import StrEnum
from functools import cache
from typing import Any

from core.states import Machine
from tests.house.house import ROOMS, ROOT

KINDS_NOBODY_SEES = {
    "AttemptKind": "counts guesses; the page speaks of the outcome alone",
    "Level": "a column of the ledger's table of moves",
    "ActorKind": "a column of the audit trail; the page shows the role",
    "Effect": "what a bank's line does to a payment; the page shows the payment's state and event",
    "TieBreak": "a setting",
}
"""Enums whose members never reach a page."""
MODULES_OF_LISTS = ("states", "rules", "eligibility", "transitions")


def _modules() -> list[Any]:
    names = [
        f"{room}.{name}"
        for room in ROOMS
        for name in MODULES_OF_LISTS
        if (ROOT / room / f"{name}.py").is_file()
    ]
    names += ["core.errors", "core.documents", "core.permissions", "payouts.bankfiles.faults"]
    return [importlib.import_module(name) for name in names]


@cache
def machines() -> tuple[tuple[str, Machine[Any]], ...]:
    """(room, machine), in the order of the rooms."""
    return tuple(
        (module.__name__.partition(".")[0], value)
        for module in _modules()
        for value in vars(module).values()
        if isinstance(value, Machine)
    )


@cache
def enums() -> tuple[type[StrEnum], ...]:
    """Every closed list that some page may show, in the order of the rooms."""
    found: list[type[StrEnum]] = []
    for module in _modules():
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, StrEnum)
                and value is not StrEnum
                and value.__module__ == module.__name__
                and value.__name__ not in {*KINDS_NOBODY_SEES, "Permission"}
            ):
                found.append(value)
    return tuple(found)

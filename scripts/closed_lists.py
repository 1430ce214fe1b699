"""Finds every state machine, every command and every closed list in the code, so that none is forgotten."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from core.commands import Command
from core.states import Machine

ROOT = Path(__file__).resolve().parent.parent
KERNEL = ("core", "web")
PACKAGES = (
    "ledger",
    "banking",
    "identity",
    "projects",
    "schemes",
    "smes",
    "providers",
    "coupons",
    "payouts",
    "openness",
)
KINDS_NOBODY_SEES = {
    "ActorKind": "a column of the audit trail; the page shows the role",
    "AttemptKind": "counts guesses; the page speaks of the outcome alone",
    "Effect": "what a bank's line does to a payment; the page shows the payment's state and event",
    "Level": "a column of the ledger's table of moves",
    "Party": "which side of a claim one stands on; pages name the side",
    "Permission": "docs/permissions.md shows the matrix",
    "Tie": "docs/commands.md names it; the page says that one is connected, not with whom",
    "TieBreak": "a setting",
}
"""Enums whose members never reach a page, and why."""
MODULES_OF_LISTS = ("states", "rules", "transitions")
OTHER_MODULES = (
    "core.commands",
    "core.errors",
    "core.documents.operations",
    "core.permissions",
    "core.typed.problems",
    "core.typed.thirteen",
    "banking.faults",
)
_REASON = re.compile(r"(Refusal|Reason|Outcome|Problem|Fault|Rule|Gate|Flag|TooLarge)$")


def _named(*names: str) -> list[str]:
    """The modules of these names, in the order of the packages."""
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for room in (*KERNEL, *PACKAGES)
        for name in names
        for path in sorted((ROOT / room).rglob(f"{name}.py"))
    ]


def _modules() -> list[ModuleType]:
    return [importlib.import_module(name) for name in (*_named(*MODULES_OF_LISTS), *OTHER_MODULES)]


def package_of(thing: type) -> str:
    """Return the package in which it is defined."""
    return thing.__module__.partition(".")[0]


@cache
def machines() -> tuple[tuple[str, Machine[Any]], ...]:
    """Return (package, machine), in the order of the packages."""
    return tuple(
        (module.__name__.partition(".")[0], value)
        for module in _modules()
        for value in vars(module).values()
        if isinstance(value, Machine)
    )


@cache
def commands() -> Mapping[str, Command]:
    """Return every declared command by its name. ValueError for a name that two have."""
    found: dict[str, Command] = {}
    for name in _named("commands"):
        for each in vars(importlib.import_module(name)).values():
            if isinstance(each, Command) and found.setdefault(each.name, each) is not each:
                raise ValueError(f"{each.name} is declared twice")
    return found


@cache
def enums() -> tuple[type[StrEnum], ...]:
    """Return every closed list that some page may show, in the order of the packages."""
    return tuple(
        value
        for module in _modules()
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, StrEnum)
        and value.__module__ == module.__name__
        and value.__name__ not in KINDS_NOBODY_SEES
    )


def states_enums() -> frozenset[type[StrEnum]]:
    """Those whose members are the states of a machine."""
    return frozenset(type(machine.initial) for _, machine in machines())


def reasons() -> tuple[type[StrEnum], ...]:
    """Those that say why: refusals, verdicts, findings, flags, outcomes."""
    return tuple(kind for kind in enums() if _REASON.search(kind.__name__) and kind not in states_enums())


def kinds() -> tuple[type[StrEnum], ...]:
    """What is neither a state nor a reason: kinds, roles, methods."""
    return tuple(kind for kind in enums() if kind not in states_enums() and kind not in reasons())

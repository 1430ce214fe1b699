"""Nothing that a package brings is left out of its `Module`: what is written and not listed would be missing in silence."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Flask

from app import modules
from core.audit.sealing import Sealed
from core.labels import Labels, Notices
from core.personal_data import PersonalData
from core.registry import Home, NavEntry, Turn
from core.tasks.long_work import Kind
from core.tasks.queue import Task
from providers.states import CategoryState
from scripts.closed_lists import KERNEL, PACKAGES, ROOT
from tests.house.house import told
from web.module import Module
from web.pages import gallery
from web.queues.queue import Queue, queues

BROUGHT = (Blueprint, Home, Kind, Labels, NavEntry, Notices, PersonalData, Queue, Sealed, Task, Turn)
"""Whatever is of these types stands in a module of its package, itself or within a tuple or mapping."""


def within(value: Any) -> Iterator[Any]:
    """A value of those types, or those in a collection of them."""
    if isinstance(value, BROUGHT):
        yield value
        if isinstance(value, Queue):
            yield value.turn
    elif isinstance(value, tuple | list | frozenset | set):
        for each in value:
            yield from within(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from within(each)


def parts(module: Module) -> Iterator[Any]:
    """All that it brings."""
    for name in Module.__slots__:
        yield from within(getattr(module, name))


def written(names: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """What is written at the top of these modules, with the module's name."""
    for name in names:
        for value in vars(importlib.import_module(name)).values():
            for each in within(value):
                yield name, each


def left_out(names: Iterable[str], listed: Iterable[Module]) -> list[str]:
    """What is written in these modules and listed in none of the values."""
    known = [part for module in listed for part in parts(module)]
    kept = [part for part in known if isinstance(part, PersonalData)]
    chapters = {chapter.name for whole in kept for chapter in whole.chapters}
    heads = {head for whole in kept for head in whole.heads}
    found = []
    for name, part in written(names):
        if isinstance(part, PersonalData):
            if {chapter.name for chapter in part.chapters} <= chapters and part.heads.keys() <= heads:
                continue
        elif any(part is each or part == each for each in known):
            continue
        found.append(f"{name}: {type(part).__name__} {str(part)[:80]}")
    return found


def product() -> list[str]:
    """Every module of the packages, but for those that are programs."""
    paths = [path for package in (*KERNEL, *PACKAGES) for path in sorted((ROOT / package).rglob("*.py"))]
    names = [".".join(Path(path).relative_to(ROOT).with_suffix("").parts) for path in paths]
    return [name.removesuffix(".__init__") for name in names if name != "core.documents.sandbox_child"]


def test_what_is_written_is_listed(app: Flask) -> None:
    shown_elsewhere = Module("gallery", blueprints=(gallery.blueprint,))
    found = left_out(product(), (*modules(), shown_elsewhere))
    assert not found, told(found, "Name it in the MODULE of the package's module.py.")


def misnamed(checks: Mapping[str, Callable[..., Any]]) -> list[str]:
    """Checks whose own name does not stand in them: their findings would name a check that nobody finds."""
    return [name for name, check in checks.items() if f'"{name}"' not in inspect.getsource(check)]


def test_findings_carry_the_name_of_their_check(app: Flask) -> None:
    found = misnamed({name: check for module in modules() for name, check in module.checks.items()})
    assert not found, told(
        found, "An operator looks a finding up by its name: yield it under the check's own."
    )
    assert misnamed({"coupons.counters": test_what_is_written_is_listed})


def test_what_is_not_listed_is_found(app: Flask) -> None:
    without = tuple(module for module in modules() if module.name != "smes")
    assert any("smes.labels: Labels" in line for line in left_out(["smes.labels"], without))


def unsaid(queue: Queue) -> list[str]:
    """The columns that place its rows and could be NULL there: no CHECK says that what waits has them."""
    places = [each for each in (queue.since, queue.last_day) if each is not None]
    parts = (part for place in places for part in sa.sql.visitors.iterate(place.expression))
    columns = {part for part in parts if isinstance(part, sa.Column)}
    checks = [
        str(check.sqltext)
        for column in columns
        for check in column.table.constraints
        if isinstance(check, sa.CheckConstraint)
    ]
    return [
        f"{queue.label}: {column}"
        for column in columns
        if column.nullable
        and not all(
            any(f"{column.name} IS NOT NULL" in check and f"'{state.value}'" in check for check in checks)
            for state in queue.turn.states
        )
    ]


def test_what_waits_has_a_place_in_its_queue(app: Flask) -> None:
    """A row without a moment would stand on no page of the board, and be counted on each."""
    assert [each for queue in queues.values() for each in unsaid(queue)] == []


def test_a_queue_whose_rows_may_have_no_moment_is_found(app: Flask) -> None:
    queue = queues["provider_category:renew"]
    states = *queue.turn.states, CategoryState.REJECTED
    assert unsaid(replace(queue, turn=replace(queue.turn, states=states))) == [
        "provider_category:renew: provider_categories.valid_until"
    ]

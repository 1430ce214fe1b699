"""Names that rows keep, and addresses that letters hold, stay: one that goes, or is spelled anew, takes a way on along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import Flask

from core import registry
from core.audit import words as trail
from core.labels import member_named, name_of
from core.tasks import long_work
from core.tasks import queue as jobs
from scripts.closed_lists import ROOT, enums, reasons
from tests.house.house import told

KEPT = ROOT / "tests" / "house" / "stored_names.txt"
MEND = (
    "Rows hold these names, and letters sent these addresses. Give the old one back, or write a migration that"
    " renames it in the rows, or lead the old address on; and change tests/house/stored_names.txt with it. A new"
    " one is added there."
)


def names_of(app: Flask) -> Iterator[str]:
    """What code writes into rows as a name, and where a link may lead, each after the word for what it is."""
    yield from (f"address {rule.rule}" for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))
    yield from (f"audit {name}" for name in trail.event_words)
    yield from (f"subject {name}" for name in trail.subject_kinds)
    yield from (f"route {rule.endpoint}" for rule in app.url_map.iter_rules())
    yield from (f"task {name}" for name in jobs.tasks)
    yield from (f"work {name}" for name in long_work.kinds)
    yield from (f"turn {name}" for name in registry.turns)
    yield from (f"reason {name_of(member)}" for kind in reasons() for member in kind)


def changed(kept: Iterable[str], found: Iterable[str]) -> list[str]:
    """Names that went or came."""
    before, after = set(kept), set(found)
    return [*(f"gone: {name}" for name in before - after), *(f"new: {name}" for name in after - before)]


def test_the_names_in_rows_are_those_that_were_kept(app: Flask) -> None:
    found = changed(KEPT.read_text().splitlines(), names_of(app))
    assert not found, told(found, MEND)


def test_a_name_that_goes_or_comes_is_found() -> None:
    assert changed(["task mail.send"], ["task mail.post"]) == ["gone: task mail.send", "new: task mail.post"]


def test_every_member_is_found_again_under_the_name_it_is_kept_by(app: Flask) -> None:
    """So no two enums share a name."""
    lost = [
        name_of(member) for kind in enums() for member in kind if member_named(name_of(member)) is not member
    ]
    assert not lost, told(lost, "Two enums with one name, or words that nobody registered.")

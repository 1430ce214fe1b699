"""Every page leads to its own help, and every line of help is for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Flask

from core import registry
from core.permissions import MATRIX
from core.registry import HelpLine, HelpTopic
from tests.house.house import ROOT, told

NOT_FOR_READERS = frozenset({"gallery", "help"})
"""Blueprints whose pages need no help: the makers' gallery, and help itself."""


def pages_of(app: Flask) -> list[str]:
    """Endpoints that show something; what has no blueprint is for machines."""
    return sorted(
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and "." in rule.endpoint
        and rule.endpoint.partition(".")[0] not in NOT_FOR_READERS
    )


def unexplained(endpoints: Iterable[str], topics: Iterable[HelpTopic]) -> list[str]:
    """Pages that no topic names, neither by itself nor by its blueprint."""
    named = {page for topic in topics for page in topic.pages}
    return [each for each in endpoints if not {each, each.partition(".")[0]} & named]


def stale(endpoints: Iterable[str], topics: Mapping[str, HelpTopic]) -> list[str]:
    """What topics name and nobody can open, and what two topics name."""
    there = {part for each in endpoints for part in (each, each.partition(".")[0])}
    named = [page for topic in topics.values() for page in topic.pages]
    return sorted({page for page in named if page not in there or named.count(page) > 1})


def test_every_page_has_its_help(app: Flask) -> None:
    missing = unexplained(pages_of(app), registry.help_topics.values())
    assert not missing, told(missing, "Name it in a topic of its package's help_topics.py.")
    assert unexplained(["a.b", "c.d"], [HelpTopic("x", "", "", (), ("a",))]) == ["c.d"]


def test_help_names_pages_that_are_there_and_each_once(app: Flask) -> None:
    found = stale(pages_of(app), registry.help_topics)
    assert not found, told(found, "Take it out of help_topics.py, or name it in one topic alone.")
    twice = {name: HelpTopic(name, "", "", (), ("a.b", "gone")) for name in ("x", "y")}
    assert stale(["a.b"], twice) == ["a.b", "gone"]


def for_nobody(lines: Iterable[HelpLine]) -> list[str]:
    """Lines whose permissions no role holds."""
    held = frozenset().union(*MATRIX.values())
    return [str(line.text) for line in lines if line.permissions and not line.permissions & held]


def test_every_line_of_help_is_for_somebody() -> None:
    topics = registry.help_topics.values()
    assert for_nobody(line for topic in topics for line in topic.lines) == []
    assert all(topic.lines for topic in topics)


def test_the_frame_of_every_layout_leads_to_help() -> None:
    base = (ROOT / "templates" / "layouts" / "base.html").read_text(encoding="utf-8")
    assert "help_address()" in base
    own = [
        path.name
        for path in (ROOT / "templates" / "layouts").glob("*.html")
        if path.name != "base.html" and "block header" in path.read_text(encoding="utf-8")
    ]
    assert not own, told(own, "A layout with a header of its own leads to help_address() as well.")

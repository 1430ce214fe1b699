"""A package's part of the whole, as one value. `app.py` lists the modules and composes them; nothing registers itself.

Each package has a `module.py` with its `MODULE`; nobody but `app.py` imports it, since it carries all its pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import click
from flask import Blueprint, Flask

from core import labels as core_labels
from core import personal_data as kept
from core import registry
from core.audit import sealing, words
from core.labels import Labels, Notices
from core.tasks import long_work, queue
from web.charts.chart import Chart, charts
from web.finders import Finder, finders
from web.queues.queue import Queue, queues


@dataclass(frozen=True, slots=True)
class Module:
    """What one package brings. Texts are lazy, in the reader's language."""

    name: str
    blueprints: tuple[Blueprint, ...] = ()
    labels: tuple[Labels, ...] = ()
    """The words and badges of its enums."""
    notices: tuple[Notices, ...] = ()
    audit_words: Mapping[str, Any] = field(default_factory=dict)
    """What each name in the trail (`redemption.reserved`) says, which stands beside what it happened to."""
    subjects: Mapping[str, words.SubjectKind] = field(default_factory=dict)
    """Its kinds of subject in the trail."""
    inbox: registry.Inbox | None = None
    """What waits for an actor here."""
    queues: tuple[Queue, ...] = ()
    """What waits for anybody here, for the board and for reminders; and by it the turns."""
    homes: tuple[registry.Home, ...] = ()
    """Where those land whose capacity it knows best."""
    navigation: tuple[registry.NavEntry, ...] = ()
    help_topics: tuple[registry.HelpTopic, ...] = ()
    """What can be done on its pages, and by whom."""
    finders: tuple[Finder, ...] = ()
    """What of its own the search finds."""
    charts: tuple[Chart, ...] = ()
    """Its charts on the home of staff."""
    list_titles: Mapping[str, Any] = field(default_factory=dict)
    """What lists that are not in the menu are called, by the endpoint of their page."""
    tasks: tuple[queue.Task, ...] = ()
    works: tuple[long_work.Kind, ...] = ()
    """Its kinds of long work."""
    checks: Mapping[str, registry.Check] = field(default_factory=dict)
    """What `flask ledger verify` proves; every name is that of the findings it yields."""
    sealed: tuple[sealing.Sealed, ...] = ()
    personal_data: kept.PersonalData | None = None
    metrics: Mapping[str, registry.Metrics] = field(default_factory=dict)
    cli: tuple[click.Command, ...] = ()


_composed: set[str] = set()
"""Modules whose words this process knows: they are the same for each application in it."""


def compose(app: Flask, modules: Iterable[Module]) -> None:
    """Put the modules together in this application, lowest first."""
    for module in modules:
        for blueprint in module.blueprints:
            app.register_blueprint(blueprint)
        for command in module.cli:
            app.cli.add_command(command)
        if module.name not in _composed:
            _composed.add(module.name)
            _take_up(module)
    app.jinja_env.globals.update(core_labels.closed_lists())


def _add(known: dict[str, Any], new: Mapping[str, Any]) -> None:
    """Know these too. ValueError for a name that another package brought."""
    known.update(registry.together(known, new))


def _take_up(module: Module) -> None:
    for each in module.labels:
        core_labels.take_up(each)
    _add(words.event_words, module.audit_words)
    _add(words.subject_kinds, module.subjects)
    if module.inbox:
        registry.inboxes[module.name] = module.inbox
    _add(queues, {each.label: each for each in module.queues})
    _add(registry.turns, {each.turn.name: each.turn for each in module.queues})
    _add(registry.homes, {home.capacity: home for home in module.homes})
    _add(registry.navigation, {f"{entry.capacity}:{entry.endpoint}": entry for entry in module.navigation})
    _add(registry.help_topics, {topic.name: topic for topic in module.help_topics})
    _add(finders, {each.name: each for each in module.finders})
    _add(charts, {each.name: each for each in module.charts})
    _add(registry.list_titles, module.list_titles)
    _add(queue.tasks, {task.name: task for task in module.tasks})
    _add(long_work.kinds, {kind.name: kind for kind in module.works})
    _add(registry.checks, module.checks)
    _add(sealing.sealed_tables, {sealed.table: sealed for sealed in module.sealed})
    if module.personal_data:
        kept.take_up(module.personal_data)
    _add(registry.metrics, module.metrics)

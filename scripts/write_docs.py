"""Generates the pages of docs/ that repeat the code: settings, states, refusals, closed lists.

`make docs` writes them; tests/house/test_docs.py fails when one no longer says what the code does.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, Field, fields
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

from flask_babel import force_locale

import config
from core.commands import Command
from core.labels import has_words, words_for
from core.permissions import Role
from core.states import Machine
from core.terms import Term, Unit
from openness.retention import retention_rules
from scripts import closed_lists

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = "<!-- Written by scripts/write_docs.py (make docs). Change the code, not this page. -->"
OF_THE_TOOLS = (
    ("PORT", "5000", "Port of `make demo` and of gunicorn."),
    (
        "HTTPS",
        "",
        "`1` lets `make demo` serve with a certificate of its own, for phones whose cameras want one.",
    ),
    ("DEMO_SEED", "2569", "Seed of the demo world."),
    ("WEB_CONCURRENCY", "2", "Worker processes of gunicorn."),
    ("PROMETHEUS_MULTIPROC_DIR", "a new folder", "Where gunicorn's processes keep their counters."),
    ("XDG_DATA_HOME", "~/.local/share", "Parent of the default data folder, unless root."),
    ("CCS_TEST_DATA_DIR", "a temporary folder", "Where the tests keep their PostgreSQL."),
    (
        "CCS_WALK_SENTENCES",
        "",
        "Folder in which the walks of `tests/journeys/` list the sentences they read.",
    ),
    (
        "DEMO_DAYS",
        "",
        "Days, YYYY-MM-DD with commas between, for each of which a test builds the demo world.",
    ),
    ("DOWNLOADS", "150", "Downloads of the test of downloads; 2000 is the large run."),
    ("EVERY_PAGE", "0", "1 looks at every page at all widths, in both languages, by day and by night."),
    ("PGSSLMODE", "", "libpq's own: used where a database URL names no `sslmode`."),
    ("BUDGET_RACES", "60", "Changes of budgets that are raced with issue, allotment and return."),
    ("VERSION_APPLICATIONS", "12", "Open applications in whose middle the terms of their scheme change."),
    (
        "GENERATED_SMES",
        "400",
        "Businesses that eligibility is judged for, each by pre-check, registration and application.",
    ),
    ("VERSION_RACES", "40", "Applications sent and granted while new terms are approved."),
    ("LEDGER_STEPS", "300", "Steps of the ledger's state-machine test."),
    ("PYTEST_XDIST_WORKER", "", "Set by pytest-xdist; names a worker's own database."),
)
"""Environment variables that tools read; the application itself reads only config.Settings."""


def _cell(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    heads = [*head]
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(_cell(each) for each in row) + " |"


def _page(title: str, lead: str, lines: Iterable[str]) -> str:
    return "\n".join([f"# {title}", "", WRITTEN, "", lead, "", *lines]).rstrip() + "\n"


def meanings() -> dict[str, str]:
    """Each setting's docstring in config.py. KeyError later for one that has none."""
    tree = ast.parse((ROOT / "config.py").read_text())
    body = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings").body
    return {
        node.target.id: str(after.value.value)
        for node, after in pairwise(body)
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
    }


def _default(setting: Field[Any]) -> str:
    if setting.default_factory is not MISSING:
        return "`/var/lib/ccs` for root, else `~/.local/share/ccs`"
    if setting.default is config.DEVELOPMENT_KEYS:
        return "*for development only; production refuses it*"
    if isinstance(setting.default, bool):
        return "`1`" if setting.default else "`0`"
    return f"`{setting.default}`" if setting.default != "" else "*empty*"


def _bounds(setting: Field[Any]) -> str:
    low, high = setting.metadata.get("between", (None, None))
    return f" From {low} to {high}." if low is not None else ""


def settings_page() -> str:
    """docs/settings.md."""
    said = meanings()
    rows = [
        (
            f"`{config.environment_name(setting.name)}`",
            _default(setting),
            said.get(setting.name, "") + _bounds(setting),
            "yes" if not setting.repr else "",
        )
        for setting in fields(config.Settings)
    ]
    return _page(
        "Settings",
        "Read from the environment when a process starts, checked at once, never changed after. A process that cannot"
        " start with its settings ends with a sentence for each problem (`config.py`; what production also refuses:"
        " `core/settings/production.py`). A variable `CCS_…` that is not a setting is such a problem.",
        [
            *_table(("variable", "default", "meaning", "secret"), rows),
            "",
            "A list of keys is written `generation:secret[,generation:secret]`, generations ascending: the last signs, all verify;"
            " a secret alone is generation 1 ([how to replace one](operations.md#keys)).",
            "",
            "## Variables of the tools",
            "",
            *_table(
                ("variable", "default", "meaning"),
                ((f"`{n}`", d or "*empty*", w) for n, d, w in OF_THE_TOOLS),
            ),
        ],
    )


def said(member: StrEnum, locale: str) -> str:
    """Return a member's words in one language; a dash when it has none."""
    if not has_words(member):
        return "–"
    with force_locale(locale):
        return words_for(member)


def _limit(limit: Term | None) -> str:
    if limit is None:
        return ""
    if limit.unit is Unit.MINUTES and limit.length >= 120:
        return f"{limit.length // 60} hours"
    return f"{limit.length} {limit.unit.replace('_', ' ')}"


def _who(who: str) -> str:
    """Return whose turn it is, each role in it by its name."""
    return re.sub(
        r"[a-z_]+", lambda word: said(Role(word[0]), "en") if word[0] in set(Role) else word[0], who
    )


def _machine(package: str, machine: Machine[Any]) -> Iterator[str]:
    yield from (f"## {machine.name.replace('_', ' ').capitalize()} ({package})", "")
    yield from _table(
        ("state", "ไทย", "English", ""),
        (
            (
                f"`{state}`",
                said(state, "th"),
                said(state, "en"),
                "first" if state == machine.initial else "end" if state in machine.ends else "",
            )
            for state in machine.states
        ),
    )
    yield ""
    yield from _table(
        ("from", "trigger", "to", "who", "within"),
        (
            (f"`{step.source}`", step.trigger, f"`{step.target}`", _who(step.who), _limit(step.limit))
            for step in machine.transitions
        ),
    )
    yield ""


def states_page() -> str:
    """docs/states.md."""
    return _page(
        "States",
        "Every state machine: its states and its transitions. Any other transition is refused. *Within* is how long the state"
        " may wait before the deadline board shows it as late: to the end of its last day in Bangkok, which is a"
        " working day ([decision 34](decisions/0034-working-days.md)).",
        (line for package, machine in closed_lists.machines() for line in _machine(package, machine)),
    )


def _list(kind: type[StrEnum]) -> Iterator[str]:
    yield from (f"## `{kind.__name__}` ({closed_lists.package_of(kind)})", "")
    yield from ((kind.__doc__ or "").strip().splitlines()[0], "")
    yield from _table(
        ("code", "ไทย", "English"),
        ((f"`{member}`", said(member, "th"), said(member, "en")) for member in kind),
    )
    yield ""


def refusals_page() -> str:
    """docs/refusals.md."""
    return _page(
        "Refusals, verdicts, findings",
        "Every reason that the system may give, from closed lists, in the words that the reader sees. `%(name)s` is replaced by a"
        " fact of the case.",
        (line for kind in closed_lists.reasons() for line in _list(kind)),
    )


def lists_page() -> str:
    """docs/closed-lists.md."""
    return _page(
        "Closed lists",
        "Kinds, methods and roles: what a thing may be, other than its states (states.md) and reasons (refusals.md).",
        (line for kind in closed_lists.kinds() for line in _list(kind)),
    )


def _barred(command: Command) -> str:
    ties = [f"connected with the {tie}" for tie in sorted(command.ties)]
    return "; ".join(
        [*ties, *(f"{name.replace('_', ' ')} (`{why}`)" for name, why in command.barred.items())]
    )


def commands_page() -> str:
    """docs/commands.md."""
    return _page(
        "Commands",
        "Who may run each command, and what excludes a person who otherwise may. *Connected* means: a member of that"
        " organisation now or within the last year. *Second factor*: staff must have proved it within fifteen minutes.",
        _table(
            ("command", "permission", "excluded", "second factor"),
            (
                (
                    f"`{name}`",
                    " or ".join(f"`{each}`" for each in sorted(command.permissions)),
                    _barred(command),
                    "yes" if command.second_factor else "",
                )
                for name, command in sorted(closed_lists.commands().items())
            ),
        ),
    )


def retention_page() -> str:
    """docs/retention.md."""
    settings = config.load({}, environment="test", database_url="postgresql:///none")
    with force_locale("en"):
        rows = [(each.what, each.words, each.after, f"`{each.task}`") for each in retention_rules(settings)]
        return _page(
            "What is deleted automatically",
            "By the worker, each night or more often. `/privacy` says the same; `tests/test_retention.py` checks the database"
            " a month and three months later. What is not listed here is not deleted automatically ([privacy](privacy.md)).",
            _table(("what", "how long", "after", "task"), rows),
        )


PAGES: dict[str, Callable[[], str]] = {
    "docs/closed-lists.md": lists_page,
    "docs/commands.md": commands_page,
    "docs/refusals.md": refusals_page,
    "docs/retention.md": retention_page,
    "docs/settings.md": settings_page,
    "docs/states.md": states_page,
}


def main() -> None:
    """Write every page. Needs no database: the engine connects to nothing."""
    from app import create_app

    app = create_app(config.load({}, environment="test", database_url="postgresql:///none"))
    with app.test_request_context():
        for path, write in PAGES.items():
            (ROOT / path).write_text(write())
            print(path)


if __name__ == "__main__":
    main()

"""The deadline board: everything that waits, whose turn it is, and until when (docs/architecture.md#states)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from flask_babel import gettext as _

from core.actor import Actor
from core.labels import words_for
from core.registry import Deadline
from web.access import may_open, refuse_unmarked_list
from web.lists.exports import Export, export_answer
from web.lists.table_files import Head

SOON = timedelta(days=7)


WHEN = ("late", "soon", "later")


CHOICES = ("when", "kind", "owner")


PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One thing that waits, as the board shows it.

    It has no address when its page is not for the reader, and no reference either: that names whom it is about.
    """

    kind: str
    reference: str
    url: str | None
    owner: str
    since: datetime
    due: datetime | None
    when: str
    """late, soon (within seven days) or later, which includes what has no limit."""


def board_rows(deadlines: Iterable[Deadline], actor: Actor, now: datetime) -> list[BoardRow]:
    """All that waits, the most overdue first, what has no limit last."""
    ordered = sorted(deadlines, key=lambda row: (row.due is None, row.due or row.since))
    return [_board_row(row, may_open(actor, row.url), now) for row in ordered]


def _board_row(row: Deadline, opens: bool, now: datetime) -> BoardRow:
    return BoardRow(
        str(row.kind or row.turn.what),
        row.reference if opens else "",
        row.url if opens else None,
        _words(row.turn.owner),
        row.since,
        row.due,
        _when(row.due, now),
    )


def _words(owner: Any) -> str:
    return words_for(owner) if isinstance(owner, StrEnum) else str(owner)


def _when(due: datetime | None, now: datetime) -> str:
    if due is None or due > now + SOON:
        return "later"
    return "late" if due <= now else "soon"


def narrowed(rows: list[BoardRow], chosen: Mapping[str, str]) -> list[BoardRow]:
    """The rows that answer every choice in the address: kind, owner, when, and words of the reference."""
    typed = chosen.get("q", "").strip().casefold()
    wanted = {name: chosen[name] for name in CHOICES if chosen.get(name)}
    return [
        row
        for row in rows
        if all(getattr(row, name) == value for name, value in wanted.items())
        and typed in row.reference.casefold()
    ]


def address(chosen: Mapping[str, str], **changes: str | None) -> str:
    """The board with these choices changed; a choice changed starts from its first row."""
    kept = {
        name: value
        for name, value in {**chosen, "from": None, **changes}.items()
        if value and name in (*CHOICES, "q", "from", "format")
    }
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def board_page(rows: list[BoardRow], chosen: Mapping[str, str]) -> dict[str, Any]:
    """What the list_page macro draws: the chosen rows, a page of them at a time."""
    refuse_unmarked_list()
    found = narrowed(rows, chosen)
    given = chosen.get("from", "")
    first = min(int(given), len(found)) if given.isascii() and given.isdigit() and len(given) < 7 else 0
    choices = _choices(rows)
    return {
        "rows": found[first : first + PAGE_SIZE],
        "total": len(found),
        "columns": [
            {"key": "what", "label": _("What")},
            {"key": "owner", "label": _("Whose turn")},
            {"key": "since", "label": _("Since")},
            {"key": "due", "label": _("Until")},
        ],
        "search": chosen.get("q", "")[:200],
        "search_label": _("Name or number"),
        "filters": [_filter(name, label, options, chosen) for name, (label, options) in choices.items()],
        "chips": _chips(choices, chosen),
        "clear_url": request.path,
        "hidden": {},
        "previous_url": address(chosen, **{"from": str(max(first - PAGE_SIZE, 0))}) if first else None,
        "next_url": address(chosen, **{"from": str(first + PAGE_SIZE)})
        if first + PAGE_SIZE < len(found)
        else None,
        "csv_url": address(chosen, format="csv"),
        "xlsx_url": address(chosen, format="xlsx"),
    }


def _choices(rows: list[BoardRow]) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    kinds, owners = sorted({row.kind for row in rows}), sorted({row.owner for row in rows})
    return {
        "when": (
            _("Until"),
            [("late", _("Late")), ("soon", _("Within seven days")), ("later", _("Later"))],
        ),
        "kind": (_("What"), [(kind, kind) for kind in kinds]),
        "owner": (_("Whose turn"), [(owner, owner) for owner in owners]),
    }


def _filter(
    name: str, label: str, options: list[tuple[str, str]], chosen: Mapping[str, str]
) -> dict[str, Any]:
    drawn = [
        {"value": value, "label": words, "selected": chosen.get(name) == value} for value, words in options
    ]
    return {"name": name, "label": label, "options": drawn}


def _chips(
    choices: Mapping[str, tuple[str, list[tuple[str, str]]]], chosen: Mapping[str, str]
) -> list[dict[str, str]]:
    return [
        {"label": f"{label}: {words}", "remove_url": address(chosen, **{name: None})}
        for name, (label, options) in choices.items()
        for value, words in options
        if chosen.get(name) == value
    ]


def board_file(rows: list[BoardRow], chosen: Mapping[str, str], kind: str) -> Response:
    """The chosen rows as CSV or XLSX."""
    heads = [Head(_("What")), Head(_("Name or number")), Head(_("Whose turn"))]
    heads += [Head(_("Since"), dated=True), Head(_("Until"), dated=True)]
    cells = [[row.kind, row.reference, row.owner, row.since, row.due] for row in narrowed(rows, chosen)]
    return export_answer(Export("deadlines", heads, lambda _s, _most: len(cells), lambda _s: cells), kind)


def counts(rows: list[BoardRow]) -> dict[str, int]:
    """How many are late, due soon, and later."""
    found = Counter(row.when for row in rows)
    return {when: found[when] for when in WHEN}

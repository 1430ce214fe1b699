"""The deadline board: everything that waits, whose turn it is, and until when (docs/architecture.md#states).

What is counted, chosen and searched is counted, chosen and searched by the database (web/queues/queries.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Response, abort, request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.urgency import SOON
from core.labels import words_for
from core.registry import Deadline
from web.access import may_enter, may_open, refuse_unmarked_list
from web.lists.exports import Export, export_answer
from web.lists.listing import normalised
from web.lists.paging import as_type, cursor_text, cursor_values, whole
from web.lists.table_files import Head
from web.queues.queries import WHEN, Asked, DueCounts, Mark, counted, in_order, page_of
from web.queues.queue import Queue, last_day_of, queues

CHOICES = ("when", "kind", "owner")


PAGE_SIZE = 50


YEARS = range(1900, 9000)
"""Of the mark of a page; at the ends of the calendar nothing is reckoned."""


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
    last_day: date | None
    when: str
    """late, soon (within seven days) or later, which includes what has no limit."""


@dataclass(frozen=True, slots=True)
class Board:
    """What the page shows: the tiles count all that waits, the list what was chosen of it."""

    counts: dict[str, int]
    page: dict[str, Any]


def board_row(row: Deadline, actor: Actor, now: datetime) -> BoardRow:
    """The row as this reader may see it."""
    opens = may_open(actor, row.url)
    return BoardRow(
        str(row.kind or row.turn.what),
        row.reference if opens else "",
        row.url if opens else None,
        owner_words(row.turn.owner),
        row.since,
        last_day_of(row),
        when_of(row.due, now),
    )


def owner_words(owner: Any) -> str:
    """Whose turn it is, in words."""
    return words_for(owner) if isinstance(owner, StrEnum) else str(owner)


def kind_of(queue: Queue) -> str:
    """What waits in the queue, in words."""
    return str(words_for(queue.kind) if queue.kind else queue.turn.what)


def when_of(due: datetime | None, now: datetime) -> str:
    """One of WHEN."""
    if due is None or due > now + SOON:
        return "later"
    return "late" if due <= now else "soon"


def asked(chosen: Mapping[str, str], actor: Actor) -> Asked:
    """What the address chooses: by kind, owner, when, and words of the reference.

    Words find nothing in queues whose rows the reader may not open, since those show no reference.
    """
    typed = normalised(chosen.get("q", ""))
    found = [
        queue
        for queue in queues.values()
        if chosen.get("kind") in (None, "", kind_of(queue))
        and chosen.get("owner") in (None, "", owner_words(queue.turn.owner))
        and (not typed or may_enter(actor, queue.endpoint))
    ]
    when = chosen.get("when", "")
    return Asked(tuple(found) if when in ("", *WHEN) else (), when, typed)


def address(chosen: Mapping[str, str], **changes: str | None) -> str:
    """The board with these choices changed; a choice changed starts from its first row."""
    kept = {
        name: value
        for name, value in {**chosen, "after": None, "before": None, **changes}.items()
        if value and name in (*CHOICES, "q", "after", "before", "format")
    }
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def board(session: Session, chosen: Mapping[str, str], actor: Actor, now: datetime) -> Board:
    """The page of this address. Three statements at most, and one for each queue among the rows of the page."""
    refuse_unmarked_list()
    waiting = counted(session, Asked(tuple(queues.values())), now)
    narrow = asked(chosen, actor)
    found = counted(session, narrow, now) if narrow.typed else waiting
    chosen_of = tuple(queue for queue in narrow.queues if _waits(found, queue, narrow.when))
    backwards = "before" in chosen
    mark = mark_of(chosen.get("before") or chosen.get("after") or "")
    read = page_of(
        session, Asked(chosen_of, narrow.when, narrow.typed), now, PAGE_SIZE, mark, backwards=backwards
    )
    ends = [mark_text(each) for each, _row in (*read.rows[:1], *read.rows[-1:])]
    before = read.more if backwards else mark is not None
    after = mark is not None if backwards else read.more
    page = {
        "rows": [board_row(row, actor, now) for _mark, row in read.rows],
        "total": sum(found[queue.label].of(narrow.when) for queue in chosen_of),
        "previous_url": address(chosen, before=ends[0]) if before and ends else None,
        "next_url": address(chosen, after=ends[-1]) if after and ends else None,
        **_frame(chosen, [queue for queue in queues.values() if queue.label in waiting]),
    }
    return Board({when: sum(each.of(when) for each in waiting.values()) for when in WHEN}, page)


def mark_text(mark: Mark) -> str:
    """The place of a row, for an address."""
    return cursor_text([mark.queue.label, mark.place, mark.key])


def mark_of(text: str) -> Mark | None:
    """Where the page begins or ends; None when the address does not say. 400 when someone bent it."""
    values = cursor_values(text, 3)
    if values is None:
        return None
    label, place, key = values
    try:
        queue = queues[as_type(label, sa.String())]
        mark = Mark(queue, as_type(place, queue.place.type), whole(key))
        if mark.place.year not in YEARS:
            raise ValueError(place)
        return mark
    except (KeyError, ValueError):
        abort(400)


def _waits(found: Mapping[str, DueCounts], queue: Queue, when: str) -> bool:
    return queue.label in found and found[queue.label].of(when) > 0


def _frame(chosen: Mapping[str, str], present: list[Queue]) -> dict[str, Any]:
    """What stands about the rows: heads, choices among what waits, ways to the files."""
    choices = _choices(present)
    return {
        "columns": [
            {"key": "what", "label": _("What")},
            {"key": "owner", "label": _("Next to act")},
            {"key": "since", "label": _("Since")},
            {"key": "due", "label": _("Due by")},
        ],
        "search": chosen.get("q", "")[:200],
        "search_label": _("Name or number"),
        "filters": [_filter(name, label, options, chosen) for name, (label, options) in choices.items()],
        "chips": _chips(choices, chosen),
        "clear_url": request.path,
        "hidden": {},
        "csv_url": address(chosen, format="csv"),
        "xlsx_url": address(chosen, format="xlsx"),
    }


def _choices(present: list[Queue]) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    kinds = sorted({kind_of(queue) for queue in present})
    owners = sorted({owner_words(queue.turn.owner) for queue in present})
    return {
        "when": (
            _("Due by"),
            [
                ("late", _("Late")),
                ("soon", ngettext("Within %(num)s day", "Within %(num)s days", SOON.days)),
                ("later", _("Later")),
            ],
        ),
        "kind": (_("What"), [(kind, kind) for kind in kinds]),
        "owner": (_("Next to act"), [(owner, owner) for owner in owners]),
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


def board_file(chosen: Mapping[str, str], actor: Actor, now: datetime, kind: str) -> Response:
    """The chosen rows as CSV or XLSX."""
    heads = [Head(_("What")), Head(_("Name or number")), Head(_("Next to act"))]
    heads += [Head(_("Since"), dated=True), Head(_("Due by"), dated=True)]
    narrow = asked(chosen, actor)

    def count(session: Session, _most: int | None) -> int:
        return sum(each.of(narrow.when) for each in counted(session, narrow, now).values())

    def rows(session: Session) -> Iterator[list[Any]]:
        for deadline in in_order(session, narrow, now):
            row = board_row(deadline, actor, now)
            yield [row.kind, row.reference, row.owner, row.since, row.last_day]

    return export_answer(Export("deadlines", heads, count, rows), kind)

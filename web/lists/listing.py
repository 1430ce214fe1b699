"""Lists: search, filters that live in the address, sorting, paging by key, CSV and XLSX. One way for all packages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Response, request
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.labels import words_for
from core.thai.writing import parse_thai_digits
from web.access import current_actor, refuse_unmarked_list
from web.lists.exports import Export, export_answer
from web.lists.paging import PAGE_SIZE, keyed, with_changes
from web.lists.table_files import MEDIA, Head

ROWS_AT_A_TIME = 500


REGISTRATION_DIGITS = 13


def normalised(typed: str) -> str:
    """What was typed as it is kept: trimmed and cut; digits Arabic, thirteen of them without the dashes or gaps of print."""
    typed = typed.strip()[:200].replace("\x00", "")
    plain = parse_thai_digits(typed)
    bare = plain.replace("-", "").replace(" ", "")
    if len(bare) == REGISTRATION_DIGITS and bare.isdigit():
        return bare
    return plain if plain.isascii() else typed


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `value` reads it from a row; `sort` is the SQL it sorts by (never NULL), None for unsortable.

    One of days or moments says so by `dated` where it does not sort by them: files hold it in both calendars.
    """

    key: str
    label: Any
    value: Callable[[Any], Any]
    sort: Any = None
    numeric: bool = False
    dated: bool = False

    @property
    def head(self) -> Head:
        """The head of the column in a file."""
        by_day = self.sort is not None and isinstance(self.sort.type, sa.Date | sa.DateTime)
        return Head(str(self.label), self.dated or by_day)


@dataclass(frozen=True, slots=True)
class Filter:
    """A drop-down: `options` are (value, label); `apply` narrows the statement by a value chosen from them."""

    name: str
    label: Any
    options: Callable[[], list[tuple[str, Any]]]
    apply: Callable[[Any, str], Any]


MINE = "mine"
"""What narrows a list to what waits for its reader, in its address: `?turn=mine`."""


def turn_filter(waits: Callable[[], Any]) -> Filter:
    """Only the rows that wait for the reader, by that condition."""
    return Filter(
        "turn",
        _l("Next to act"),
        lambda: [(MINE, _l("Your turn"))],
        lambda statement, _chosen: statement.where(waits()),
    )


def choice_filter(column: Any, label: Any) -> Filter:
    """Only the rows whose `column`, of a closed list, holds the member chosen."""
    kind = column.type.enum_class
    return Filter(
        column.key,
        label,
        lambda: [(member.value, words_for(member)) for member in kind],
        lambda statement, chosen: statement.where(column == kind(chosen)),
    )


@dataclass(frozen=True, slots=True)
class _HeadCell:
    key: str
    label: Any
    numeric: bool
    sort_url: str | None
    direction: str | None


@dataclass(frozen=True, slots=True)
class _FilterView:
    name: str
    label: Any
    options: list[dict[str, Any]]


@dataclass
class ListView:
    """What the list_page macro draws."""

    rows: list[Any]
    columns: list[_HeadCell]
    search: str
    search_label: Any
    filters: list[_FilterView]
    chips: list[dict[str, Any]]
    clear_url: str
    hidden: dict[str, str]
    previous_url: str | None
    next_url: str | None
    csv_url: str
    xlsx_url: str | None
    total: int | None = None


@dataclass(frozen=True)
class ListPage:
    """A list of one statement's rows.

    `key` is a unique, never-null column that breaks ties; `sorts` may hold more orders than there are columns.
    `search` narrows the statement by what was typed. `file_name` names the exports.
    """

    columns: list[Column]
    key: Any
    default_sort: str
    file_name: str
    default_descending: bool = False
    filters: list[Filter] = field(default_factory=list)
    search: Callable[[Session, Any, str], Any] | None = None
    search_label: Any = None
    page_size: int = PAGE_SIZE
    keys_first: bool = False
    """Narrow and sort before joining: for a statement that joins what its rows say, and finds or sorts more than a page."""

    def answer(self, session: Session, statement: Any) -> ListView | Response:
        """The list for this request's address; a file when `format` asks for one. For a view marked `list_view`."""
        refuse_unmarked_list()
        arguments = request.args.to_dict()
        narrowed = self._narrow(session, statement, arguments)
        joined = statement if self.keys_first else None
        if arguments.get("format") in MEDIA:
            return export_answer(self._export(narrowed, arguments), arguments["format"])
        return self._view(session, narrowed, joined, arguments)

    def _narrow(self, session: Session, statement: Any, arguments: Mapping[str, str]) -> Any:
        typed = normalised(arguments.get("q", ""))
        if typed and self.search is not None:
            statement = self.search(session, statement, typed)
        for each in self.filters:
            chosen = arguments.get(each.name, "")
            if chosen and chosen in {str(value) for value, _ in each.options()}:
                statement = each.apply(statement, chosen)
        return statement

    def _order(self, arguments: Mapping[str, str]) -> tuple[Column, bool]:
        wanted = arguments.get("sort", "")
        descending = wanted.startswith("-")
        for column in self.columns:
            if column.sort is not None and column.key == wanted.lstrip("-"):
                return column, descending
        default = next(column for column in self.columns if column.key == self.default_sort)
        return default, self.default_descending

    def _view(self, session: Session, statement: Any, joined: Any, arguments: Mapping[str, str]) -> ListView:
        column, descending = self._order(arguments)
        by = (column.sort, self.key)
        found = keyed(
            session,
            statement,
            by,
            arguments,
            descending=descending,
            size=self.page_size,
            joined=joined,
        )
        return ListView(
            rows=[row[0] if len(row) == 3 else row for row in found.rows],
            columns=[self._head(each, column, descending, arguments) for each in self.columns],
            search=arguments.get("q", "")[:200],
            search_label=self.search_label if self.search is not None else None,
            filters=self._filter_views(arguments),
            chips=self._chips(arguments),
            clear_url=request.path,
            hidden={"sort": arguments["sort"]} if "sort" in arguments else {},
            previous_url=found.previous_url,
            next_url=found.next_url,
            csv_url=with_changes(arguments, before=None, after=None, format="csv"),
            xlsx_url=with_changes(arguments, before=None, after=None, format="xlsx")
            if current_actor().person_id is not None
            else None,
        )

    def _head(
        self, each: Column, sorted_by: Column, descending: bool, arguments: Mapping[str, str]
    ) -> _HeadCell:
        if each.sort is None:
            return _HeadCell(each.key, each.label, each.numeric, None, None)
        current = each.key == sorted_by.key
        wanted = f"-{each.key}" if current and not descending else each.key
        direction = ("descending" if descending else "ascending") if current else None
        return _HeadCell(
            each.key,
            each.label,
            each.numeric,
            with_changes(arguments, before=None, after=None, sort=wanted),
            direction,
        )

    def _filter_views(self, arguments: Mapping[str, str]) -> list[_FilterView]:
        return [
            _FilterView(
                each.name,
                each.label,
                [
                    {"value": value, "label": label, "selected": arguments.get(each.name) == str(value)}
                    for value, label in each.options()
                ],
            )
            for each in self.filters
        ]

    def _chips(self, arguments: Mapping[str, str]) -> list[dict[str, Any]]:
        return [
            {
                "label": f"{each.label}: {label}",
                "remove_url": with_changes(arguments, before=None, after=None, **{each.name: None}),
            }
            for each in self.filters
            for value, label in each.options()
            if arguments.get(each.name) == str(value)
        ]

    def _export(self, statement: Any, arguments: Mapping[str, str]) -> Export:
        column, descending = self._order(arguments)
        order = (column.sort.desc(), self.key.desc()) if descending else (column.sort, self.key)
        keys = statement.with_only_columns(self.key, maintain_column_froms=True).order_by(None)
        chosen = statement.add_columns(self.key).order_by(*order)

        def count(session: Session, most: int | None) -> int:
            found = sa.select(sa.func.count()).select_from(keys.limit(most).subquery())
            return session.scalar(found) or 0

        def rows(session: Session) -> Iterator[list[Any]]:
            with session.execute(chosen.execution_options(yield_per=ROWS_AT_A_TIME)) as result:
                for row in result:
                    shown = row[0] if len(row) == 2 else row
                    yield [each.value(shown) for each in self.columns]

        return Export(self.file_name, [each.head for each in self.columns], count, rows)

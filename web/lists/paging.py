"""Paging by key: what a bookmark says of the last row, and the rows after it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import abort, request
from sqlalchemy.orm import Session
from sqlalchemy.sql import visitors

from core.database.search import among
from web.preferences import CHOICES

PAGE_SIZE = 25
CARDS = 10
"""On one page: each is as tall as many rows, with what can be done to it."""
LONGEST_CURSOR = 8_000


def cursor_text(values: list[Any]) -> str:
    """Where a row stands, for the address of the page that begins there."""
    plain = [v.isoformat() if isinstance(v, date | datetime) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain, default=str).encode()).decode().rstrip("=")


def cursor_values(text: str, length: int = 2) -> list[Any] | None:
    """The values of a cursor; None when it is none of ours, whatever it holds."""
    if len(text) > LONGEST_CURSOR:
        return None
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        values = json.loads(plain, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, list) and len(values) == length else None


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def as_type(value: Any, column_type: Any) -> Any:
    """A cursor's value as its column's Python type; ValueError when someone bent the address."""
    if isinstance(column_type, sa.Integer):
        return whole(value)
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError(value)
    value.encode()  # a lone surrogate has no UTF-8: UnicodeEncodeError is a ValueError
    if isinstance(column_type, sa.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(column_type, sa.Date):
        return date.fromisoformat(value)
    if isinstance(column_type, sa.Enum):
        return column_type.enum_class(value) if column_type.enum_class else value
    if isinstance(column_type, sa.String):
        return value
    raise ValueError(value)


def whole(value: Any) -> int:
    """A cursor's key; ValueError when someone bent the address."""
    if type(value) is not int or not -(2**63) <= value < 2**63:
        raise ValueError(value)
    return value


@dataclass(frozen=True, slots=True)
class CardPage:
    """One page of what is drawn as cards and not as a table."""

    rows: list[Any]
    previous_url: str | None = None
    next_url: str | None = None


def card_page(
    session: Session,
    statement: Any,
    order: Any,
    key: Any,
    *,
    only: int | None = None,
) -> CardPage:
    """The page of this request's address, the smallest `order` first; `key` as for a ListPage. It has no files.

    `only` one card: what was done to it was refused, and what was typed stands beside it.
    """
    if only is not None:
        return CardPage(list(session.scalars(statement.where(key == only))))
    found = keyed(
        session,
        statement,
        (order, key),
        request.args.to_dict(),
        descending=False,
        size=CARDS,
        joined=statement,
    )
    return CardPage([row[0] for row in found.rows], found.previous_url, found.next_url)


def keyed(
    session: Session,
    statement: Any,
    by: tuple[Any, Any],
    arguments: Mapping[str, str],
    *,
    descending: bool,
    size: int,
    joined: Any = None,
) -> CardPage:
    """The rows between the cursors of the address, each with `_sort` and `_key` beside; and the ways on.

    `joined` is what says the rows of the keys that `statement` finds, when it sorts before joining: see ListPage.
    """
    sort, key = by
    backwards = "before" in arguments
    ascending = descending == backwards
    cursor = cursor_values(arguments.get("before") or arguments.get("after") or "")
    if cursor is not None:
        try:
            place = sa.literal(as_type(cursor[0], sort.type), sort.type)
            bound = sa.tuple_(place, sa.literal(whole(cursor[1]), sa.BigInteger))
        except ValueError:
            abort(400)
        entity = sa.tuple_(sort, key)
        statement = statement.where(entity > bound if ascending else entity < bound)
        if not _in_one_table(entity):
            # Said of the first alone too: an index of its table finds the place. Where one index has both, it would
            # begin at the first of all that are alike.
            statement = statement.where(sort >= place if ascending else sort <= place)
    orders = (sort, key) if ascending else (sort.desc(), key.desc())
    if joined is not None:
        statement = joined.where(among(key, _first_keys(statement, key, orders, size + 1)))
    keyed = statement.add_columns(sort.label("_sort"), key.label("_key"))
    found: list[Any] = list(session.execute(keyed.order_by(*orders).limit(size + 1)))
    more = len(found) > size
    found = found[:size]
    if backwards:
        found = found[::-1]
    has_previous = (cursor is not None and not backwards) or (backwards and more)
    has_next = more if not backwards else cursor is not None
    ends = [cursor_text([row._sort, row._key]) for row in (found[:1] + found[-1:])]
    return CardPage(
        found,
        with_changes(arguments, after=None, before=ends[0]) if has_previous and ends else None,
        with_changes(arguments, before=None, after=ends[-1]) if has_next and ends else None,
    )


def _first_keys(statement: Any, key: Any, orders: Any, most: int) -> Any:
    """The first keys in that order."""
    keys = statement.with_only_columns(key, maintain_column_froms=True).order_by(*orders).limit(most)
    return keys.correlate(None)


def _in_one_table(entity: Any) -> bool:
    parts = (part for part in visitors.iterate(entity) if isinstance(part, sa.ColumnClause))
    return len({part.table for part in parts if part.table is not None}) == 1


def with_changes(arguments: Mapping[str, str], **changes: str | None) -> str:
    """The address of this page with these choices instead; None takes one away."""
    kept = {
        name: value for name, value in ({**arguments, **changes}).items() if value and name not in CHOICES
    }
    if "format" not in changes:
        kept.pop("format", None)
    return f"{request.path}?{urlencode(kept)}" if kept else request.path

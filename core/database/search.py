"""Statements for lists: the order of a queue that an index keeps, and the rows that words or keys find."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import Session, mapped_column

AFTER_ALL_THAT_WAITS = timedelta(days=100 * 365)


def waiting_first(since: str, *waits: StrEnum) -> Any:
    """A column for the order of a queue, kept by the database: what still waits by its column `since`, then what is done.

    What waits, in one of the given states, has the value of `since` itself.
    """
    states = ", ".join(f"'{state.value}'" for state in waits)
    moment = f"timezone('UTC', {since})"
    later = f"timezone('UTC', {moment} + interval '{AFTER_ALL_THAT_WAITS.days} days')"
    order = sa.Computed(f"CASE WHEN state IN ({states}) THEN {since} ELSE {later} END", persisted=True)
    return mapped_column(sa.DateTime(timezone=True), order, deferred=True)


TRIGRAM = 3
FEW = 1_000
"""So many things with the words are looked up, before the rows that refer to them, at most."""


def trigrams_of(*columns: Any) -> sa.ColumnElement[Any]:
    """The three letters in a row of these columns together, as an index can keep them for `may_hold`."""
    words = columns[0]
    for column in columns[1:]:
        words = words + sa.literal_column("' '", sa.Text) + column
    return sa.func.search_trigrams(words, type_=ARRAY(sa.Text))


def may_hold(trigrams: Any, word: str) -> sa.ColumnElement[bool]:
    """Whether a column of `search_trigrams` has the first and the last three letters: an index finds what may hold the word.

    Not those between: they come together, and a plan that takes each for a chance of its own expects next to nothing.
    How many rows have them decides whether the index or the list's order is followed: see `written_out`.
    """
    if len(word) < TRIGRAM:
        return sa.true()
    ends = [sa.func.lower(written_out(word[:TRIGRAM])), sa.func.lower(written_out(word[-TRIGRAM:]))]
    found: sa.ColumnElement[bool] = trigrams.contains(array(ends))
    return found


def holds(typed: str, *columns: Any) -> sa.ColumnElement[bool]:
    """Whether one of the columns holds what was typed, in whatever case; the words are sent beside the statement."""
    return sa.or_(*(column.icontains(typed, autoescape=True) for column in columns))


def looked_up(
    session: Session, key: Any, found: sa.ColumnElement[bool], *columns: Any
) -> sa.ColumnElement[bool] | None:
    """Whether one of the columns refers to one of the few things that are found; None where they are more than FEW.

    Where they are few, an index finds their rows; where they are more, the list's own order soon meets some, and each
    of its rows is to be asked. No plan that is made before the words are known can be both.
    """
    keys = list(session.scalars(sa.select(key).where(found).limit(FEW + 1)))
    if len(keys) > FEW:
        return None
    if not keys:
        return sa.false()
    return sa.or_(*(column == sa.any_(sa.literal(keys, ARRAY(sa.BigInteger))) for column in columns))


def among(column: Any, keys: sa.Select[Any]) -> sa.ColumnElement[bool]:
    """Whether the column holds one of the whole numbers selected: found once, as an array.

    A plan may ask IN again for each row, and looks keys up in no order, one by one.
    """
    once = sa.func.array(keys.scalar_subquery(), type_=ARRAY(sa.BigInteger))
    found: sa.ColumnElement[bool] = column == sa.any_(once)
    return found


def in_set(column: Any, keys: sa.Select[Any]) -> sa.ColumnElement[bool]:
    """Whether the column holds one of the keys selected: a set made once, of which each row of a list is asked.

    As a join, a plan would look each row up among the keys, or fetch and sort the rows of all keys.
    """
    found: sa.ColumnElement[bool] = column.in_(keys.correlate(None)).is_(sa.true())
    return found


def written_out(text: str) -> sa.ColumnElement[str]:
    """A text written into the statement itself, whose plan is then made for it, and for no other."""
    return sa.bindparam(None, text, sa.String(), unique=True, literal_execute=True)

"""Statements that the driver sends itself: the few hot ones, and one row inserted, read or moved."""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.roles import ExpressionElementRole

_NUMERIC = 1700
"""The server's number of its type of decimals: of a Numeric the dialect asks for it, of no other type that we use."""
_DIALECT: Any = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # SQLAlchemy's own has no types


_MEMBER = re.compile(r"\b([A-Z][A-Za-z]+)\.([A-Z][A-Z0-9_]*)\b")


def with_members(text: str, *kinds: type[StrEnum]) -> sa.TextClause:
    """text() in which members of these closed lists are written by name, `state = CouponState.ISSUED`, and are sent by value.

    KeyError for a member that its list does not have, and for a list that is not given.
    """
    known = {kind.__name__: kind for kind in kinds}
    return sa.text(_MEMBER.sub(lambda found: f"'{known[found[1]][found[2]].value}'", text))


R = TypeVar("R")
"""What a row holds: a Protocol of the columns, or a named tuple."""


class HotStatement(Generic[R]):
    """A statement of the few hot commands, or of every command, which the driver sends itself: built once, its columns learnt once.

    SQLAlchemy adds some three times the driver's own time to a row of thirty columns (docs/decisions/0009).
    Takes a Core statement or text(); a parameter that each execution gives is a bindparam with None for its value, all
    others are sent as the driver writes them. Rows are named tuples of the driver's own values. What the Session has
    not written yet is not seen: flush() first where it may matter.
    """

    __slots__ = ("_fixed", "_make", "text")

    def __init__(self, statement: Any) -> None:
        compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
        self.text = str(compiled)
        named = {} if isinstance(statement, sa.TextClause) else compiled.construct_params(_check=False)
        self._fixed = {name: value for name, value in named.items() if value is not None}
        self._make: Any = None

    def _row_maker(self, cursor: Any) -> Any:
        if self._make is None and cursor.description:
            row: Any = namedtuple("Row", [each.name for each in cursor.description])  # type: ignore[misc]  # known only now
            self._make = row._make
        return self._make

    def first(self, session: Session, parameters: Mapping[str, Any]) -> R | None:
        """The first row, or None. Listeners hear it, as any statement; errors are raised as SQLAlchemy's."""
        found: R | None = self._sent(session, parameters, psycopg.Cursor.fetchone)
        return found

    def all(self, session: Session, parameters: Mapping[str, Any]) -> list[R]:
        """All rows; else as first()."""
        found: list[R] = self._sent(session, parameters, psycopg.Cursor.fetchall)
        return found

    def _sent(
        self, session: Session, parameters: Mapping[str, Any], read: Callable[[psycopg.Cursor[Any]], Any]
    ) -> Any:
        connection = _connection_of(session)
        pooled: Any = connection.connection
        with pooled.cursor(row_factory=self._row_maker) as cursor:
            text: Any = self.text
            for hear in connection.dispatch.before_cursor_execute:
                text, parameters = hear(connection, cursor, text, parameters, None, False)
            try:
                cursor.execute(
                    text, {**self._fixed, **parameters} if self._fixed else parameters, prepare=True
                )
                return read(cursor)
            except psycopg.Error as error:
                if pooled.driver_connection.closed:
                    connection.invalidate(error)
                raise sa.exc.DBAPIError.instance(
                    self.text, None, error, psycopg.Error, hide_parameters=True, dialect=connection.dialect
                ) from error


def _connection_of(session: Session) -> sa.Connection:
    """The connection of the session's transaction, looked for once in each: it would be a twentieth of a command's time."""
    kept = session.info.get(_connection_of)
    if kept is not None and kept[0] is session.get_transaction():
        found: sa.Connection = kept[1]
        return found
    connection = session.connection()
    session.info[_connection_of] = session.get_transaction(), connection
    return connection


class _Column(NamedTuple):
    """A column as an object has it: its attribute, its name in the table, its default, and how values go and come."""

    attribute: str
    name: str
    default: Any
    to_driver: Callable[[Any], Any] | None
    from_driver: Callable[[Any], Any] | None


@cache
def _columns_of(model: Any) -> tuple[_Column, ...]:
    """What an object of the model has from its row, what only the database keeps left out."""
    found = []
    for each in sa.inspect(model).column_attrs:
        (column,) = each.columns
        if not each.deferred and column.computed is None:
            kind = column.type.dialect_impl(_DIALECT)
            default = column.default.arg if column.default is not None else None
            ways = kind.bind_processor(_DIALECT), kind.result_processor(_DIALECT, _NUMERIC)
            found.append(_Column(each.key, column.name, default, *ways))
    return tuple(found)


@cache
def _inserting(model: Any, given: frozenset[str]) -> tuple[HotStatement[Any], tuple[_Column, ...]]:
    """The INSERT of one row of the columns given, and the columns that it returns: its key, and all others."""
    columns = model.__table__.c
    others = tuple(
        each for each in _columns_of(model) if each.name not in given or columns[each.name].primary_key
    )
    row = {name: sa.bindparam(name, type_=columns[name].type) for name in sorted(given)}
    returned = [columns[each.name] for each in others]
    return HotStatement(sa.insert(model.__table__).values(row).returning(*returned)), others


def insert_row(session: Session, model: Any, values: Mapping[str, Any]) -> Any:
    """Insert a row of the columns given; the rest of it, as the database made it."""
    return _inserting(model, frozenset(values))[0].all(session, values)[0]


def insert_object(session: Session, row: Any) -> None:
    """Insert a new object now, and let the session keep it as one that it has read; a quarter of the time of a flush.

    One that comes with others, or refers to some by themselves, is flushed with them.
    """
    model: Any = type(row)
    state = sa.inspect(row)
    if not state.transient or state.dict.keys() & state.mapper.relationships.keys():
        session.add(row)
        session.flush()
        return
    session.flush()
    given, values = state.dict, {}
    for column in _columns_of(model):
        value = given.get(column.attribute, column.default)
        if value is not None:
            values[column.name] = column.to_driver(value) if column.to_driver else value
            set_committed_value(row, column.attribute, value)
    _fill(row, _inserting(model, frozenset(values))[1], insert_row(session, model, values))
    make_transient_to_detached(row)
    session.add(row)


@cache
def _by_key(model: Any, **lock: Any) -> HotStatement[Any]:
    """The statement that reads the row of `key` for an object of the model, made once."""
    (key,) = sa.inspect(model).primary_key
    columns = model.__table__.c
    found = sa.select(*(columns[each.name] for each in _columns_of(model)))
    found = found.where(key == sa.bindparam("key", type_=key.type))
    return HotStatement(found.with_for_update(**lock) if lock else found)


def read_object(session: Session, model: Any, key: Any, **lock: Any) -> Any:
    """The object of that key as its row is now, locked as `with_for_update` would; None if there is none.

    The session's own object, where it has one; what it has read of others beside it is read anew when next used.
    """
    session.flush()
    found = _by_key(model, **lock).first(session, {"key": key})
    return None if found is None else _kept(session, model, key, found)


def _kept(session: Session, model: Any, key: Any, values: Iterable[Any]) -> Any:
    """The session's object of that key as its row is now; a new one where it has none."""
    row = session.identity_map.get(identity_key(model, (key,)))
    if row is not None:
        session.expire(row)
        _fill(row, _columns_of(model), values)
        return row
    row = sa.inspect(model).class_manager.new_instance()
    _fill(row, _columns_of(model), values)
    make_transient_to_detached(row)
    session.add(row)
    return row


class HotObjects:
    """A HotStatement that reads one object of each of some models: `shaped` joins, narrows and locks the select of them.

    Made when it is first used, for a model is complete only when all are.
    """

    __slots__ = ("_keys", "_models", "_statement")

    def __init__(self, shaped: Callable[[sa.Select[Any]], Any], *models: Any) -> None:
        named = [
            model.__table__.c[each.name].label(f"{model.__tablename__}_{each.name}")
            for model in models
            for each in _columns_of(model)
        ]
        self._models = models
        self._keys = [each.name for model in models for each in sa.inspect(model).primary_key]
        self._statement: HotStatement[Any] = HotStatement(shaped(sa.select(*named)))

    def first(self, session: Session, parameters: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The objects of the first row as the row is now, in the order of the models; None if there is none."""
        session.flush()
        found = self._statement.first(session, parameters)
        if found is None:
            return None
        values, objects = iter(found), []
        for model, key in zip(self._models, self._keys, strict=True):
            columns = _columns_of(model)
            mine = dict(zip((each.name for each in columns), values, strict=False))
            objects.append(_kept(session, model, mine[key], mine.values()))
        return tuple(objects)


def _fill(row: Any, columns: Iterable[_Column], values: Iterable[Any]) -> None:
    """What the driver read, as the object has it."""
    for column, value in zip(columns, values, strict=True):
        set_committed_value(row, column.attribute, column.from_driver(value) if column.from_driver else value)


Moves = tuple[tuple[StrEnum, StrEnum], ...]
"""The state that each way of a transition leaves, and the one that it reaches."""


def _update(model: Any, moves: Moves, given: tuple[str, ...]) -> sa.Update:
    """The guarded UPDATE of a transition of the row of `key_is`, with the attributes `given` as parameters (`to_state_since`)."""
    table = model.__table__
    target: Any = moves[0][1]
    if any(reached is not target for _, reached in moves):
        target = sa.case(
            *((table.c.state == left, sa.literal(reached.value, sa.String)) for left, reached in moves)
        )
    (key,) = sa.inspect(model).primary_key
    columns = sa.inspect(model).columns
    values = {columns[each]: sa.bindparam(f"to_{each}", None, columns[each].type) for each in given}
    return (
        sa.update(table)
        .where(key == sa.bindparam("key_is", None, key.type), table.c.state.in_([left for left, _ in moves]))
        .values({table.c.state: target, **values})
        .returning(*(table.c[each.name] for each in _columns_of(model)))
    )


@cache
def _advancing(model: Any, moves: Moves, given: tuple[str, ...]) -> HotStatement[Any]:
    """The statement of a transition with nothing but given values, made once."""
    return HotStatement(_update(model, moves, given))


def advance_row(session: Session, model: Any, key: Any, moves: Moves, columns: Mapping[str, Any]) -> Any:
    """Take a row over one of these moves, `columns` with it, values or expressions; the state it reached, None if it was in no such state.

    The session's own object, where it has one, is as the statement left it.
    """
    session.flush()
    known = {each.attribute: each for each in _columns_of(model)}
    computed, given = {}, {}
    for name in sorted(columns):
        value, to_driver = columns[name], known[name].to_driver
        if isinstance(value, ExpressionElementRole):
            computed[name] = value
        else:
            given[name] = value if value is None or to_driver is None else to_driver(value)
    statement = (
        HotStatement(_update(model, moves, tuple(given)).values(computed))
        if computed
        else _advancing(model, moves, tuple(given))
    )
    found = statement.first(session, {"key_is": key} | {f"to_{name}": given[name] for name in given})
    if found is None:
        return None
    row = session.identity_map.get(identity_key(model, (key,)))
    if row is not None:
        _fill(row, _columns_of(model), found)
    return known["state"].from_driver(found.state)  # type: ignore[misc]  # a closed list has one

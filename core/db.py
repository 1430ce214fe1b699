"""The database: models' base, column vocabulary, and the only commit.

`transaction()` in a service is the one place where work is committed
(docs/architecture.md#database). It does not nest: what two commands share is an *operation*,
which takes the open `Tx`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, TypeVar

import sqlalchemy as sa
from flask import g
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, registry
from sqlalchemy.sql import operators
from sqlalchemy.sql.selectable import _OffsetLimitParam

from core.actor import Actor
from core.commands import Command, Facts, Needed, judge
from core.errors import NotFound, Refused, WrongState
from core.statements import advance_row, insert_object, insert_row, read_object
from core.states import Machine

IdPk = Annotated[int, mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)]
"""A surrogate key, given by the database."""

BigId = Annotated[int, mapped_column(sa.BigInteger)]
"""A reference kept without a foreign key: the row belongs to a package that this one does not know."""

Satang = Annotated[int, mapped_column(sa.BigInteger)]
"""An amount in satang; see core.money.Money."""

Figure = Annotated[Decimal, mapped_column(sa.Numeric(18, 4))]
"""A number that is neither money nor a share: a baseline, a target, a score."""

BasisPoints = Annotated[int, mapped_column(sa.Integer)]
"""A share; 10,000 is the whole."""

At = Annotated[datetime, mapped_column(sa.DateTime(timezone=True))]
"""A moment, in UTC."""

Day = Annotated[date, mapped_column(sa.Date)]
"""A calendar day in Bangkok."""

Code = Annotated[str, mapped_column(sa.String(40))]

Name = Annotated[str, mapped_column(sa.String(300))]

Note = Annotated[str, mapped_column(sa.String(4000))]
"""Free text typed by a person; may hold personal data, so never in an append-only row."""

Digest = Annotated[bytes, mapped_column(sa.LargeBinary(32))]


MAINTAINED: dict[str, Any] = {
    "deferred": True,
    "server_default": sa.FetchedValue(),
    "server_onupdate": sa.FetchedValue(),
}
"""Of a column that a trigger keeps, for statements alone: no code of ours writes it."""


_registry = registry(
    metadata=sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    ),
    type_annotation_map={
        StrEnum: sa.Enum(
            StrEnum,
            native_enum=False,
            create_constraint=True,
            length=40,
            values_callable=lambda kind: [member.value for member in kind],
        ),
        datetime: sa.DateTime(timezone=True),
    },
)


class Base(DeclarativeBase):
    """Typed tables; constraint names are predictable so that migrations can name them."""

    registry = _registry


db = SQLAlchemy(model_class=Base)


_M = TypeVar("_M", bound=Base)


class _ByValue(sa.Enum.Comparator):
    """Compares with a known member by its value: the text of the statement says `state = 'open'`, not `state = $1`.

    A state that few rows are in beside many that are over is found by an index only if the plan is made for that
    state, and a prepared statement is planned once for all values (docs/decisions/0020).
    """

    __slots__ = ()

    def operate(self, op: Any, *other: Any, **named: Any) -> Any:
        """As the type does; what is not a member, or a collection of members, stays a parameter."""
        return super().operate(op, *(self._written_out(op, each) for each in other), **named)

    def _written_out(self, op: Any, value: Any) -> Any:
        known: Collection[Any] = self.type.enums  # type: ignore[attr-defined]  # an Enum has them
        if op in _EQUALITY and isinstance(value, str) and value in known:
            return sa.literal(value, self.type, literal_execute=True)
        if op in _MEMBERSHIP and isinstance(value, Collection) and all(each in known for each in value):
            members = list(value)
            return sa.bindparam(None, members, self.type, unique=True, expanding=True, literal_execute=True)
        return value


_EQUALITY = frozenset({operators.eq, operators.ne})


_MEMBERSHIP = frozenset({operators.in_op, operators.not_in_op})


@sa.event.listens_for(sa.Column, "after_parent_attach")
def _compare_by_value(column: sa.Column[Any], _table: object) -> None:
    """Every column of a closed list, whoever declares it."""
    if isinstance(column.type, sa.Enum):
        column.type.comparator_factory = _ByValue


@compiles(_OffsetLimitParam)
def _limit_by_value(limit: _OffsetLimitParam, compiler: Any, **named: Any) -> str:
    """LIMIT 26, not LIMIT $1: for a limit it does not know, a plan expects a tenth of all rows, and sorts them."""
    return str(compiler.visit_bindparam(limit, **(named | {"literal_execute": True})))


@dataclass(slots=True)
class Tx:
    """One open transaction. Operations take it; only `transaction()` makes and commits it."""

    session: Session
    _command: tuple[Command, Actor, datetime] | None = None
    _is_authorised: bool = False
    _at_the_end: list[Callable[[bool], None]] = field(default_factory=list)
    _after_commit: list[Callable[[], None]] = field(default_factory=list)

    def authorise(self, needs: Needed = None, /, **facts: Facts) -> None:
        """Refuse whom something bars from the command of this transaction. Call it once, after the locks.

        `needs` is the permission that counts, for a command that declares several; `facts` as it declares them; see core.commands.judge for what it raises.
        """
        if self._command is None:
            raise RuntimeError("this transaction runs no command: transaction(COMMAND, actor, now)")
        command, actor, now = self._command
        self._is_authorised = True
        self.hold(lambda locked: judge(self.session, command, needs, actor, now, facts, locked=locked))

    def hold(self, judged: Callable[[bool], None]) -> None:
        """Check a fact, mostly about people, that must hold until the commit; `judged` is called with whether to lock what it reads.

        In a command that takes long it is read without a lock now, and once more under one at the end: a block or the
        end of a role waits for none of the work, and the work then commits nothing.
        """
        if self._command is not None and self._command[0].long:
            judged(False)
            self._at_the_end.append(judged)
        else:
            judged(True)

    def judge_again(self) -> None:
        """What was held without a lock, now under one; `transaction()` calls it before it commits."""
        for judged in self._at_the_end:
            judged(True)

    def add(self, row: _M) -> _M:
        """Insert the row now, so that its key is known and its constraints have spoken."""
        insert_object(self.session, row)
        return row

    def insert(self, model: type[Base], row: Mapping[str, Any]) -> int:
        """Insert one row that nobody looks at as an object, and return its key; the driver sends it itself, after what was added before.

        `row` names every column that the database gives no value; JSON is wrapped as the driver wants it.
        """
        self.session.flush()
        (key,) = sa.inspect(model).primary_key
        made: int = getattr(insert_row(self.session, model, row), key.name)
        return made

    def execute(self, statement: Any, parameters: Any = None) -> Any:
        """Run one statement; parameters as SQLAlchemy takes them."""
        return self.session.execute(statement, parameters)

    def scalar(self, statement: Any, parameters: Any = None) -> Any:
        """The first column of the first row, or None."""
        return self.session.scalar(statement, parameters)

    def get(self, model: type[_M], key: Any) -> _M:
        """The row as the transaction sees it now; NotFound if there is none."""
        return self._fresh(model, key)

    def lock(self, model: type[_M], key: Any, *, named_meanwhile: bool = False) -> _M:
        """The row, fresh and locked FOR UPDATE; for what becomes less available.

        `named_meanwhile`: who only writes rows that refer to it, as long work does of a person, does not wait, nor do we.
        """
        return self._fresh(model, key, key_share=named_meanwhile)

    def share(self, model: type[_M], key: Any) -> _M:
        """The row, fresh and locked FOR SHARE: a fact that decides may not change before we commit.

        A suspension of what we rely on then waits for us, or we see it (docs/architecture.md#database).
        """
        return self._fresh(model, key, read=True)

    def _fresh(self, model: type[_M], key: Any, **lock: Any) -> _M:
        row: _M | None = read_object(self.session, model, key, **lock)
        if row is None:
            raise NotFound
        return row

    def advance(
        self, model: type[_M], key: Any, machine: Machine[Any], trigger: str, **columns: Any
    ) -> StrEnum:
        """Apply the transition `trigger` to one row, and set `columns` with it, in one guarded UPDATE.

        Returns the state it reached; a row at hand is as the UPDATE left it. Raises WrongState when no row was in a state where the trigger applies:
        the row count is the proof, so two people cannot both be first (docs/architecture.md#database).
        TypeError for a model that has state_since, which is not among the columns.
        """
        if "state_since" in sa.inspect(model).columns and "state_since" not in columns:
            raise TypeError(f"{model.__name__} keeps since when it stands in its state: state_since=now")
        reached: StrEnum | None = advance_row(self.session, model, key, machine.moves(trigger), columns)
        if reached is None:
            raise WrongState(machine.name, trigger)
        return reached

    def after_commit(self, wake: Callable[[], None]) -> None:
        """Call `wake` once the commit has happened. It may only wake someone: it can be lost."""
        self._after_commit.append(wake)


@contextlib.contextmanager
def unique_or(tx: Tx, reason: StrEnum | Mapping[str, StrEnum]) -> Iterator[None]:
    """Refuse with `reason` when what is written inside breaks a unique index or an exclusion; the transaction survives.

    Where several indexes may speak, `reason` says by the name of each what it means.
    """
    try:
        with tx.session.begin_nested():
            yield
            tx.session.flush()
    except IntegrityError as error:
        broken: Any = error.orig
        if getattr(broken, "sqlstate", None) not in {"23505", "23P01"}:
            raise
        if not isinstance(reason, Mapping):
            raise Refused(reason) from None
        if broken.diag.constraint_name not in reason:
            raise
        raise Refused(reason[broken.diag.constraint_name]) from None


def release_connection() -> None:
    """End what was read so far, so that no connection is held during a wait; objects are read anew when next used.

    RuntimeError within a transaction: nobody waits there for anything but the database.
    """
    if g.get("open_transaction"):
        raise RuntimeError("do this before the transaction: it waits for something else than the database")
    db.session.rollback()


@contextlib.contextmanager
def transaction(
    command: Command | None = None, actor: Actor | None = None, now: datetime | None = None
) -> Iterator[Tx]:
    """Open, and at the end commit, the one transaction of a service. Rolls back on any error.

    A person's command is named with its actor and moment, and is authorised before anything is committed
    (core.commands). Without one it is the system's own work.
    """
    if g.get("open_transaction"):
        raise RuntimeError("transactions do not nest: call a move, not a service")
    session: Session = db.session()
    tx = Tx(session)
    if command is not None:
        if actor is None or now is None:
            raise TypeError(f"{command.name} is somebody's command at some moment")
        command.admit(actor, now)
        tx._command = (command, actor, now)
    g.open_transaction = tx
    try:
        request_key = g.pop("unclaimed_request_key", None)
        if request_key is not None:
            from core import idempotency  # its table is a model, and so imports this module

            idempotency.claim(session, request_key)
        yield tx
        if tx._command is not None and not tx._is_authorised:
            tx.authorise()
        tx.judge_again()
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        g.pop("open_transaction")
    for wake in tx._after_commit:
        wake()


@contextlib.contextmanager
def reading() -> Iterator[Session]:
    """A session of its own for one long read: read only, and ended whatever happens.

    The request's own session lets its connection go first, so that nobody holds two.
    """
    db.session.rollback()
    with Session(db.engine) as session:
        session.connection(execution_options={"postgresql_readonly": True})
        yield session

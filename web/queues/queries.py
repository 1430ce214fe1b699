"""What waits anywhere, in queues that the packages declare: counted by the database, and a page of it by key.

The order is by when each is due, and what has no limit last, by how long it waits. No column holds that: it follows from
the place of a row in its own queue. So a page takes the first rows of each queue, and of all those the first.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import get_locale
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.calendar.due import calendar, due_at, is_over
from core.calendar.urgency import SOON
from core.clock import bangkok_date
from core.labels import words_for
from core.registry import Deadline
from core.terms import Calendar, end_of, ends
from core.thai.writing import is_thai
from web.queues.queue import Queue, queues

WHEN = ("late", "soon", "later")
"""Over; over within seven days; or later, which includes what has no limit."""
TODAY = "today"
"""Over at the end of this day: a part of what is over soon."""
ROWS_AT_A_TIME = 500
_MOMENT = timedelta(microseconds=1)
_Place = datetime | date


@dataclass(frozen=True, slots=True)
class Officer:
    """Who is to act: nothing counts that the person may not end because of an earlier act or a membership."""

    person_id: int
    connected: frozenset[int]
    """Organisations with which the person is connected."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of all that waits is asked for: these queues, by when it is due (one of WHEN, or TODAY), by what it is called, by whom to be done."""

    queues: tuple[Queue, ...]
    when: str = ""
    typed: str = ""
    by: Officer | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """The place of one row among all: a page begins after it, or ends before it."""

    queue: Queue
    place: _Place
    key: int


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what waits, and whether there is more in the direction in which it was read."""

    rows: list[tuple[Mark, Deadline]]
    more: bool


@dataclass(frozen=True, slots=True)
class DueCounts:
    """How many rows of a queue are late, due soon (of these, today), and due later."""

    late: int
    soon: int
    later: int
    today: int

    def of(self, when: str) -> int:
        """Those that are due then; all of them for none of WHEN and TODAY."""
        return int(getattr(self, when)) if when in (*WHEN, TODAY) else self.late + self.soon + self.later


def counted(session: Session, asked: Asked, now: datetime) -> dict[str, DueCounts]:
    """How many wait in each queue asked for, whenever they are due, by its label; nothing of an empty one. One statement."""
    count, parts = sa.func.count(), []
    for queue in asked.queues:
        rows = _rows(queue, asked, now)
        ends = (now, _end_of_day(now), now + SOON)
        figures = [count.filter(_over(queue, rows.c.place, end)) for end in ends]
        parts.append(sa.select(sa.literal(queue.label), *figures, count).select_from(rows))
    found: Iterable[Any] = session.execute(sa.union_all(*parts)) if parts else ()
    return {
        label: DueCounts(late, over_soon - late, total - over_soon, over_today - late)
        for label, late, over_today, over_soon, total in found
        if total
    }


def page_of(
    session: Session,
    asked: Asked,
    now: datetime,
    size: int,
    mark: Mark | None = None,
    *,
    backwards: bool = False,
) -> Found:
    """So many rows after the mark, or before it. One statement for the keys, and one for each queue among the rows."""
    order = _Order(calendar().of_today())
    parts = [
        _whole(_keys(queue, asked, now, (order, mark) if mark else None, backwards).limit(size + 1))
        for queue in asked.queues
    ]
    known = {queue.label: queue for queue in asked.queues}
    marks = [
        Mark(known[label], place or day, key)
        for label, place, day, key in (session.execute(sa.union_all(*parts)) if parts else ())
    ]
    ordered = sorted(marks, key=order.of, reverse=backwards)
    chosen = ordered[:size][:: -1 if backwards else 1]
    told: dict[tuple[str, int], Deadline] = {}
    for label, queue in known.items():
        if keys := [mark.key for mark in chosen if mark.queue.label == label]:
            rows = session.execute(_told(queue).where(queue.key.in_(keys)))
            told |= {(label, row.key): _deadline(queue, row) for row in rows}
    there = [
        (mark, told[mark.queue.label, mark.key]) for mark in chosen if (mark.queue.label, mark.key) in told
    ]
    return Found(there, len(ordered) > size)


def in_order(session: Session, asked: Asked, now: datetime) -> Iterator[Deadline]:
    """All that is asked for, in the order of the pages, read a few hundred rows of each queue at a time."""
    order = _Order(calendar().of_today())
    streams = (_stream(session, queue, asked, now) for queue in asked.queues)
    for _mark, row in heapq.merge(*streams, key=lambda each: order.of(each[0])):
        yield row


def all_deadlines(session: Session, now: datetime) -> Iterator[Deadline]:
    """Everything that waits anywhere, in no order, read a few hundred rows at a time."""
    for queue in queues.values():
        for row in _read(session, _told(queue).where(queue.waits(now))):
            yield _deadline(queue, row)


def _stream(session: Session, queue: Queue, asked: Asked, now: datetime) -> Iterator[tuple[Mark, Deadline]]:
    statement = _told(queue).where(queue.waits(now), *_called(queue, asked.typed))
    if asked.when:
        statement = statement.where(_due(queue, queue.place, asked.when, now))
    for row in _read(session, statement.order_by(queue.place, queue.key)):
        place = row.since if queue.last_day is None else row.last_day
        yield Mark(queue, place, row.key), _deadline(queue, row)


def _read(session: Session, statement: sa.Select[Any]) -> Iterator[Any]:
    with session.execute(statement.execution_options(yield_per=ROWS_AT_A_TIME)) as rows:
        yield from rows


@dataclass(frozen=True)
class _Order:
    """The order of all rows, by a calendar by which what began later ends no earlier."""

    by: Calendar
    _known: dict[Any, datetime] = field(default_factory=dict)

    def of(self, mark: Mark) -> tuple[bool, datetime, str, _Place, int]:
        """What a row is sorted by: the same limit in one queue and another goes by the queue's name."""
        queue = mark.queue
        return _endless(queue), self.moment(queue, mark.place), queue.label, mark.place, mark.key

    def moment(self, queue: Queue, place: _Place) -> datetime:
        """When the row at that place of the queue is due; since when it waits if it has no limit."""
        if not isinstance(place, datetime):
            return end_of(place)
        if (term := queue.term) is None:
            return place
        known = term, place
        if known not in self._known:
            self._known[known] = ends(term, place, self.by)
        return self._known[known]

    def beyond(self, queue: Queue, rows: Any, mark: Mark, *, backwards: bool) -> sa.ColumnElement[bool]:
        """Which of these rows of a queue come after the mark, or before it."""
        if queue is mark.queue:
            here = sa.tuple_(rows.c.place, rows.c.key)
            there = sa.tuple_(sa.literal(mark.place, rows.c.place.type), sa.literal(mark.key, sa.BigInteger))
            return here < there if backwards else here > there
        if _endless(queue) is not _endless(mark.queue):
            return sa.true() if _endless(queue) is not backwards else sa.false()
        moment = self.moment(mark.queue, mark.place)
        if queue.label > mark.queue.label:
            moment -= _MOMENT  # what is due at the same moment comes after the mark
        reached = rows.c.place <= moment if _endless(queue) else _over(queue, rows.c.place, moment, self.by)
        return reached if backwards else sa.not_(reached)


def _endless(queue: Queue) -> bool:
    return queue.last_day is None and queue.limit is None


def _over(queue: Queue, place: Any, moment: datetime, by: Calendar | None = None) -> sa.ColumnElement[bool]:
    """Whether the time of what is at that place is over by the moment."""
    if queue.last_day is not None:
        over: sa.ColumnElement[bool] = place < bangkok_date(moment)
        return over
    term = queue.term
    return sa.false() if term is None else is_over(place, term, moment, by)


def _due(queue: Queue, place: Any, when: str, now: datetime) -> sa.ColumnElement[bool]:
    """Whether what is at that place is late, due soon or later."""
    if when == "late":
        return _over(queue, place, now)
    end = _end_of_day(now) if when == TODAY else now + SOON
    within = _over(queue, place, end)
    return sa.not_(within) if when == "later" else sa.and_(within, sa.not_(_over(queue, place, now)))


def _end_of_day(now: datetime) -> datetime:
    return end_of(bangkok_date(now))


def _rows(queue: Queue, asked: Asked, now: datetime) -> sa.Subquery:
    """The place and the key of each row that waits in a queue, is called so, and may be ended by whom is asked for."""
    found = sa.select(queue.place.label("place"), queue.key.label("key")).select_from(queue.key.class_)
    bars = _open_to(queue, asked.by)
    if asked.typed or (bars and _barred_elsewhere(queue)):
        found = _joined(queue, found)
    found = found.where(queue.waits(now), *_called(queue, asked.typed), *bars)
    if not isinstance(queue.place, InstrumentedAttribute):
        found = found.offset(sa.literal_column("0"))  # what is reckoned for each row is reckoned once
    return found.subquery()


def _keys(
    queue: Queue, asked: Asked, now: datetime, start: tuple[_Order, Mark] | None, backwards: bool
) -> sa.Select[Any]:
    """The rows of one queue nearest to the mark: its label, a moment or a day, and the key."""
    rows = _rows(queue, asked, now)
    place, key = rows.c.place, rows.c.key
    moment, day = sa.cast(sa.null(), sa.DateTime(timezone=True)), sa.cast(sa.null(), sa.Date())
    places = (place, day) if queue.last_day is None else (moment, place)
    found = sa.select(sa.literal(queue.label).label("queue"), *places, key)
    if asked.when:
        found = found.where(_due(queue, place, asked.when, now))
    if start is not None:
        order, mark = start
        found = found.where(order.beyond(queue, rows, mark, backwards=backwards))
    return found.order_by(place.desc(), key.desc()) if backwards else found.order_by(place, key)


def _whole(part: sa.Select[Any]) -> sa.Select[Any]:
    """A statement with its own order and limit, as a part of a union."""
    return sa.select(sa.text("*")).select_from(part.subquery())


def _joined(queue: Queue, statement: sa.Select[Any]) -> sa.Select[Any]:
    for table, condition in queue.joins:
        statement = statement.join(table, condition)
    return statement


def _open_to(queue: Queue, by: Officer | None) -> list[sa.ColumnElement[bool]]:
    """That no earlier act of the person bars the row, nor a membership."""
    if by is None:
        return []
    apart = (sa.or_(column.is_(None), column.not_in(by.connected)) for column in queue.tied)
    acted = (column.is_distinct_from(by.person_id) for column in queue.barred)
    return [*acted, *(apart if by.connected else ())]


def _barred_elsewhere(queue: Queue) -> bool:
    """Whether a row of another table says who is barred."""
    own = queue.key.class_
    return any(getattr(column, "class_", own) is not own for column in (*queue.barred, *queue.tied))


def _called(queue: Queue, typed: str) -> list[sa.ColumnElement[bool]]:
    """That its number or its name holds what was typed, if anything was."""
    if not typed:
        return []
    columns = [column for column in (queue.number, queue.name, queue.name_en) if column is not None]
    return [sa.or_(sa.false(), *(_holds(column, typed) for column in columns))]


def _holds(column: Any, typed: str) -> sa.ColumnElement[bool]:
    kind = getattr(column.type, "enum_class", None)
    if kind is not None:
        named = [member for member in kind if typed.casefold() in words_for(member).casefold()]
        return sa.or_(sa.false(), *(column == member for member in named))
    held: sa.ColumnElement[bool] = column.icontains(typed, autoescape=True)
    return held


def _told(queue: Queue) -> sa.Select[Any]:
    """All that a Deadline says of the rows of a queue."""
    columns: Mapping[str, Any] = {
        "key": queue.key,
        "since": queue.since,
        "last_day": sa.null() if queue.last_day is None else queue.last_day,
        "number": sa.null() if queue.number is None else queue.number,
        "name": sa.null() if queue.name is None else queue.name,
        "name_en": sa.null() if queue.name_en is None else queue.name_en,
        "page": queue.key if queue.page_of is None else queue.page_of,
        "member_of": sa.null() if queue.member_of is None else queue.member_of,
        **{f"barred_{number}": column for number, column in enumerate(queue.barred)},
        **{f"tied_{number}": column for number, column in enumerate(queue.tied)},
    }
    labelled = (column.label(name) for name, column in columns.items())
    return _joined(queue, sa.select(*labelled).select_from(queue.key.class_))


def _deadline(queue: Queue, row: Any) -> Deadline:
    told, term = row._mapping, queue.term
    due = None if term is None else due_at(term, row.since)
    number, name = (words_for(part) if isinstance(part, StrEnum) else part for part in (row.number, row.name))
    names = {"th": name, "en": row.name_en or name}
    called = {each: " · ".join(part for part in (number, names[each]) if part is not None) for each in names}
    read_in = "th" if is_thai(get_locale() or "th") else "en"
    return Deadline(
        queue.turn,
        row.key,
        called[read_in],
        url_for(queue.endpoint, **({queue.argument: row.page} if queue.argument else {})),
        row.since,
        due if queue.last_day is None else end_of(row.last_day),
        organisation_id=row.member_of,
        barred=frozenset(told[f"barred_{number}"] for number in range(len(queue.barred))),
        tied=_known(told[f"tied_{number}"] for number in range(len(queue.tied))),
        kind=words_for(queue.kind) if queue.kind else None,
        number=number,
        name=names[read_in],
        called=called,
    )


def _known(ids: Iterable[int | None]) -> frozenset[int]:
    return frozenset(each for each in ids if each is not None)

"""The rows before and after one row of a queue, for who checks them one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import Session

from web.queues.queue import Queue, queues


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Addresses of the pages before and after, None where there is none."""

    previous_url: str | None
    next_url: str | None


def neighbours(session: Session, label: str, key: int, place: Any, now: datetime) -> Neighbours:
    """What waits before and after the row `key`, which stands at `place` of the queue with this label.

    `place` is None for a row that waits no more: the first that waits comes next. One statement.
    """
    queue = queues[label]
    parts = [_nearest(queue, "next", key, place, now)]
    if place is not None:
        parts.append(_nearest(queue, "previous", key, place, now))
    found = {row.side: row.page for row in session.execute(sa.union_all(*parts))}
    return Neighbours(_url(queue, found.get("previous")), _url(queue, found.get("next")))


def _nearest(queue: Queue, side: str, key: int, place: Any, now: datetime) -> sa.Select[Any]:
    page = queue.key if queue.page_of is None else queue.page_of
    found = sa.select(sa.literal(side).label("side"), page.label("page")).where(queue.waits(now))
    if place is not None:
        here = sa.tuple_(queue.place, queue.key)
        mark = sa.tuple_(sa.literal(place, queue.place.type), sa.literal(key, sa.BigInteger))
        found = found.where(here > mark if side == "next" else here < mark)
    order = (queue.place, queue.key)
    found = found.order_by(*(each.desc() for each in order) if side == "previous" else order).limit(1)
    return sa.select(found.subquery())


def _url(queue: Queue, page: int | None) -> str | None:
    place: dict[str, Any] = {queue.argument or "": page}
    return None if page is None else url_for(queue.endpoint, **place)

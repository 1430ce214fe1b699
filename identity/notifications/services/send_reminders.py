"""Notify whose turn it is: staff that something has come, everybody that its time runs out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.db import Tx, transaction
from core.registry import Deadline
from identity.notifications.channels import list_of_work
from identity.notifications.models import Reminder
from identity.notifications.operations import News, send
from identity.notifications.reminders import Reachable, stage_of
from identity.notifications.states import ReminderStage
from web.queues.queries import all_deadlines
from web.queues.queue import last_day_of

AT_ONCE = 200
"""Stages looked up and kept in one statement."""
_Due = tuple[Deadline, ReminderStage]
Reach = Callable[[Session, Collection[Deadline], datetime], Reachable]
"""Reads who may act in any of these."""


def send_reminders(reachable: Reach, *, now: datetime) -> int:
    """Send a reminder of each stage that was reached and not yet sent to whoever's turn it is; returns how many stages those were.

    The key of `reminders` decides between two at once. What is unread gathers for staff: one notice for each kind.
    """
    with transaction() as tx:
        reached = (
            (waiting, stage)
            for waiting in all_deadlines(tx.session, now)
            if (stage := stage_of(waiting, now)) is not None
        )
        fresh: list[_Due] = []
        while some := list(islice(reached, AT_ONCE)):
            fresh += _fresh(tx, some, now)
        if fresh:
            told = reachable(tx.session, [waiting for waiting, _stage in fresh], now)
            send(tx, _news(fresh, told), now=now)
        return len(fresh)


def _key(each: _Due) -> tuple[str, int, datetime, ReminderStage]:
    waiting, stage = each
    return waiting.turn.name, waiting.subject_id, waiting.since, stage


def _fresh(tx: Tx, reached: Collection[_Due], now: datetime) -> list[_Due]:
    """Return those of which nobody was notified before, and store them as sent."""
    columns = (Reminder.turn, Reminder.subject_id, Reminder.since, Reminder.stage)
    keys = [_key(each) for each in reached]
    told = {tuple(row) for row in tx.execute(sa.select(*columns).where(sa.tuple_(*columns).in_(keys)))}
    new = {_key(each): each for each in reached if _key(each) not in told}
    if not new:
        return []
    names = [column.key for column in columns]
    rows = [dict(zip(names, key, strict=True), told_at=now) for key in new]
    kept = tx.execute(insert(Reminder).on_conflict_do_nothing().values(rows).returning(*columns))
    return [new[tuple(row)] for row in kept]


def _news(fresh: Collection[_Due], reachable: Reachable) -> list[News]:
    """For members one notice each thing; for staff one each kind, with how many, that leads to the only one."""
    news = []
    work: dict[tuple[int, str, ReminderStage], list[Deadline]] = defaultdict(list)
    for waiting, stage in fresh:
        persons = reachable.whose_turn(waiting)
        if waiting.organisation_id is None:
            for person_id in persons:
                work[person_id, waiting.turn.name, stage].append(waiting)
            continue
        facts = {
            "turn": waiting.turn.name,
            "reference": dict(waiting.called),
            "day": str(last_day_of(waiting)),
        }
        news.append(News(persons, f"reminder.{stage}", waiting.url, facts))
    for (person_id, turn, stage), all_of_it in work.items():
        url = all_of_it[0].url if len(all_of_it) == 1 else list_of_work()
        counted = {"turn": turn, "count": len(all_of_it)}
        news.append(News(frozenset({person_id}), f"work.{stage}", url, counted, about=turn))
    return news

"""Work too long for a request: asked for in one transaction, done by the worker, its progress seen meanwhile.

A row says who asked for what and how far it is. The worker does it as the person who asked, with the rights they
has when it begins. The service that does the work keeps its one transaction: it reports each step to a `Progress`, which
writes on a connection of its own, and in its transaction that the work is finished – so a second run finds it done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.actor import Actor
from core.audit import operations as audit
from core.commands import Command
from core.db import Tx, db
from core.errors import Refused
from core.labels import member_named, words_for
from core.permissions import Permission
from core.settings import installation
from core.tasks import queue as jobs
from core.tasks.models import LongWork
from core.tasks.queue import Queue
from core.tasks.states import WORK_MACHINE, WorkRefusal, WorkState

TASK = "house.long_work"


LIVE = (WorkState.WAITING, WorkState.RUNNING)


ENDED_BADLY = (WorkState.REFUSED, WorkState.FAILED)


REPORT_EVERY_SECONDS = 0.25
"""How often progress is written: each report is a commit of its own."""


_RUNNER = 0x10E6
"""First half of the advisory lock that whoever runs a piece of work holds; its id is the second."""


class Progress:
    """Progress of the work, reported step by step. This base class reports to nobody: for a caller that waits for the service itself."""

    def expect(self, total: int) -> None:
        """So many steps there are."""

    def step(self) -> None:
        """One more is behind us."""

    def finish(self, tx: Tx, result_id: int, now: datetime) -> None:
        """The work is done, and this is its result; in the transaction that does it."""


NO_PROGRESS = Progress()


Run = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of long work. Texts are lazy, in the reader's language.

    `run` takes the arguments, `actor`, `now` and `watch`: it calls one service.
    """

    name: str
    queue: Queue
    """Whose workers do it."""
    title: Any
    needs: Permission
    """Who may ask for it."""
    seen_by: Permission | None
    """Which staff may see it besides the person who asked: those who may see its result. None: nobody."""
    run: Run
    subject: Callable[[Session, Mapping[str, Any]], str]
    """What exactly is worked on, in a few words: a file's name, a number."""
    steps: Any
    """What is counted while it goes on."""
    result_url: Callable[[int], str]
    back_url: Callable[[Mapping[str, Any]], str]
    """Where one begins it anew, with other choices."""
    done: Any
    """What is said once it is done."""
    kept: Any
    """What is still there when it failed."""
    asking: Command | None = None
    """The command that asks for it: whoever asks, also once more, is admitted to it, with its second factor."""
    to_fetch: timedelta | None = None
    """How long finished work stays in the asker's list, whose result is theirs to fetch; None: not at all."""


kinds: dict[str, Kind] = {}


def ask(tx: Tx, kind: Kind, about: str, arguments: Mapping[str, Any], *, actor: Actor, now: datetime) -> int:
    """Queue the work in the caller's transaction; returns its id.

    Refused(UNDER_WAY) with `work_id` while another piece of this kind about the same thing waits or runs.
    """
    actor.require(kind.needs)
    if kind.asking is not None:
        kind.asking.admit(actor, now)
    values = {
        "kind": kind.name,
        "about": about,
        "arguments": dict(arguments),
        "asked_at": now,
        "asked_by_id": actor.known_person_id,
        "acting_as": installation.people().capacity_key(actor),
        "state": WORK_MACHINE.initial,
        "state_since": now,
    }
    made = insert(LongWork).values(**values).on_conflict_do_nothing().returning(LongWork.id)
    work_id: int | None = tx.scalar(made)
    if work_id is None:
        raise Refused(WorkRefusal.UNDER_WAY, work_id=live_work(tx.session, kind, about))
    audit.record(tx, "long_work.asked", "long_work", work_id, actor, now, {"kind": kind.name, "about": about})
    jobs.defer(tx, TASK, queue=kind.queue, work_id=work_id)
    return work_id


def live_work(session: Session, kind: Kind, about: str) -> int | None:
    """The piece of this kind about this thing that waits or runs."""
    found: int | None = session.scalar(
        sa.select(LongWork.id).where(
            LongWork.kind == kind.name, LongWork.about == about, LongWork.state.in_(LIVE)
        )
    )
    return found


def refusal_words(work: LongWork) -> str | None:
    """Why it was refused, in the reader's language; None when it was not, or for a reason that is no more."""
    member = member_named(work.refusal) if work.refusal else None
    return words_for(member, **(work.refusal_facts or {})) if member is not None else None


def stored_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts of a refusal as a row can keep them; days and amounts as they are printed."""
    return {name: _kept(value) for name, value in facts.items()}


def _kept(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


@contextmanager
def runner_of(work_id: int) -> Iterator[sa.Connection | None]:
    """A connection on which each statement is its own transaction, and the lock of the one who runs this work.

    None when somebody else holds the lock. It goes with the connection: a killed worker leaves none behind.
    """
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        lock = {"first": _RUNNER, "second": work_id}
        if not connection.scalar(sa.text("SELECT pg_try_advisory_lock(:first, :second)"), lock):
            yield None
            return
        try:
            yield connection
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:first, :second)"), lock)


NOBODY_RUNS = sa.text(
    "NOT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
    " WHERE locktype = 'advisory' AND datname = current_database()"
    f" AND classid = {_RUNNER} AND objid = long_works.id AND objsubid = 2)"
)
"""Condition on long_works: no runner holds its lock."""


class ProgressReporter(Progress):
    """Writes progress on the runner's own connection, seen at once by everybody; the finish goes with the work."""

    def __init__(self, connection: sa.Connection, work_id: int) -> None:
        self._connection, self._work_id = connection, work_id
        self._total, self._done, self._told_at = 0, 0, 0.0
        self.is_finished = False

    def expect(self, total: int) -> None:
        """Written at once: from now on the bar shows a share."""
        self._total, self._done = total, 0
        self._tell()

    def step(self) -> None:
        """Written when the last report is a while ago, or all is behind us."""
        self._done += 1
        if time.monotonic() - self._told_at >= REPORT_EVERY_SECONDS or self._done == self._total:
            self._tell()

    def finish(self, tx: Tx, result_id: int, now: datetime) -> None:
        """Done exactly when what it did is: WrongState, and all of it undone, if it was done already."""
        total = self._total or None
        columns = {"result_id": result_id, "state_since": now, "total": total, "done": self._total}
        tx.advance(LongWork, self._work_id, WORK_MACHINE, "finish", **columns)
        self.is_finished = True

    def _tell(self) -> None:
        self._told_at = time.monotonic()
        counts = {"total": self._total, "done": min(self._done, self._total)}
        self._connection.execute(sa.update(LongWork).where(LongWork.id == self._work_id).values(**counts))

"""The worker dies between any two statements of a release: nothing is sent in part, and the next worker does it once."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, current_app

from core import clock
from core.calendar.due import is_official
from core.db import db
from core.tasks import long_work
from core.tasks import queue as jobs
from core.tasks.models import LongWork
from core.tasks.services.requeue_work import GRACE, requeue_work
from core.tasks.states import WorkState
from core.terms import Calendar
from ledger.models import Posting
from payouts.batches.services.ask_release import ask_release
from payouts.models.batches import BankFile
from payouts.models.reconciliation import PaymentEvent
from tests.factories import build
from tests.faults.driver import Killer, settings_of
from tests.payouts.world import MONDAY, Finance, findings, payments_of, state_of
from tests.works import kept_work, queued, run_work

LET_GO_SECONDS = 5


def work(work_id: int) -> None:
    """What the worker does with the job, on that day; it reports each step, so that it may die between any two."""
    long_work.REPORT_EVERY_SECONDS = 0
    clock.now = lambda: MONDAY
    jobs.run_now(current_app._get_current_object(), long_work.TASK, work_id=work_id)  # type: ignore[attr-defined]  # a proxy has it


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def fetched(work_id: int) -> None:
    """The queue as a dead worker leaves it, and the work as if it had been begun for the first time, a while ago."""
    db.session.remove()
    build(lambda tx: tx.execute(sa.text("UPDATE procrastinate_jobs SET status = 'doing'")))
    build(lambda tx: tx.execute(sa.update(LongWork).values(tries=1, state_since=MONDAY - 2 * GRACE)))


def taken_up_again(work_id: int) -> bool:
    """Whether the minute's look finds it, as soon as the server has noticed the death."""
    deadline = time.monotonic() + LET_GO_SECONDS
    while time.monotonic() < deadline:
        requeue_work(now=MONDAY)
        if queued(long_work.TASK) == [{"work_id": work_id}]:
            return True
        time.sleep(0.02)
    return False


def test_a_release_by_the_worker_survives_death_before_every_statement(
    db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    finance = Finance()
    finance.claims_of(2)
    batch_id = finance.approved()
    before = count(Posting)
    day = Calendar(is_official).next_working_day(clock.bangkok_date(MONDAY))
    work_id = ask_release(batch_id, "03", day, actor=finance.releaser, now=MONDAY)
    deaths, begun = 0, 0
    db.session.remove()
    with Killer("tests.faults.test_long_work:work", {"work_id": work_id}, settings_of(db_app)) as killer:
        while killer.kill_before(deaths + 1):
            deaths += 1
            kept = kept_work(work_id)
            if kept.state is WorkState.DONE:  # died after its commit, before it let its lock go
                break
            begun += kept.state is WorkState.RUNNING
            assert state_of(batch_id) == "approved"
            assert {payment.state.value for payment in payments_of(batch_id)} == {"batched"}
            assert (count(BankFile), count(PaymentEvent), count(Posting)) == (0, 0, before)
            if deaths % 10 == 0:
                fetched(work_id)
                assert taken_up_again(work_id)
            build(lambda tx: tx.execute(sa.update(LongWork).values(tries=0)))
            db.session.remove()
    assert begun > 20
    assert run_work(db_app, work_id).state is WorkState.DONE
    assert state_of(batch_id) == "released"
    assert {payment.state.value for payment in payments_of(batch_id)} == {"sent"}
    assert (count(BankFile), count(PaymentEvent), count(Posting)) == (1, 2, before + 2)
    assert requeue_work(now=MONDAY + timedelta(hours=1)) == []
    assert findings() == []

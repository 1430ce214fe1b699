"""Two at once: one batch is released once, one file is taken once, and the loser is told so in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, current_app

from core import clock
from core.actor import actor_with
from core.calendar.due import is_official
from core.db import db
from core.errors import Refused
from core.labels import words_for
from core.permissions import Role
from core.tasks import long_work
from core.tasks import queue as jobs
from core.tasks.models import LongWork
from core.tasks.states import WorkRefusal, WorkState
from core.terms import Calendar
from demo.bank import answers
from payouts.batches.services.ask_release import ask_release
from payouts.batches.services.release_batch import release_batch
from payouts.models.batches import BankFile
from payouts.models.reconciliation import BankImport, PaymentEvent
from payouts.reconciliation.services.ask_import import ask_import
from payouts.reconciliation.services.import_bank_report import import_bank_report
from payouts.states import PayoutRefusal
from tests.factories import build
from tests.payouts.world import MONDAY, Finance, findings, order_of, payments_of, state_of
from tests.works import kept_work

DAY = Calendar(is_official).next_working_day(clock.bangkok_date(MONDAY))
PAYMENTS = 6
AtOnce = Callable[..., list[str]]
DONE = "done"
MOVED_ON = "moved_on"
_GUARDED_STATE = re.compile(r" AND \w+\.state IN \((?:(?:%\(\w+\)s|'\w+')(?:::\w+)?(?:, )?)+\)(?= RETURNING)")


def outcome(do: Callable[[], Any]) -> str:
    """`done`, the refusal's name – which has words –, or the kind of error."""
    try:
        do()
    except Refused as refused:
        words_for(refused.reason, **refused.facts)
        return str(refused.reason)
    except Exception as error:
        return type(error).__name__
    return DONE


def take_the_guards_away() -> None:
    """The negative control, in one process: nobody waits for anybody, and no UPDATE asks where its row stands."""

    def careless(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> tuple[str, Any]:
        statement = statement.replace(" FOR UPDATE", "").replace("pg_advisory_xact_lock(", "abs(")
        return _GUARDED_STATE.sub("", statement), parameters

    sa.event.listen(db.engine, "before_cursor_execute", careless, retval=True)


def release(batch_id: int, person_id: int, careless: bool = False) -> str:
    """A releaser's verb, in a process of its own."""
    if careless:
        take_the_guards_away()
    actor = actor_with(frozenset({Role.FINANCE_RELEASER}), person_id=person_id)
    return outcome(lambda: release_batch(batch_id, "03", DAY, actor=actor, now=MONDAY))


def order_release(batch_id: int, person_id: int) -> str:
    """A releaser's button."""
    actor = actor_with(frozenset({Role.FINANCE_RELEASER}), person_id=person_id)
    return outcome(lambda: ask_release(batch_id, "03", DAY, actor=actor, now=MONDAY))


def take(document_id: int, person_id: int, careless: bool = False) -> str:
    """The taking of a file that an officer gave in, by a worker."""
    if careless:
        take_the_guards_away()
    actor = actor_with(frozenset({Role.FINANCE_OFFICER}), person_id=person_id)
    return outcome(lambda: import_bank_report(document_id, actor=actor, now=MONDAY))


def give_in(path: str, person_id: int) -> str:
    """An officer's button."""
    actor = actor_with(frozenset({Role.FINANCE_OFFICER}), person_id=person_id)
    return outcome(lambda: ask_import(Path(path).read_bytes(), "a.xml", actor=actor, now=MONDAY))


def work(work_id: int) -> str:
    """A worker's job, on that day."""
    clock.now = lambda: MONDAY
    app: Any = current_app
    return outcome(lambda: jobs.run_now(app._get_current_object(), long_work.TASK, work_id=work_id))


@pytest.fixture
def finance(db_app: Flask) -> Finance:
    return Finance()


def run(verb: str, **arguments: Any) -> str:
    """One of the verbs above by its name."""
    verbs = {each.__name__: each for each in (release, order_release, take, give_in, work)}
    return verbs[verb](**arguments)


@pytest.fixture
def at_once(in_order: Callable[..., list[str]]) -> AtOnce:
    """A verb in as many processes as there are arguments, let go together; their answers."""

    def race(verb: Callable[..., str], *field: dict[str, Any]) -> list[str]:
        return sorted(in_order(*({"verb": verb.__name__, **each} for each in field)))

    return race


def releasers(finance: Finance) -> list[int]:
    """Two people, either of whom may release."""
    other = build(lambda tx: finance.world.staff(tx, Role.FINANCE_RELEASER))
    return [finance.releaser.known_person_id, other.known_person_id]


def counted(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def approved(finance: Finance, payments: int = PAYMENTS) -> int:
    finance.claims_of(payments)
    return finance.approved()


def statement(finance: Finance, payments: int = PAYMENTS) -> tuple[int, bytes]:
    """A released batch, and the file in which the bank says that it paid all of it."""
    batch_id = approved(finance, payments)
    release_batch(batch_id, "03", DAY, actor=finance.releaser, now=MONDAY)
    return batch_id, answers(order_of(batch_id)).camt053[1]


def takers(finance: Finance, file: bytes, **more: Any) -> list[dict[str, Any]]:
    """Two workers who find the same bytes given in twice."""
    person_id = finance.officer.known_person_id
    return [{"document_id": finance.given_in(file), "person_id": person_id, **more} for _ in range(2)]


def test_two_who_release_one_batch_release_it_once(at_once: AtOnce, finance: Finance) -> None:
    batch_id = approved(finance)
    field = [{"batch_id": batch_id, "person_id": person} for person in releasers(finance)]
    assert at_once(release, *field) == [DONE, MOVED_ON]
    assert (state_of(batch_id), counted(BankFile), counted(PaymentEvent)) == ("released", 1, PAYMENTS)
    assert findings() == []


def test_negative_control_without_guards_only_the_tables_own_keys_stop_the_second_release(
    at_once: AtOnce, finance: Finance
) -> None:
    batch_id = approved(finance)
    field = [{"batch_id": batch_id, "person_id": each, "careless": True} for each in releasers(finance)]
    assert at_once(release, *field) != [DONE, MOVED_ON]


def test_two_who_order_one_release_begin_one_work(at_once: AtOnce, finance: Finance) -> None:
    batch_id = approved(finance, 2)
    field = [{"batch_id": batch_id, "person_id": person} for person in releasers(finance)]
    assert at_once(order_release, *field) == [DONE, WorkRefusal.UNDER_WAY]
    assert counted(LongWork) == 1


def test_two_workers_with_one_work_do_it_once(at_once: AtOnce, finance: Finance) -> None:
    batch_id = approved(finance)
    work_id = ask_release(batch_id, "03", DAY, actor=finance.releaser, now=MONDAY)
    assert at_once(work, *[{"work_id": work_id}] * 3) == [DONE] * 3
    assert kept_work(work_id).state is WorkState.DONE
    assert (counted(BankFile), counted(PaymentEvent)) == (1, PAYMENTS)
    assert findings() == []


def test_two_who_take_one_file_take_it_once(at_once: AtOnce, finance: Finance) -> None:
    batch_id, file = statement(finance)
    assert at_once(take, *takers(finance, file)) == [DONE, PayoutRefusal.FILE_IMPORTED_BEFORE]
    assert counted(BankImport) == 1
    assert {payment.state.value for payment in payments_of(batch_id)} == {"paid"}
    assert findings() == []


def test_negative_control_without_guards_only_the_tables_own_keys_stop_the_second_import(
    at_once: AtOnce, finance: Finance
) -> None:
    _batch_id, file = statement(finance)
    assert at_once(take, *takers(finance, file, careless=True)) != [DONE, PayoutRefusal.FILE_IMPORTED_BEFORE]


def test_two_who_give_in_one_file_begin_one_work(at_once: AtOnce, finance: Finance, tmp_path: Path) -> None:
    _batch_id, file = statement(finance, 2)
    path = tmp_path / "C053.xml"
    path.write_bytes(file)
    field = [{"path": str(path), "person_id": finance.officer.known_person_id}] * 2
    assert at_once(give_in, *field) == [DONE, WorkRefusal.UNDER_WAY]
    assert counted(LongWork) == 1

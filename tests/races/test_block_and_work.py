"""A block against long work that runs: the block waits for none of it, and none of it is committed after the block."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, current_app

import core.db
from core import clock
from core.actor import Actor, actor_with
from core.calendar.due import is_official, official_holidays
from core.clock import bangkok_date
from core.db import db
from core.documents.models import Document
from core.documents.operations import EXPORT as EXPORTED
from core.permissions import Role
from core.tasks import long_work
from core.tasks import queue as jobs
from core.tasks.states import WorkState
from core.terms import Calendar
from demo.bank import answers
from identity.people.models import Person
from identity.rights_requests.services.block_person import block_person
from identity.staff.models import StaffRole
from identity.staff.services.end_role import end_role
from payouts.batches.services.ask_release import ask_release
from payouts.models.batches import BankFile
from payouts.models.reconciliation import BankImport
from payouts.reconciliation.services.ask_import import ask_import
from providers.models import Provider
from providers.services.suspend_provider import suspend_provider
from tests.factories import build
from tests.payouts.world import MONDAY, Finance, findings, order_of, state_of
from tests.works import kept_work
from web.lists.exports import EXPORT
from web.lists.services.ask_export import ask_export

official_holidays(MONDAY.year)
"""Read before the start: it takes a process longer than the whole race."""
DAY = Calendar(is_official).next_working_day(bangkok_date(MONDAY))
DONE = "done"
PATIENCE_SECONDS = 4
"""How long the work goes on, unless the block comes first; less than a page waits for a lock."""
WHY = "บัญชีถูกผู้อื่นนำไปใช้"
MIDST = ("INSERT INTO bank_files", "INSERT INTO statement_lines", "INSERT INTO documents")
"""What each kind of work writes once its rights were looked at."""
Together = Callable[..., list[str]]


IN_THE_MIDST = 0x3D57
"""Advisory lock by which the work says that it is there."""


def run(verb: str, **given: Any) -> str:
    """One of the two, in a process of its own: `done`, or the kind of error."""
    clock.now = lambda: MONDAY
    try:
        {"work": _work, "block": _block, "end_role": _end_role, "suspend": _suspend}[verb](**given)
    except Exception as error:
        return type(error).__name__
    return DONE


def _work(work_id: int, until: str, careless: bool = False) -> None:
    """What the worker does; in its midst it waits until what goes on beside it has happened, or too long."""
    if careless:  # the negative control: rights are looked at when the work begins, and not again at its end
        core.db.Tx.judge_again = lambda _tx: None  # type: ignore[method-assign]  # taken away here
    sa.event.listen(db.engine, "before_cursor_execute", _long_until(until))
    jobs.run_now(current_app._get_current_object(), long_work.TASK, work_id=work_id)  # type: ignore[attr-defined]  # a proxy has it


def _long_until(happened: str) -> Any:
    waited: list[bool] = []

    def take_long(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if waited or not statement.startswith(MIDST):
            return
        waited.append(True)
        deadline = time.monotonic() + PATIENCE_SECONDS
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as beside:
            beside.execute(sa.text(f"SELECT pg_advisory_lock({IN_THE_MIDST})"))
            while time.monotonic() < deadline and not beside.scalar(sa.text(happened)):
                time.sleep(0.02)
            beside.execute(sa.text(f"SELECT pg_advisory_unlock({IN_THE_MIDST})"))

    return take_long


def _await_the_midst() -> None:
    there = sa.text(f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {IN_THE_MIDST}")
    deadline = time.monotonic() + 2 * PATIENCE_SECONDS
    while not db.session.scalar(there) and time.monotonic() < deadline:
        db.session.rollback()
        time.sleep(0.02)
    db.session.rollback()


def _block(by: int, whom: int) -> None:
    _await_the_midst()
    actor = actor_with(frozenset({Role.ADMINISTRATOR}), person_id=by)
    block_person(whom, WHY, actor=actor, now=MONDAY)


def _end_role(by: int, staff_role_id: int) -> None:
    _await_the_midst()
    actor = actor_with(frozenset({Role.ADMINISTRATOR}), person_id=by)
    end_role(staff_role_id, actor=actor, now=MONDAY)


def _suspend(by: int, provider_id: int) -> None:
    _await_the_midst()
    actor = actor_with(frozenset({Role.PROGRAMME_APPROVER}), person_id=by)
    suspend_provider(provider_id, WHY, actor=actor, now=MONDAY)


@pytest.fixture
def finance(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Finance:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    return Finance()


def administrator(finance: Finance) -> int:
    actor: Actor = build(lambda tx: finance.world.staff(tx, Role.ADMINISTRATOR))
    return actor.known_person_id


def blocking(finance: Finance, work_id: int, whom: Actor, **more: Any) -> list[dict[str, Any]]:
    """The work, and the block of somebody on whom it rests."""
    until = f"SELECT NOT active FROM people WHERE id = {whom.known_person_id}"
    return [
        {"verb": "work", "work_id": work_id, "until": until, **more},
        {"verb": "block", "by": administrator(finance), "whom": whom.known_person_id},
    ]


def release(finance: Finance) -> tuple[int, int]:
    """A batch whose release is asked for; the batch and the work."""
    finance.claims_of(2)
    batch_id = finance.approved()
    return batch_id, ask_release(batch_id, "03", DAY, actor=finance.releaser, now=MONDAY)


def statement(finance: Finance) -> int:
    """The bank's statement on a released batch, kept and queued; the work."""
    finance.claims_of(2)
    content = answers(order_of(finance.released())).camt053[1]
    return ask_import(content, "C053.xml", actor=finance.officer, now=MONDAY)


def export(finance: Finance) -> int:
    """The list of people in an XLSX, asked for; the work."""
    address = "/payables?format=xlsx"
    return ask_export(EXPORT, "payables", address, "xlsx", "th", actor=finance.officer, now=MONDAY)


def refused_for(work_id: int) -> str | None:
    """Why the work was refused; None if it was not."""
    work = kept_work(work_id)
    return (work.refusal or "").rpartition(":")[2] if work.state is WorkState.REFUSED else None


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.mark.parametrize(
    ("who", "why"),
    [("releaser", "right_withdrawn"), ("approver", "signer_blocked"), ("officer", "signer_blocked")],
)
def test_a_release_ends_unsent_when_who_signed_it_is_blocked_meanwhile(
    who: str, why: str, finance: Finance, in_order: Together
) -> None:
    batch_id, work_id = release(finance)
    assert in_order(*blocking(finance, work_id, getattr(finance, who))) == [DONE, DONE]
    assert refused_for(work_id) == why
    assert (state_of(batch_id), count(BankFile)) == ("approved", 0)
    assert findings() == []


@pytest.mark.parametrize("work", [statement, export])
def test_no_other_long_work_of_the_blocked_is_committed(
    work: Callable[[Finance], int], finance: Finance, in_order: Together
) -> None:
    work_id = work(finance)
    assert in_order(*blocking(finance, work_id, finance.officer)) == [DONE, DONE]
    assert refused_for(work_id) == "right_withdrawn"
    assert count(BankImport) == 0
    kept = sa.select(Document.id).where(Document.kind == EXPORTED)
    assert db.session.scalar(kept) is None


def test_a_role_that_ends_meanwhile_sends_nothing_and_its_end_does_not_wait(
    finance: Finance, in_order: Together
) -> None:
    batch_id, work_id = release(finance)
    mine = sa.select(StaffRole.id).where(StaffRole.person_id == finance.releaser.person_id)
    role_id = db.session.scalars(mine).one()
    until = f"SELECT ended_at IS NOT NULL FROM staff_roles WHERE id = {role_id}"
    ends = {"verb": "end_role", "by": administrator(finance), "staff_role_id": role_id}
    assert in_order({"verb": "work", "work_id": work_id, "until": until}, ends) == [DONE, DONE]
    assert refused_for(work_id) == "right_withdrawn"
    assert (state_of(batch_id), count(BankFile)) == ("approved", 0)


def test_nothing_is_sent_to_who_is_suspended_meanwhile(finance: Finance, in_order: Together) -> None:
    batch_id, work_id = release(finance)
    provider_id = db.session.scalar(sa.select(sa.func.min(Provider.organisation_id)))
    approver: Actor = build(lambda tx: finance.world.staff(tx, Role.PROGRAMME_APPROVER))
    suspends = {"verb": "suspend", "by": approver.known_person_id, "provider_id": provider_id}
    until = f"SELECT state = 'suspended' FROM providers WHERE organisation_id = {provider_id}"
    assert in_order({"verb": "work", "work_id": work_id, "until": until}, suspends) == [DONE, DONE]
    assert refused_for(work_id) == "payee_not_payable"
    assert (state_of(batch_id), count(BankFile)) == ("approved", 0)
    assert findings() == []


@pytest.mark.parametrize("who", ["releaser", "approver"])
def test_without_the_second_look_it_is_sent_in_a_blocked_persons_name(
    who: str, finance: Finance, in_order: Together
) -> None:
    """The negative control."""
    batch_id, work_id = release(finance)
    in_order(*blocking(finance, work_id, getattr(finance, who), careless=True))
    assert state_of(batch_id) == "released"
    blocked = db.session.get_one(Person, getattr(finance, who).person_id)
    assert not blocked.active

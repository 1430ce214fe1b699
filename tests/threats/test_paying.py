"""Paying out: who may not sign, what a bank's file may do and what not, through the pages and the worker."""

from __future__ import annotations

import io
from datetime import date

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core.actor import Actor
from core.commands import AuthorityRefusal
from core.db import db
from core.labels import name_of, words_for
from core.money import Money
from core.permissions import Role
from core.tasks.models import LongWork
from core.tasks.states import WorkRefusal, WorkState
from demo.bank import answers
from identity.organisations.states import Capacity
from identity.staff.models import StaffRole
from payouts.batches import lists
from payouts.batches.queries import Selection
from payouts.batches.rules import BatchFlag
from payouts.batches.services.draft_batch import draft_batch
from payouts.batches.services.submit_batch import submit_batch
from payouts.models.reconciliation import BankImport, StatementLine
from payouts.states import HoldReason, LineState, PayoutRefusal
from tests.factories import build
from tests.payouts import fault_maker
from tests.payouts.world import MONDAY, Finance, order_of, payable_of, payments_of, state_of
from tests.threats.acting import was_member
from tests.threats.conftest import Browse
from tests.works import run_work, work_of

DAY = date(2026, 11, 24)
RELEASE = {"version": "03", "execution_date": DAY.isoformat()}
EVERYTHING = (Role.FINANCE_OFFICER, Role.FINANCE_APPROVER, Role.FINANCE_RELEASER)


def upload(desk: FlaskClient, content: bytes, name: str = "answer.xml") -> tuple[int, str]:
    """Post a bank's file as the page does; returns the status and where it leads."""
    form = {"answer": (io.BytesIO(content), name)}
    sent = desk.post("/statements/import", data=form, content_type="multipart/form-data")
    return sent.status_code, sent.location or ""


def imported(app: Flask, desk: FlaskClient, *files: bytes) -> list[LongWork]:
    """Upload each file and have the worker book it."""
    done = []
    for content in files:
        status, location = upload(desk, content)
        assert status == 303
        done.append(run_work(app, work_of(location)))
    return done


def one(finance: Finance, *roles: Role) -> Actor:
    """A new officer."""
    actor: Actor = build(lambda tx: finance.world.staff(tx, *roles))
    return actor


def states(batch_id: int) -> list[str]:
    return [payment.state.value for payment in payments_of(batch_id)]


def test_who_prepared_a_batch_does_not_approve_it(finance: Finance, browse: Browse) -> None:
    finance.claims_of(1)
    desk = browse(one(finance, *EVERYTHING))
    batch = desk.post("/batches/new", data={"up_to": "23/11/2569"}).location
    assert desk.post(f"{batch}/submit").status_code == 303
    answer = desk.post(f"{batch}/approve")
    assert answer.status_code == 409
    assert str(words_for(PayoutRefusal.PREPARED_BY_YOU)) in answer.text
    assert state_of(int(batch.rsplit("/", 1)[1])) == "submitted"


def test_above_the_limit_three_persons_sign(finance: Finance, browse: Browse) -> None:
    finance.claim(finance.provider(), Money.baht(600_000))
    batch_id = finance.submitted()
    second = browse(one(finance, *EVERYTHING))
    assert second.post(f"/batches/{batch_id}/approve").status_code == 303
    answer = second.post(f"/batches/{batch_id}/release", data=RELEASE)
    assert answer.status_code == 409
    assert str(words_for(PayoutRefusal.APPROVED_BY_YOU)) in answer.text
    assert browse(finance.releaser).post(f"/batches/{batch_id}/release", data=RELEASE).status_code == 303


def test_who_is_connected_with_a_payee_neither_approves_nor_releases(
    finance: Finance, browse: Browse
) -> None:
    payee_id = finance.provider()
    finance.claim(payee_id)
    for actor in (finance.approver, finance.releaser):
        was_member(actor, payee_id, Capacity.PROVIDER)
    submitted = finance.submitted()
    answer = browse(finance.approver).post(f"/batches/{submitted}/approve")
    assert answer.status_code == 409
    assert str(words_for(AuthorityRefusal.CONNECTED)) in answer.text
    assert (
        browse(one(finance, Role.FINANCE_APPROVER)).post(f"/batches/{submitted}/approve").status_code == 303
    )
    assert browse(finance.releaser).post(f"/batches/{submitted}/release", data=RELEASE).status_code == 409
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LongWork)) == 0


def test_a_batch_shows_new_payees_equal_amounts_and_a_large_share(finance: Finance, browse: Browse) -> None:
    payee_id = finance.provider()
    for _ in range(4):
        finance.claim(payee_id)
    finance.claim(finance.provider())
    batch_id = draft_batch(Selection(), actor=finance.officer, now=MONDAY)
    submit_batch(batch_id, actor=finance.officer, now=MONDAY)
    page = browse(finance.approver).get(f"/batches/{batch_id}").text
    for flag in (BatchFlag.NEW_PAYEE, BatchFlag.SAME_AMOUNT, BatchFlag.BIG_SHARE):
        assert str(lists._FLAG_NAMES[flag]) in page, flag


def test_accepted_is_not_paid(finance: Finance, browse: Browse, app: Flask) -> None:
    finance.claims_of(2)
    batch_id = finance.released()
    told = answers(order_of(batch_id))
    (work,) = imported(app, browse(finance.officer), told.pain002[0])
    assert work.state is WorkState.DONE
    assert states(batch_id) == ["sent", "sent"]


def test_the_same_file_is_imported_once(finance: Finance, browse: Browse, app: Flask) -> None:
    finance.claims_of(2)
    batch_id = finance.released()
    statement = answers(order_of(batch_id)).camt053[1]
    desk = browse(finance.officer)
    imported(app, desk, statement)
    assert upload(desk, statement, "again.xml")[0] == 409
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BankImport)) == 1
    assert states(batch_id) == ["paid", "paid"]


def test_a_line_reported_again_is_known_as_a_duplicate(finance: Finance, browse: Browse, app: Flask) -> None:
    finance.claims_of(1)
    statement = answers(order_of(finance.released())).camt053[1]
    imported(app, browse(finance.officer), statement, fault_maker.reissued(statement))
    db.session.rollback()
    kept = db.session.scalars(sa.select(StatementLine.state).order_by(StatementLine.id)).all()
    assert kept == [LineState.MATCHED, LineState.DUPLICATE]


def test_a_file_that_cannot_be_trusted_leaves_nothing_behind(finance: Finance, browse: Browse) -> None:
    finance.claims_of(1)
    statement = answers(order_of(finance.released())).camt053[1]
    desk = browse(finance.officer)
    for content in (b"x", b"<a/>", statement[: len(statement) // 2], b"<!DOCTYPE a>"):
        assert upload(desk, content)[0] in (400, 409)
    db.session.rollback()
    for model in (LongWork, BankImport):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 0


def test_money_that_comes_back_days_later_is_owed_again(finance: Finance, browse: Browse, app: Flask) -> None:
    claim = finance.claim(finance.provider())
    batch_id = finance.released()
    told = answers(order_of(batch_id), days=5)
    reference = payments_of(batch_id)[0].end_to_end_id
    imported(app, browse(finance.officer), *fault_maker.late_return(told.camt053, reference, reason="MD07"))
    assert states(batch_id) == ["returned"]
    assert payable_of(claim).hold_reason is HoldReason.ACCOUNT_REFUSED, "owed, and not sent there again"


def test_who_imported_a_line_does_not_set_it_aside(finance: Finance, browse: Browse, app: Flask) -> None:
    finance.claims_of(1)
    told = answers(order_of(finance.released()))
    desk = browse(finance.officer)
    imported(app, desk, *fault_maker.strangers_line(told.camt053, Money(123_45), credit=True))
    line = db.session.scalars(sa.select(StatementLine.id).filter_by(state=LineState.UNMATCHED)).one()
    address, form = f"/statements/lines/{line}/set-aside", {"aside-reason": "โอนผิด"}
    answer = desk.post(address, data=form)
    assert answer.status_code == 409
    assert str(words_for(PayoutRefusal.IMPORTED_BY_YOU)) in answer.text
    assert browse(finance.approver).post(address, data=form).status_code == 303


def test_a_payment_that_the_bank_has_booked_is_not_released(
    finance: Finance, browse: Browse, app: Flask
) -> None:
    """As after the restore of a backup from between approval and release."""
    finance.claim(finance.provider())
    batch_id = finance.approved()
    reference = payments_of(batch_id)[0].end_to_end_id
    finance.claims_of(1)
    told = answers(order_of(finance.released()))
    lines = fault_maker.strangers_line(told.camt053, Money.baht(10_000), credit=False, reference=reference)
    imported(app, browse(finance.officer), *lines)
    answer = browse(finance.releaser).post(f"/batches/{batch_id}/release", data=RELEASE)
    assert answer.status_code == 409
    assert str(words_for(PayoutRefusal.NAMED_BY_BANK, reference=reference)) in answer.text
    assert state_of(batch_id) == "approved"


def test_a_role_that_ended_while_its_task_waited_releases_nothing(
    finance: Finance, browse: Browse, app: Flask
) -> None:
    finance.claims_of(1)
    batch_id = finance.approved()
    way = browse(finance.releaser).post(f"/batches/{batch_id}/release", data=RELEASE).location
    ended = sa.update(StaffRole).where(StaffRole.person_id == finance.releaser.person_id)
    build(lambda tx: tx.execute(ended.values(ended_at=MONDAY)))
    assert run_work(app, work_of(way)).refusal == name_of(WorkRefusal.RIGHT_WITHDRAWN)
    assert state_of(batch_id) == "approved"

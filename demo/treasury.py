"""Six payment batches, each further back on its way, and a bank that nobody here wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from banking import registry
from banking.pain001 import Version
from core.actor import Actor
from core.clock import bangkok_date, bangkok_midnight
from core.db import db
from core.documents.models import Document
from core.documents.operations import read
from core.money import Money
from core.tasks.running import do_work
from demo import papers
from demo.bank import Bank, BankAnswers, debtor_of, open_bank
from demo.clockwork import Calendar
from demo.ground import OpenScheme
from ledger import queries as ledger_queries
from ledger.states import Kind
from payouts.batches.queries import Selection
from payouts.batches.services.approve_batch import approve_batch
from payouts.batches.services.close_batch import close_batch
from payouts.batches.services.draft_batch import draft_batch
from payouts.batches.services.release_batch import release_batch
from payouts.batches.services.submit_batch import submit_batch
from payouts.models.batches import BankFile
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import StatementLine
from payouts.payables.services.hold_payable import hold_payable
from payouts.payments.services.state_outcome import Evidence, state_outcome
from payouts.reconciliation.services.ask_import import ask_import
from payouts.reconciliation.services.set_aside_line import set_aside_line
from payouts.states import LineState, ManualOutcome, PayableState
from schemes.services.take_back import take_back

CLOSED_AGO, SETTLED_AGO, RELEASED_AGO, APPROVED_AGO, SUBMITTED_AGO = 110, 50, 7, 5, 3
REST_OF_DESIGN = Money.baht(9_000)
"""What is left in the spent scheme: less than its smallest coupon."""


@dataclass(frozen=True, slots=True)
class Treasury:
    """What every batch needs."""

    calendar: Calendar
    staff: dict[str, Actor]

    def at(self, ago: int, hours: int) -> datetime:
        """That day, so many hours after ten in the morning; never after now."""
        ten = bangkok_midnight(self.calendar.day(ago)) + timedelta(hours=10)
        return min(ten + timedelta(hours=hours), self.calendar.now)


Deed = tuple[datetime, Callable[[], None]]


@contextmanager
def schedule(treasury: Treasury, design: OpenScheme) -> Iterator[list[Deed]]:
    """The treasury's deeds, each with the moment it falls on; the bank is open meanwhile."""
    opens = treasury.at(CLOSED_AGO, 0)
    with open_bank(opens) as bank:
        counter = _Counter(treasury, bank, opens)
        yield [
            (treasury.at(CLOSED_AGO, 0), counter.pay_and_close),
            (treasury.at(SETTLED_AGO, 0), counter.come_back_partly),
            (treasury.at(15, 0), lambda: _take_back_rest(treasury, design)),
            (treasury.at(RELEASED_AGO, 0), counter.wait_for_the_bank),
            (treasury.at(APPROVED_AGO, 0), counter.wait_for_release),
            (treasury.at(SUBMITTED_AGO, 0), counter.wait_for_approval),
            (treasury.calendar.now, counter.draft_today),
        ]


def _take_back_rest(treasury: Treasury, design: OpenScheme) -> None:
    """The spent scheme's uncommitted rest goes back to its line: the council needs it elsewhere."""
    if design.line_id is None:
        raise LookupError("a scheme without a budget has no rest to take back")
    left = ledger_queries.balance_of(db.session(), design.line_id, design.scheme_id, Kind.AVAILABLE)
    db.session.rollback()
    take_back(
        design.scheme_id,
        left - REST_OF_DESIGN,
        "บันทึก สสว. 15/1",
        actor=treasury.staff["finance"],
        now=treasury.at(15, 0),
    )


class _Counter:
    """The finance division and its bank. One bank for all batches: references and balances go on."""

    def __init__(self, treasury: Treasury, bank: Bank, opened: datetime) -> None:
        self._treasury = treasury
        self._bank = bank
        self._bank_day = bangkok_date(opened)
        self._finance = treasury.staff["finance"]
        self._approver = treasury.staff["finance.approver"]
        self._releaser = treasury.staff["releaser"]

    # The six batches, the oldest first.

    def pay_and_close(self) -> None:
        """The first: everything is paid, told by notice and again by statement, and the batch is put away."""
        at = self._treasury.at
        batch_id = self._release(CLOSED_AGO, "09")
        order = _order(batch_id)
        self._bank.hold(debtor_of(order))
        self._bank.send(order)
        told = self._live(9)
        self._take(told.pain002, at(CLOSED_AGO, 6))
        self._take(told.camt054, at(CLOSED_AGO - 10, 0))
        self._take(_with_lines(told.camt053), at(CLOSED_AGO - 11, 0))
        close_batch(batch_id, actor=self._finance, now=at(CLOSED_AGO - 12, 0))

    def come_back_partly(self) -> None:
        """The second: the money does not reach for the last orders, one transfer comes back, strangers pay in."""
        at = self._treasury.at
        self._live((self._treasury.calendar.day(SETTLED_AGO) - self._bank_day).days)
        batch_id = self._release(SETTLED_AGO, "03")
        payments = self._payments(batch_id)
        self._bank.run_short(sum(payment.net_satang for payment in payments[:-2]))
        self._bank.send(_order(batch_id))
        self._take(self._bank.collect().pain002, at(SETTLED_AGO, 6))
        back = payments[4].end_to_end_id
        self._bank.set_behaviour("return-later", days=2, reason="MD07", end_to_end_id=back)
        first = self._live(9)
        self._bank.receive(12_345_00, "นาย ไม่ประสงค์ออกนาม", "โอนผิดบัญชี")
        self._bank.receive(500_000_00, "กรมบัญชีกลาง", "คืนเงินค้ำประกัน")
        then = self._live(7)
        self._take(_with_lines([*first.camt053, *then.camt053]), at(SETTLED_AGO - 17, 0))
        strangers = self._unmatched()
        set_aside_line(
            strangers[-1], "เงินค้ำประกันสัญญา ไม่เกี่ยวกับคูปอง", actor=self._approver, now=at(SETTLED_AGO - 18, 0)
        )

    def wait_for_the_bank(self) -> None:
        """The third: the bank has taken the order; no statement yet. Of one payment its letter says it failed."""
        at = self._treasury.at
        self._live((self._treasury.calendar.day(RELEASED_AGO) - self._bank_day).days)
        self._hold_one_back(at(RELEASED_AGO, 0))
        batch_id = self._release(RELEASED_AGO, "09")
        self._bank.set_behaviour("accept")
        self._bank.send(_order(batch_id))
        self._take(self._bank.collect().pain002, at(RELEASED_AGO - 1, 0))
        letter = papers.bank_letter()
        state_outcome(
            self._payments(batch_id)[0].id,
            ManualOutcome.FAILED,
            self._treasury.calendar.day(RELEASED_AGO - 3),
            Evidence(content=letter.content, file_name=letter.name),
            "ธนาคารแจ้งทางหนังสือว่าบัญชีปลายทางปิดแล้ว",
            actor=self._finance,
            now=at(2, 0),
        )

    def wait_for_release(self) -> None:
        """The fourth: approved, and the third person has still to send it."""
        self._approve(APPROVED_AGO)

    def wait_for_approval(self) -> None:
        """The fifth: submitted."""
        self._submit(SUBMITTED_AGO)

    def draft_today(self) -> None:
        """The sixth is being put together; what was approved since yesterday is still open."""
        up_to = self._treasury.calendar.day(2)
        draft_batch(Selection(up_to=up_to), actor=self._finance, now=self._treasury.calendar.now)

    # Steps.

    def _submit(self, ago: int) -> int:
        batch_id = draft_batch(Selection(), actor=self._finance, now=self._treasury.at(ago, 0))
        submit_batch(batch_id, actor=self._finance, now=self._treasury.at(ago, 1))
        return batch_id

    def _approve(self, ago: int) -> int:
        batch_id = self._submit(ago)
        approve_batch(batch_id, actor=self._approver, now=self._treasury.at(ago, 2))
        return batch_id

    def _release(self, ago: int, version: Version) -> int:
        batch_id = self._approve(ago)
        release_batch(batch_id, version, actor=self._releaser, now=self._treasury.at(ago, 3))
        return batch_id

    def _hold_one_back(self, now: datetime) -> None:
        payable_id = db.session.scalar(
            sa.select(Payable.id)
            .where(Payable.state == PayableState.OPEN)
            .order_by(Payable.id.desc())
            .limit(1)
        )
        db.session.rollback()
        if payable_id is None:
            raise LookupError("nothing is owed that could be held back")
        hold_payable(payable_id, "รอผลตรวจสอบเรื่องร้องเรียน", actor=self._finance, now=now)

    def _live(self, days: int) -> BankAnswers:
        self._bank.live(days)
        self._bank_day += timedelta(days=days)
        return self._bank.collect()

    def _take(self, files: list[bytes], now: datetime) -> None:
        for number, file in enumerate(files):
            name = f"{bangkok_date(now):%Y%m%d}-{number + 1}.xml"
            do_work(ask_import(file, name, actor=self._finance, now=now), lambda: now)

    def _payments(self, batch_id: int) -> list[Payment]:
        rows = db.session.scalars(
            sa.select(Payment).where(Payment.batch_id == batch_id).order_by(Payment.end_to_end_id)
        ).all()
        for row in rows:
            db.session.expunge(row)
        db.session.rollback()
        return list(rows)

    def _unmatched(self) -> list[int]:
        ids = db.session.scalars(
            sa.select(StatementLine.id)
            .where(StatementLine.state == LineState.UNMATCHED)
            .order_by(StatementLine.amount_satang)
        ).all()
        db.session.rollback()
        return list(ids)


def _order(batch_id: int) -> bytes:
    """The bank file of a batch, as it was written."""
    file = db.session.get_one(BankFile, batch_id)
    content = read(db.session.get_one(Document, file.document_id))
    db.session.rollback()
    return content


def _with_lines(statements: list[bytes]) -> list[bytes]:
    """Statements on which something moved."""
    return [data for data in statements if any(each.entries for each in registry.read(data).statements)]

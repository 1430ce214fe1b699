"""Payment batches in every state, and a bank that nobody here wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from banking import registry
from banking.pain001 import Version
from core.clock import bangkok_date, bangkok_midnight
from core.db import db
from core.documents.models import Document
from core.documents.operations import read
from core.money import Money
from core.tasks.running import do_work
from demo import papers
from demo.bank import Bank, BankAnswers, debtor_of, open_bank
from demo.clockwork import Deed
from demo.days import LAST_DAY_OF_DESIGN_MONEY
from demo.plan import SPENT_SCHEME
from demo.stage import Stage, end_reading
from ledger import queries as ledger_queries
from ledger.states import Kind
from payouts.batches.queries import Selection
from payouts.batches.services.approve_batch import approve_batch
from payouts.batches.services.ask_recall import ask_recall
from payouts.batches.services.cancel_batch import cancel_batch
from payouts.batches.services.close_batch import close_batch
from payouts.batches.services.confirm_recall import confirm_recall
from payouts.batches.services.draft_batch import draft_batch
from payouts.batches.services.reject_batch import reject_batch
from payouts.batches.services.release_batch import release_batch
from payouts.batches.services.return_batch import return_batch
from payouts.batches.services.submit_batch import submit_batch
from payouts.models.batches import BankFile
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import StatementLine
from payouts.payables.queries import batchable
from payouts.payables.services.hold_payable import hold_payable
from payouts.payments.services.confirm_outcome import confirm_outcome
from payouts.payments.services.decline_outcome import decline_outcome
from payouts.payments.services.mark_unknown import mark_unknown
from payouts.payments.services.state_outcome import Evidence, state_outcome
from payouts.reconciliation.services.ask_import import ask_import
from payouts.reconciliation.services.set_aside_line import set_aside_line
from payouts.states import LineState, ManualOutcome, PayableState
from projects.models import BudgetLine
from projects.states import FundSource
from schemes.services.take_back import take_back

CLOSED_AGO, CANCELLED_AGO, REJECTED_AGO, RECALLED_AGO, SILENT_AGO = 110, 30, 28, 26, 25
SETTLED_AGO, UNKNOWN_AGO, RELEASED_AGO, APPROVED_AGO, SUBMITTED_AGO = 24, 8, 7, 5, 3
"""Days ago. The second batch comes late enough to pay for this fiscal year's first services."""
REST_TAKEN_AGO = LAST_DAY_OF_DESIGN_MONEY
OF_THE_BUDGET, OF_THE_FUND = (Selection(source) for source in FundSource)
REST_OF_DESIGN = Money.baht(9_000)
"""What is left in the spent scheme: less than its smallest coupon."""


@contextmanager
def schedule(stage: Stage) -> Iterator[list[Deed]]:
    """The finance division's deeds, each with the moment it falls on; the bank is open meanwhile."""
    at = partial(_at, stage)
    opens = at(CLOSED_AGO, 0)
    with open_bank(opens) as bank:
        counter = _Counter(stage, bank, opens)
        yield [
            (opens, counter.pay_and_close),
            (at(CANCELLED_AGO, 0), counter.cancel),
            (at(REJECTED_AGO, 0), counter.turn_down),
            (at(RECALLED_AGO, 0), counter.recall),
            (at(SILENT_AGO, 0), counter.hear_nothing),
            (at(SETTLED_AGO, 0), counter.come_back_partly),
            (at(REST_TAKEN_AGO, 0), lambda: _take_back_rest(stage)),
            (at(UNKNOWN_AGO, 0), counter.give_up_waiting),
            (at(RELEASED_AGO, -1), counter.send_back),
            (at(RELEASED_AGO, 0), counter.wait_for_the_bank),
            (at(APPROVED_AGO, 0), counter.wait_for_release),
            (at(SUBMITTED_AGO, 0), counter.wait_for_approval),
            (stage.calendar.now, counter.draft_today),
        ]


def _at(stage: Stage, ago: int, hours: int) -> datetime:
    """That day, so many hours after ten in the morning; never after now."""
    ten = bangkok_midnight(stage.calendar.day(ago)) + timedelta(hours=10)
    return min(ten + timedelta(hours=hours), stage.calendar.now)


def _take_back_rest(stage: Stage) -> None:
    """The spent scheme's uncommitted rest goes back to its line: the council needs it elsewhere."""
    design = stage.scheme(SPENT_SCHEME, 0)
    if design.line_id is None:
        raise LookupError("a scheme without a budget has no rest to take back")
    left = ledger_queries.balance_of(db.session(), design.line_id, design.scheme_id, Kind.AVAILABLE)
    end_reading()
    rest = left - REST_OF_DESIGN
    now = _at(stage, REST_TAKEN_AGO, 0)
    take_back(design.scheme_id, rest, "บันทึก สสว. 15/1", actor=stage.staff["finance"], now=now)


class _Counter:
    """The finance division and its bank. One bank for all batches: references and balances go on."""

    def __init__(self, stage: Stage, bank: Bank, opened: datetime) -> None:
        self._at = partial(_at, stage)
        self._calendar = stage.calendar
        self._bank = bank
        self._bank_day = bangkok_date(opened)
        self._finance = stage.staff["finance"]
        self._approver = stage.staff["finance.approver"]
        self._releaser = stage.staff["releaser"]

    # The batches, the oldest first.

    def pay_and_close(self) -> None:
        """The first: everything is paid, told by notice and again by statement, and the batch is put away."""
        at = self._at
        batch_id = self._release(CLOSED_AGO, "09")
        order = _order(batch_id)
        self._bank.hold(debtor_of(order))
        self._bank.send(order)
        told = self._live(9)
        self._take(told.pain002, at(CLOSED_AGO, 6))
        self._take(told.camt054, at(CLOSED_AGO - 10, 0))
        self._take(_with_lines(told.camt053), at(CLOSED_AGO - 11, 0))
        close_batch(batch_id, actor=self._finance, now=at(CLOSED_AGO - 12, 0))

    def cancel(self) -> None:
        """One is taken apart again before anybody signed it."""
        batch_id = draft_batch(self._few(), actor=self._finance, now=self._at(CANCELLED_AGO, 0))
        reason = "รวมไว้ในชุดจ่ายของเดือนถัดไป"
        cancel_batch(batch_id, reason, actor=self._finance, now=self._at(CANCELLED_AGO, 2))

    def turn_down(self) -> None:
        """One is not approved."""
        batch_id = self._submit(REJECTED_AGO, self._few())
        reason = "ผู้รับเงินรายนี้อยู่ระหว่างตรวจสอบ"
        reject_batch(batch_id, reason, actor=self._approver, now=self._at(REJECTED_AGO, 2))

    def recall(self) -> None:
        """One is called back from the bank before it paid: two persons by the bank's reference."""
        batch_id = self._release(RECALLED_AGO, "03", self._few())
        now = self._at(RECALLED_AGO, 4)
        ask_recall(batch_id, "RCL-0917", "ส่งไฟล์ผิดวันจ่าย", actor=self._finance, now=now)
        confirm_recall(batch_id, actor=self._approver, now=self._at(RECALLED_AGO, 5))

    def hear_nothing(self) -> None:
        """One to which the bank never answers."""
        self._silent = self._release(SILENT_AGO, "03", self._few())

    def give_up_waiting(self) -> None:
        """What became of its payments is unknown; of two an officer says what the bank wrote, a second person judges."""
        mark_unknown(now=self._at(UNKNOWN_AGO, 0))
        letter = papers.bank_letter()
        for payment, is_true in zip(self._payments(self._silent), (True, False), strict=False):
            finding_id = state_outcome(
                payment.id,
                ManualOutcome.FAILED,
                self._calendar.day(SILENT_AGO - 1),
                Evidence(content=letter.content, file_name=letter.name),
                "ธนาคารยืนยันว่าไม่ได้รับรายการนี้",
                actor=self._finance,
                now=self._at(UNKNOWN_AGO, 1),
            )
            later = self._at(UNKNOWN_AGO, 2)
            if is_true:
                confirm_outcome(finding_id, actor=self._approver, now=later)
            else:
                decline_outcome(finding_id, "หนังสือไม่ได้ระบุเลขรายการนี้", actor=self._approver, now=later)

    def send_back(self) -> None:
        """One lies with the officer again, to be corrected."""
        batch_id = self._submit(RELEASED_AGO, self._few(), hours=-1)
        reason = "โปรดแยกผู้รับเงินที่เพิ่งเปลี่ยนบัญชีออก"
        return_batch(batch_id, reason, actor=self._approver, now=self._at(2, 0))

    def come_back_partly(self) -> None:
        """The second: the money does not reach for the last orders, one transfer comes back, strangers pay in."""
        at = self._at
        self._live((self._calendar.day(SETTLED_AGO) - self._bank_day).days)
        batch_id = self._release(SETTLED_AGO, "03")
        payments = self._payments(batch_id)
        self._pay_from_the_fund(SETTLED_AGO)
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
        self._take([_misprinted(first.camt054[0])], at(SETTLED_AGO - 17, 1))
        strangers = self._unmatched()
        set_aside_line(
            strangers[-1], "เงินค้ำประกันสัญญา ไม่เกี่ยวกับคูปอง", actor=self._approver, now=at(SETTLED_AGO - 18, 0)
        )

    def _pay_from_the_fund(self, ago: int) -> None:
        """The Fund's account pays all that is owed of it, in a batch of its own."""
        order = _order(self._release(ago, "03", OF_THE_FUND))
        self._bank.hold(debtor_of(order))
        self._bank.send(order)

    def wait_for_the_bank(self) -> None:
        """The third: the bank has taken the order; no statement yet. Of one payment its letter says it failed."""
        at = self._at
        self._live((self._calendar.day(RELEASED_AGO) - self._bank_day).days)
        self._hold_one_back(at(RELEASED_AGO, 0))
        batch_id = self._release(RELEASED_AGO, "09")
        self._bank.set_behaviour("accept")
        self._bank.send(_order(batch_id))
        self._take(self._bank.collect().pain002, at(RELEASED_AGO - 1, 0))
        letter = papers.bank_letter()
        state_outcome(
            self._payments(batch_id)[0].id,
            ManualOutcome.FAILED,
            self._calendar.day(RELEASED_AGO - 3),
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
        up_to = self._calendar.day(2)
        draft_batch(replace(OF_THE_BUDGET, up_to=up_to), actor=self._finance, now=self._calendar.now)

    # Steps.

    def _submit(self, ago: int, selection: Selection = OF_THE_BUDGET, hours: int = 0) -> int:
        batch_id = draft_batch(selection, actor=self._finance, now=self._at(ago, hours))
        submit_batch(batch_id, actor=self._finance, now=self._at(ago, hours + 1))
        return batch_id

    def _approve(self, ago: int, selection: Selection = OF_THE_BUDGET) -> int:
        batch_id = self._submit(ago, selection)
        approve_batch(batch_id, actor=self._approver, now=self._at(ago, 2))
        return batch_id

    def _release(self, ago: int, version: Version, selection: Selection = OF_THE_BUDGET) -> int:
        batch_id = self._approve(ago, selection)
        release_batch(batch_id, version, actor=self._releaser, now=self._at(ago, 3))
        return batch_id

    def _few(self) -> Selection:
        """What is owed from one source to the payee to whom most services are."""
        owed = sa.func.count()
        source, payee_id = db.session.execute(
            sa.select(BudgetLine.source, Payable.payee_id)
            .join(BudgetLine, BudgetLine.id == Payable.line_id)
            .where(Payable.state == PayableState.OPEN, batchable())
            .group_by(BudgetLine.source, Payable.payee_id)
            .order_by(owed.desc(), Payable.payee_id)
            .limit(1)
        ).one()
        end_reading()
        return Selection(source, payee_id=payee_id)

    def _hold_one_back(self, now: datetime) -> None:
        payable_id = db.session.scalar(
            sa.select(Payable.id)
            .where(Payable.state == PayableState.OPEN)
            .order_by(Payable.id.desc())
            .limit(1)
        )
        end_reading()
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
        end_reading()
        return list(rows)

    def _unmatched(self) -> list[int]:
        ids = db.session.scalars(
            sa.select(StatementLine.id)
            .where(StatementLine.state == LineState.UNMATCHED)
            .order_by(StatementLine.amount_satang)
        ).all()
        end_reading()
        return list(ids)


def _order(batch_id: int) -> bytes:
    """The bank file of a batch, as it was written."""
    file = db.session.get_one(BankFile, batch_id)
    content = read(db.session.get_one(Document, file.document_id))
    end_reading()
    return content


def _with_lines(statements: list[bytes]) -> list[bytes]:
    """Statements on which something moved."""
    return [data for data in statements if any(each.entries for each in registry.read(data).statements)]


def _misprinted(notice: bytes) -> bytes:
    """A notice of the bank whose first amount is ten baht too high, under a message number of its own."""
    text = notice.decode()
    said = re.search(r"<Amt Ccy=\"THB\">([0-9.]+)</Amt>", text)
    if said is None:
        raise LookupError("the bank's notice names no amount")
    wrong = f"{float(said[1]) + 10:.2f}"
    return re.sub(
        r"(<MsgId>)", r"\1X", text.replace(said[0], said[0].replace(said[1], wrong)), count=1
    ).encode()

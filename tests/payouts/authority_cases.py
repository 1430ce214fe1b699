"""The scenes of this package's staff commands, for tests/house/test_commands.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import sqlalchemy as sa

from core.commands import Tie
from core.db import db
from core.money import Money
from core.permissions import Role
from coupons.redemptions.models import Redemption
from demo.bank import answers
from payouts.batches.queries import Selection
from payouts.batches.services.approve_batch import approve_batch
from payouts.batches.services.ask_recall import ask_recall
from payouts.batches.services.ask_release import ask_release
from payouts.batches.services.cancel_batch import cancel_batch
from payouts.batches.services.close_batch import close_batch
from payouts.batches.services.confirm_recall import confirm_recall
from payouts.batches.services.draft_batch import draft_batch
from payouts.batches.services.reject_batch import reject_batch
from payouts.batches.services.release_batch import release_batch
from payouts.batches.services.return_batch import return_batch
from payouts.batches.services.submit_batch import submit_batch
from payouts.batches.services.withdraw_payment import withdraw_payment
from payouts.models.batches import Batch
from payouts.models.payables import Payable
from payouts.models.reconciliation import BankImport, ManualFinding, StatementLine
from payouts.payables.services.dispute_claim import dispute_claim
from payouts.payables.services.hold_payable import hold_payable
from payouts.payables.services.resume_payable import resume_payable
from payouts.payments.services.confirm_outcome import confirm_outcome
from payouts.payments.services.decline_outcome import decline_outcome
from payouts.payments.services.state_outcome import Evidence, state_outcome
from payouts.reconciliation.services.ask_import import ask_import
from payouts.reconciliation.services.import_bank_report import import_bank_report
from payouts.reconciliation.services.set_aside_line import set_aside_line
from payouts.states import ManualOutcome
from tests.house.authority import Case, case, person_in
from tests.payouts import fault_maker
from tests.payouts.reconciliation.test_oddities import PDF
from tests.payouts.world import MONDAY, Finance, order_of, payable_of, payments_of

OFFICER, APPROVER, RELEASER = (Role.FINANCE_OFFICER,), (Role.FINANCE_APPROVER,), (Role.FINANCE_RELEASER,)
DAY = date(2026, 11, 24)
WHY = "ตรวจแล้ว"
FOUND = (ManualOutcome.FAILED, date(2026, 11, 23), Evidence(file_name="letter.pdf", content=PDF), WHY)
_case = partial(case, now=MONDAY)


def _owed() -> tuple[Finance, int]:
    """One payable; the id of its payee."""
    finance = Finance()
    payee_id = finance.provider()
    finance.claim(payee_id)
    return finance, payee_id


def _of_batch(
    stage: str, roles: tuple[Role, ...], service: Callable[..., object], *given: Any, **bars: tuple[Any, str]
) -> Case:
    """A command on a batch at some stage; `bars` name the column that the person is written into."""
    finance, payee_id = _owed()
    batch_id = getattr(finance, stage)()
    written = {name: person_in(model, batch_id, column) for name, (model, column) in bars.items()}
    return _case(roles, service, batch_id, *given, organisations={Tie.PAYEE: payee_id}, bars=written)


PREPARED: dict[str, Any] = {"preparers": (Batch, "submitted_by_id")}


def _releasing(service: Callable[..., object]) -> Case:
    finance, payee_id = _owed()
    batch_id = finance.approved()

    def approved_by(person_id: int) -> None:
        person_in(Batch, batch_id, "three_persons")(True)
        person_in(Batch, batch_id, "approved_by_id")(person_id)

    bars = {"preparers": person_in(Batch, batch_id, "submitted_by_id"), "approver": approved_by}
    return _case(RELEASER, service, batch_id, "03", DAY, organisations={Tie.PAYEE: payee_id}, bars=bars)


def _drafting() -> Case:
    _, payee_id = _owed()
    return _case(OFFICER, draft_batch, Selection(), organisations={Tie.PAYEE: payee_id})


def _submitting() -> Case:
    finance, payee_id = _owed()
    batch_id = draft_batch(Selection(), actor=finance.officer, now=MONDAY)
    return _case(OFFICER, submit_batch, batch_id, organisations={Tie.PAYEE: payee_id})


def _withdrawing() -> Case:
    finance, payee_id = _owed()
    batch_id = draft_batch(Selection(), actor=finance.officer, now=MONDAY)
    return _case(OFFICER, withdraw_payment, payments_of(batch_id)[0].id, organisations={Tie.PAYEE: payee_id})


def _closing() -> Case:
    finance, payee_id = _owed()
    batch_id = finance.released()
    finance.take(*answers(order_of(batch_id)).camt053)
    return _case(OFFICER, close_batch, batch_id, organisations={Tie.PAYEE: payee_id})


def _on_payable(service: Callable[..., object], *given: Any, held: bool = False) -> Case:
    finance, payee_id = _owed()
    payable_id = db.session.scalar(sa.select(Payable.id))
    db.session.rollback()
    if held:
        hold_payable(payable_id, WHY, actor=finance.officer, now=MONDAY)
    return _case(OFFICER, service, payable_id, *given, organisations={Tie.PAYEE: payee_id})


def _recalled() -> Case:
    finance, payee_id = _owed()
    batch_id = finance.released()
    ask_recall(batch_id, "REF-1", WHY, actor=finance.officer, now=MONDAY)
    bars = {"asker": person_in(Batch, batch_id, "recall_asked_by_id")}
    return _case(APPROVER, confirm_recall, batch_id, organisations={Tie.PAYEE: payee_id}, bars=bars)


def _finding() -> Case:
    finance, payee_id = _owed()
    payment = payments_of(finance.released())[0]
    return _case(OFFICER, state_outcome, payment.id, *FOUND, organisations={Tie.PAYEE: payee_id})


def _on_finding(service: Callable[..., object], *given: Any) -> Case:
    finance, payee_id = _owed()
    payment = payments_of(finance.released())[0]
    finding_id = state_outcome(payment.id, *FOUND, actor=finance.officer, now=MONDAY)
    bars = {"stater": person_in(ManualFinding, finding_id, "stated_by_id")}
    return _case(APPROVER, service, finding_id, *given, organisations={Tie.PAYEE: payee_id}, bars=bars)


def _statement(finance: Finance) -> bytes:
    """The day on which the bank books the payment."""
    batch_id = finance.released()
    (payment,) = payments_of(batch_id)
    told = answers(order_of(batch_id)).camt053
    return next(each for each in told if payment.end_to_end_id.encode() in each)


def _setting_aside() -> Case:
    finance, payee_id = _owed()
    batch_id = finance.released()
    told = answers(order_of(batch_id)).camt053
    wrong = fault_maker.wrong_amount(told, payments_of(batch_id)[0].end_to_end_id, Money.baht(1))
    finance.take(*wrong)
    line = db.session.scalars(sa.select(StatementLine).where(StatementLine.payment_id.is_not(None))).one()
    line_id, import_id = line.id, line.import_id
    db.session.rollback()
    bars = {"importer": person_in(BankImport, import_id, "imported_by_id")}
    return _case(APPROVER, set_aside_line, line_id, WHY, organisations={Tie.PAYEE: payee_id}, bars=bars)


def _disputing() -> Case:
    finance = Finance()
    redemption_id = finance.claim(finance.provider())
    redemption = db.session.get_one(Redemption, redemption_id)
    parties = {Tie.SME: redemption.sme_id, Tie.PROVIDER: redemption.provider_id}
    assert payable_of(redemption_id)
    return _case((Role.CLAIM_OFFICER,), dispute_claim, redemption_id, WHY, organisations=parties)


def _giving_in() -> Case:
    finance, _payee_id = _owed()
    return _case(OFFICER, ask_import, _statement(finance), "answer.xml")


def _importing_kept() -> Case:
    finance, payee_id = _owed()
    document_id = finance.given_in(_statement(finance))
    return _case(OFFICER, import_bank_report, document_id, organisations={Tie.PAYEE: payee_id})


CASES: dict[str, Callable[[], Case]] = {
    "payouts.approve_batch": lambda: _of_batch("submitted", APPROVER, approve_batch, **PREPARED),
    "payouts.ask_import": _giving_in,
    "payouts.ask_recall": lambda: _of_batch("released", OFFICER, ask_recall, "REF-1", WHY),
    "payouts.ask_release": lambda: _releasing(ask_release),
    "payouts.cancel_batch": lambda: _of_batch("approved", OFFICER, cancel_batch, WHY),
    "payouts.close_batch": _closing,
    "payouts.confirm_outcome": lambda: _on_finding(confirm_outcome),
    "payouts.confirm_recall": _recalled,
    "payouts.decline_outcome": lambda: _on_finding(decline_outcome, WHY),
    "payouts.dispute_claim": _disputing,
    "payouts.draft_batch": _drafting,
    "payouts.hold_payable": lambda: _on_payable(hold_payable, WHY),
    "payouts.import_kept_answer": _importing_kept,
    "payouts.reject_batch": lambda: _of_batch("submitted", APPROVER, reject_batch, WHY),
    "payouts.release_batch": lambda: _releasing(release_batch),
    "payouts.resume_payable": lambda: _on_payable(resume_payable, held=True),
    "payouts.return_batch": lambda: _of_batch("submitted", APPROVER, return_batch, WHY),
    "payouts.set_aside_line": _setting_aside,
    "payouts.state_outcome": _finding,
    "payouts.submit_batch": _submitting,
    "payouts.withdraw_payment": _withdrawing,
}

"""What banks and people get wrong: every oddity lands where a person finds it, and no satang moves by mistake."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from pypdf import PdfWriter

from banking.faults import BadBankFile
from core.db import db, transaction
from core.errors import Forbidden, Refused
from core.money import Money
from core.permissions import Role
from demo.bank import DebtorAccount, answers
from identity.bank_accounts.models import BankAccount
from payouts.batches.queries import Selection
from payouts.batches.services.ask_recall import ask_recall
from payouts.batches.services.close_batch import close_batch
from payouts.batches.services.confirm_recall import confirm_recall
from payouts.batches.services.draft_batch import draft_batch
from payouts.models.reconciliation import BankImport, StatementLine
from payouts.payables.services.dispute_claim import dispute_claim
from payouts.payables.services.hold_payable import hold_payable
from payouts.payables.services.resume_payable import resume_payable
from payouts.payables.services.review_holds import review_holds
from payouts.payments.services.confirm_outcome import confirm_outcome
from payouts.payments.services.decline_outcome import decline_outcome
from payouts.payments.services.mark_unknown import mark_unknown
from payouts.payments.services.state_outcome import Evidence, state_outcome
from payouts.reconciliation.services.ask_import import ask_import
from payouts.reconciliation.services.set_aside_line import set_aside_line
from payouts.states import HoldReason, LineProblem, LineState, ManualOutcome, PayoutRefusal
from tests.factories import build
from tests.kept_scenes import KeptScenes
from tests.payouts import fault_maker
from tests.payouts.world import MONDAY, Finance, findings, order_of, payable_of, payments_of, state_of


def _a_page() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=100, height=100)
    writer.write(out)
    return out.getvalue()


PDF = _a_page()


def lines(*states: LineState) -> list[StatementLine]:
    db.session.expire_all()
    return list(
        db.session.scalars(
            sa.select(StatementLine).where(StatementLine.state.in_(states)).order_by(StatementLine.id)
        )
    )


def problems() -> list[LineProblem | None]:
    return [line.problem for line in lines(LineState.MISMATCHED, LineState.UNMATCHED)]


def states(batch_id: int) -> list[str]:
    return [payment.state.value for payment in payments_of(batch_id)]


def references(batch_id: int) -> list[str]:
    return [payment.end_to_end_id for payment in payments_of(batch_id)]


@pytest.fixture
def batch_id(finance: Finance, kept_scene: KeptScenes) -> int:
    """Three payments with the bank."""

    def make() -> int:
        finance.claims_of(3)
        return finance.released()

    return kept_scene("three payments with the bank", make, more=True)


def test_the_same_file_is_taken_once(finance: Finance, batch_id: int) -> None:
    told = answers(order_of(batch_id))
    (first,) = finance.take(told.camt053[1])
    with pytest.raises(Refused) as refused:
        finance.take(told.camt053[1])
    assert refused.value.reason is PayoutRefusal.FILE_IMPORTED_BEFORE
    assert refused.value.facts["import_id"] == first
    assert findings() == []


def test_a_reissued_statement_pays_nothing_twice(finance: Finance, batch_id: int) -> None:
    told = answers(order_of(batch_id))
    finance.take(*told.camt053)
    finance.take(fault_maker.reissued(told.camt053[1]))
    assert [line.state.value for line in lines(LineState.DUPLICATE)] == ["duplicate"] * 3
    assert problems() == []
    assert findings() == []


def test_money_taken_twice_in_one_statement_is_put_on_the_workbench(finance: Finance, batch_id: int) -> None:
    told = answers(order_of(batch_id))
    finance.take(*fault_maker.duplicate_entry(told.camt053, references(batch_id)[0]))
    assert problems() == [LineProblem.REPORTED_TWICE]
    assert states(batch_id) == ["paid"] * 3
    with pytest.raises(Refused) as refused:
        close_batch(batch_id, actor=finance.officer, now=MONDAY)
    assert refused.value.reason is PayoutRefusal.LINES_WAITING
    (line,) = lines(LineState.MISMATCHED)
    set_aside_line(line.id, "ธนาคารคืนแล้ววันถัดมา", actor=finance.approver, now=MONDAY)
    close_batch(batch_id, actor=finance.officer, now=MONDAY)
    assert state_of(batch_id) == "closed"
    assert findings() == []


@pytest.mark.parametrize("credit", [True, False])
def test_a_strangers_line_moves_nothing(finance: Finance, batch_id: int, credit: bool) -> None:
    told = answers(order_of(batch_id))
    finance.take(*fault_maker.strangers_line(told.camt053, Money(99_00), credit=credit))
    assert problems() == [LineProblem.UNMATCHED]
    assert states(batch_id) == ["paid"] * 3
    assert findings() == []


def test_another_amount_moves_nothing(finance: Finance, batch_id: int) -> None:
    told = answers(order_of(batch_id))
    finance.take(*fault_maker.wrong_amount(told.camt053, references(batch_id)[1], Money(1)))
    assert problems() == [LineProblem.OTHER_AMOUNT]
    assert states(batch_id) == ["paid", "sent", "paid"]
    assert state_of(batch_id) == "released"
    assert findings() == []


def test_a_broken_file_leaves_no_trace(finance: Finance, batch_id: int) -> None:
    told = answers(order_of(batch_id))
    for data in (
        fault_maker.cut_in_half(told.camt053[1]),
        fault_maker.with_hole(told.camt053[1], references(batch_id)[0]),
        fault_maker.in_currency(told.camt053[1], "USD"),
        order_of(batch_id),
        b"",
    ):
        with pytest.raises(BadBankFile):
            finance.take(data)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BankImport)) == 0
    assert states(batch_id) == ["sent"] * 3
    assert findings() == []


def test_a_file_the_bank_says_it_has_already_fails_nothing(finance: Finance, batch_id: int) -> None:
    told = answers(order_of(batch_id))
    again = fault_maker.reject(told.pain002[0], references(batch_id), "DUPL")
    finance.take(again)
    assert states(batch_id) == ["sent"] * 3
    assert problems() == [LineProblem.SEEN_BEFORE] * 3
    finance.take(*told.camt053)
    assert states(batch_id) == ["paid"] * 3
    assert findings() == []


def test_a_refusal_after_paying_and_a_debit_after_refusing_move_nothing(
    finance: Finance, batch_id: int
) -> None:
    told = answers(order_of(batch_id))
    one, two, _ = references(batch_id)
    finance.take(fault_maker.reject(told.pain002[0], [one]))
    finance.take(*told.camt053)
    assert states(batch_id) == ["failed", "paid", "paid"]
    finance.take(fault_maker.reject(told.pain002[0], [two]))
    assert problems() == [LineProblem.ALREADY_FAILED, LineProblem.ALREADY_PAID]
    assert findings() == []


def test_settled_by_status_alone_is_not_paid(finance: Finance, batch_id: int) -> None:
    told = answers(order_of(batch_id))
    finance.take(fault_maker.settle(told.pain002[0]))
    assert states(batch_id) == ["sent"] * 3


def test_a_statement_of_another_account_is_not_ours(finance: Finance, batch_id: int) -> None:
    told = answers(
        order_of(batch_id).replace(b"0012345678", b"0087654321"),
        known_accounts=[DebtorAccount("006", "0087654321")],
    )
    with pytest.raises(Refused) as refused:
        finance.take(*told.camt053)
    assert refused.value.reason is PayoutRefusal.FOREIGN_ACCOUNT
    assert findings() == []


def test_a_silent_bank_leaves_it_to_two_persons(finance: Finance, batch_id: int) -> None:
    late = MONDAY + timedelta(days=9)
    assert mark_unknown(now=MONDAY + timedelta(days=8)) == 0
    assert mark_unknown(now=late) == 3
    assert states(batch_id) == ["unknown"] * 3
    assert findings() == []
    first, second, third = payments_of(batch_id)
    proof = Evidence(content=PDF, file_name="letter.pdf")
    for payment, outcome in ((first, ManualOutcome.PAID), (second, ManualOutcome.FAILED)):
        finding_id = state_outcome(
            payment.id, outcome, date(2026, 11, 24), proof, "โทรถามธนาคาร", actor=finance.officer, now=late
        )
        with pytest.raises(Refused) as refused:
            confirm_outcome(finding_id, actor=finance.officer, now=late)
        assert refused.value.reason is PayoutRefusal.STATED_BY_YOU
        confirm_outcome(finding_id, actor=finance.approver, now=late)
    assert states(batch_id) == ["paid", "failed", "unknown"]
    told = answers(order_of(batch_id))
    finance.take(*told.camt053, now=late)
    assert problems() == [LineProblem.ALREADY_FAILED, LineProblem.WAS_UNKNOWN]
    line = lines(LineState.MISMATCHED)[1]
    finding_id = state_outcome(
        third.id,
        ManualOutcome.PAID,
        date(2026, 11, 24),
        Evidence(line_id=line.id),
        "อยู่ในรายการเดินบัญชี",
        actor=finance.approver,
        now=late,
    )
    confirm_outcome(finding_id, actor=finance.officer, now=late)
    assert states(batch_id) == ["paid", "failed", "paid"]
    assert state_of(batch_id) == "settled"
    assert findings() == []


def test_a_finding_needs_evidence_that_fits(finance: Finance, batch_id: int) -> None:
    told = answers(order_of(batch_id))
    finance.take(*fault_maker.strangers_line(told.camt053[:1], Money(5_00), credit=False))
    (line,) = lines(LineState.UNMATCHED)
    payment = payments_of(batch_id)[0]

    def state(evidence: Evidence, outcome: ManualOutcome = ManualOutcome.PAID) -> int:
        return state_outcome(
            payment.id, outcome, date(2026, 11, 23), evidence, "เหตุ", actor=finance.officer, now=MONDAY
        )

    for evidence, outcome, reason in (
        (Evidence(), ManualOutcome.PAID, PayoutRefusal.EVIDENCE_MISSING),
        (Evidence(line_id=line.id), ManualOutcome.PAID, PayoutRefusal.LINE_DOES_NOT_FIT),
        (
            Evidence(content=PDF, file_name="a.pdf"),
            ManualOutcome.RETURNED,
            PayoutRefusal.OUTCOME_DOES_NOT_FIT,
        ),
    ):
        with pytest.raises(Refused) as refused:
            state(evidence, outcome)
        assert refused.value.reason is reason
    finding_id = state(Evidence(content=PDF, file_name="a.pdf"))
    with pytest.raises(Refused) as refused:
        state(Evidence(content=PDF, file_name="a.pdf"))
    assert refused.value.reason is PayoutRefusal.ALREADY_STATED
    decline_outcome(finding_id, "ไม่ใช่", actor=finance.approver, now=MONDAY)
    assert states(batch_id) == ["sent"] * 3
    assert findings() == []


def test_a_line_without_reference_is_matched_by_two_persons(finance: Finance, batch_id: int) -> None:
    told = answers(order_of(batch_id))
    lost = payments_of(batch_id)[0]
    files = fault_maker.without(told.camt053, [lost.end_to_end_id])
    finance.take(*fault_maker.strangers_line(files, lost.net, credit=False))
    (line,) = lines(LineState.UNMATCHED)
    finding_id = state_outcome(
        lost.id,
        ManualOutcome.PAID,
        date(2026, 11, 23),
        Evidence(line_id=line.id),
        "ยอดตรงกัน",
        actor=finance.officer,
        now=MONDAY,
    )
    confirm_outcome(finding_id, actor=finance.approver, now=MONDAY)
    assert states(batch_id) == ["paid"] * 3
    assert problems() == []
    assert findings() == []


def test_a_batch_is_recalled_by_two_persons_and_paid_anew(finance: Finance, batch_id: int) -> None:
    ask_recall(batch_id, "KTB-7781", "ส่งผิดวัน", actor=finance.officer, now=MONDAY)
    with pytest.raises(Refused) as refused:
        confirm_recall(batch_id, actor=finance.officer, now=MONDAY)
    assert refused.value.reason is PayoutRefusal.RECALL_ASKED_BY_YOU
    confirm_recall(batch_id, actor=finance.approver, now=MONDAY)
    assert (state_of(batch_id), states(batch_id)) == ("recalled", ["failed"] * 3)
    assert findings() == []
    again = finance.released()
    finance.take(*answers(order_of(again)).camt053)
    assert states(again) == ["paid"] * 3
    assert findings() == []


def test_what_a_blocked_person_stated_or_asked_is_not_confirmed(finance: Finance, batch_id: int) -> None:
    late = MONDAY + timedelta(days=9)
    ask_recall(batch_id, "KTB-7781", "ส่งผิดวัน", actor=finance.officer, now=MONDAY)
    mark_unknown(now=late)
    proof = Evidence(content=PDF, file_name="letter.pdf")
    stated = state_outcome(
        payments_of(batch_id)[0].id,
        ManualOutcome.PAID,
        date(2026, 11, 24),
        proof,
        "โทรถามธนาคาร",
        actor=finance.officer,
        now=late,
    )
    finance.blocks(finance.officer)
    for confirm, key in ((confirm_outcome, stated), (confirm_recall, batch_id)):
        with pytest.raises(Refused) as refused:
            confirm(key, actor=finance.approver, now=late)
        assert refused.value.reason is PayoutRefusal.SIGNER_BLOCKED
    decline_outcome(stated, "บัญชีผู้แจ้งถูกระงับ", actor=finance.approver, now=late)
    assert states(batch_id) == ["unknown"] * 3


def test_what_is_partly_paid_is_not_recalled(finance: Finance, batch_id: int) -> None:
    told = answers(order_of(batch_id))
    one = references(batch_id)[0]
    finance.take(*fault_maker.without(told.camt053, references(batch_id)[1:]))
    assert states(batch_id) == ["paid", "sent", "sent"]
    with pytest.raises(Refused) as refused:
        ask_recall(batch_id, one, "เรียกคืน", actor=finance.officer, now=MONDAY)
    assert refused.value.reason is PayoutRefusal.SOME_ALREADY_PAID


# What is owed.


def test_a_payee_without_usable_account_waits_and_is_let_go_by_itself(finance: Finance) -> None:
    provider_id = finance.provider()
    with transaction() as tx:
        tx.execute(
            sa.update(BankAccount)
            .where(BankAccount.organisation_id == provider_id)
            .values(usable_from=date(2026, 11, 30))
        )
    claim = finance.claim(provider_id)
    assert payable_of(claim).hold_reason is HoldReason.ACCOUNT_COOLING
    with pytest.raises(Refused) as refused:
        finance.submitted()
    assert refused.value.reason is PayoutRefusal.NOTHING_TO_BATCH
    with pytest.raises(Refused) as refused:
        resume_payable(payable_of(claim).id, actor=finance.officer, now=MONDAY)
    assert refused.value.reason is HoldReason.ACCOUNT_COOLING
    review_holds(now=MONDAY + timedelta(days=7))
    assert payable_of(claim).state.value == "open"
    assert findings() == []


def test_what_a_person_held_only_a_person_lets_go(finance: Finance) -> None:
    held, other = finance.claims_of(2)
    hold_payable(payable_of(held).id, "ตรวจสอบเพิ่ม", actor=finance.officer, now=MONDAY)
    review_holds(now=MONDAY + timedelta(days=30))
    assert payable_of(held).state.value == "held"
    batch_id = finance.submitted()
    assert len(payments_of(batch_id)) == 1
    with pytest.raises(Refused) as refused:
        hold_payable(payable_of(other).id, "ช้าไป", actor=finance.officer, now=MONDAY)
    assert refused.value.reason is PayoutRefusal.ALREADY_LIVE
    resume_payable(payable_of(held).id, actor=finance.approver, now=MONDAY)
    assert payable_of(held).state.value == "open"


def test_a_selection_takes_only_what_it_names(finance: Finance) -> None:
    provider_id = finance.provider()
    finance.claim(provider_id)
    finance.claims_of(2)
    batch_id = draft_batch(Selection(payee_id=provider_id), actor=finance.officer, now=MONDAY)
    assert len(payments_of(batch_id)) == 1
    with pytest.raises(Refused):
        draft_batch(Selection(up_to=date(2026, 11, 1)), actor=finance.officer, now=MONDAY)


def test_an_approved_claim_is_disputed_until_it_is_in_a_batch(finance: Finance) -> None:
    first, second = finance.claims_of(2)
    dispute_claim(first, "หลักฐานไม่ตรง", actor=finance.claims, now=MONDAY)
    assert payable_of(first).state.value == "withdrawn"
    assert payable_of(first).redemption.state.value == "disputed"
    assert findings() == []
    finance.submitted()
    with pytest.raises(Refused) as refused:
        dispute_claim(second, "ช้าไป", actor=finance.claims, now=MONDAY)
    assert refused.value.reason is PayoutRefusal.ALREADY_LIVE
    assert payable_of(second).state.value == "open"
    assert findings() == []


def test_only_finance_imports_and_matches(finance: Finance, batch_id: int) -> None:
    told = answers(order_of(batch_id))
    for actor in (finance.approver, finance.releaser, finance.auditor, finance.claims):
        with pytest.raises(Forbidden):
            ask_import(told.camt053[0], "a.xml", actor=actor, now=MONDAY)
    staff = build(lambda tx: finance.world.staff(tx, Role.FINANCE_RELEASER))
    with pytest.raises(Forbidden):
        set_aside_line(1, "x", actor=staff, now=MONDAY)

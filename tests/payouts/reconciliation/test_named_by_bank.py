"""What the bank has booked already is not sent again, whatever an older backup says of it."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.commands import AuthorityRefusal
from core.db import db
from core.errors import Refused
from core.money import Money
from demo.bank import answers
from identity.organisations.models import Membership
from identity.organisations.states import Capacity, MemberRole
from payouts.batches.queries import Selection
from payouts.batches.services.draft_batch import draft_batch
from payouts.batches.services.release_batch import release_batch
from payouts.models.reconciliation import StatementLine
from payouts.payables.services.resume_payable import resume_payable
from payouts.payees.queries import holds_of
from payouts.reconciliation.services.import_bank_report import import_bank_report
from payouts.reconciliation.services.set_aside_line import set_aside_line
from payouts.references import payable_named, reference_of
from payouts.states import HoldReason, LineState, PayableState, PayoutRefusal
from tests.factories import build
from tests.payouts import fault_maker
from tests.payouts.reconciliation.test_oddities import lines
from tests.payouts.world import MONDAY, Finance, findings, order_of, payable_of, payments_of

DAWDLES_SECONDS = 3
"""Long enough for an import that nothing keeps waiting; in the negative control it is not used up."""


@pytest.mark.parametrize("printed", ["PY00000012-1", "py00000012-1", " PY 00000012 - 3 ", "PY12-2"])
def test_a_reference_is_known_however_the_bank_prints_it(printed: str) -> None:
    assert payable_named(printed) == 12
    assert payable_named(reference_of(12, 7)) == 12


@pytest.mark.parametrize("printed", ["NOTPROVIDED", "PY-1", "XPY00000012-1", "PY00000012", ""])
def test_anothers_reference_names_nothing_of_ours(printed: str) -> None:
    assert payable_named(printed) is None


@pytest.mark.parametrize(
    "printed",
    [
        "PY00000012-1",
        "py 000-3",
        " PY 00000012 - 3 ",
        "PY12-2",
        "XPY00000012-1",
        "PY-1",
        "PY00000012",
        "",
        "PY๑๒-๑",
        "PY１２-1",
        "\u00a0PY12-1\u00a0",
    ],
)
def test_the_database_reads_a_reference_as_we_do(db_app: Flask, printed: str) -> None:
    read = StatementLine.__table__.c.named_payable_id.computed.sqltext
    kept = sa.select(sa.literal_column(str(read))).select_from(
        sa.select(sa.literal(printed).label("end_to_end_id")).subquery()
    )
    assert db.session.scalar(kept) == payable_named(printed)


def booked(finance: Finance, reference: str) -> None:
    """Import a true statement on which the bank also booked this reference."""
    finance.claims_of(1)
    told = answers(order_of(finance.released()))
    finance.take(
        *fault_maker.strangers_line(told.camt053, Money.baht(10_000), credit=False, reference=reference)
    )


def test_a_payment_that_the_bank_booked_is_not_released_again(finance: Finance) -> None:
    """As after the restore of a backup from between approval and release."""
    claim = finance.claim(finance.provider())
    batch_id = finance.approved()
    (payment,) = payments_of(batch_id)
    booked(finance, payment.end_to_end_id)
    with pytest.raises(Refused) as refused:
        release_batch(batch_id, "03", actor=finance.releaser, now=MONDAY)
    assert refused.value.reason is PayoutRefusal.NAMED_BY_BANK
    assert {(each.check, each.subject.split()[0]) for each in findings()} == {("payouts.unsent", "bank")}
    (line,) = lines(LineState.MISMATCHED, LineState.UNMATCHED)
    set_aside_line(line.id, "ธนาคารยืนยันว่าลงรายการผิด", actor=finance.approver, now=MONDAY)
    release_batch(batch_id, "03", actor=finance.releaser, now=MONDAY)
    assert findings() == []
    assert payable_of(claim).state is PayableState.OPEN


def test_what_the_bank_booked_is_not_drafted_again(finance: Finance) -> None:
    """As after the restore of a backup from before the batch was drafted: the payment is not even known."""
    claim = finance.claim(finance.provider())
    payable = payable_of(claim)
    hidden = payable.id
    finance.claims_of(1)
    other = payable_of(claim)
    assert other.id == hidden
    told_of = reference_of(hidden, 1)
    batch_id = finance.approved(payee_id=_another_payee(finance))
    release_batch(batch_id, "03", actor=finance.releaser, now=MONDAY)
    told = answers(order_of(batch_id))
    finance.take(
        *fault_maker.strangers_line(told.camt053, Money.baht(10_000), credit=False, reference=told_of)
    )
    finance.claims_of(1)
    draft_batch(Selection(), actor=finance.officer, now=MONDAY)
    payable = payable_of(claim)
    assert (payable.state, payable.hold_reason) == (PayableState.HELD, HoldReason.NAMED_BY_BANK)
    with pytest.raises(Refused) as refused:
        resume_payable(payable.id, actor=finance.officer, now=MONDAY)
    assert refused.value.reason is HoldReason.NAMED_BY_BANK
    assert [each.check for each in findings()] == ["payouts.unsent"]


def test_an_officer_tied_to_the_payee_sets_no_line_aside_that_names_a_payment_not_known_here(
    finance: Finance,
) -> None:
    payee_id = finance.provider()
    payable = payable_of(finance.claim(payee_id))
    booked(finance, reference_of(payable.id, 9))
    tie = Membership(
        person_id=finance.approver.person_id,
        organisation_id=payee_id,
        capacity=Capacity.PROVIDER,
        role=MemberRole.MEMBER,
        may_consent=False,
        since=MONDAY,
    )
    build(lambda tx: tx.add(tie))
    (line,) = lines(LineState.UNMATCHED)
    with pytest.raises(Refused) as refused:
        set_aside_line(line.id, "ลงรายการผิด", actor=finance.approver, now=MONDAY)
    assert refused.value.reason is AuthorityRefusal.CONNECTED


def test_who_is_connected_with_a_payee_in_the_file_does_not_import_it(finance: Finance) -> None:
    payee_id = finance.provider()
    finance.claim(payee_id)
    told = answers(order_of(finance.released()))
    tie = Membership(
        person_id=finance.officer.person_id,
        organisation_id=payee_id,
        capacity=Capacity.PROVIDER,
        role=MemberRole.MEMBER,
        may_consent=False,
        since=MONDAY,
    )
    build(lambda tx: tx.add(tie))
    with pytest.raises(Refused) as refused:
        finance.take(told.camt053[1])
    assert refused.value.reason is AuthorityRefusal.CONNECTED
    assert lines(*LineState) == []


def _another_payee(finance: Finance) -> int:
    claim = finance.claim(finance.provider())
    return payable_of(claim).payee_id


def test_without_the_reading_of_lines_it_would_go_out_twice(
    finance: Finance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    finance.claim(finance.provider())
    batch_id = finance.approved()
    booked(finance, payments_of(batch_id)[0].end_to_end_id)
    monkeypatch.setattr("payouts.payees.queries._named_by_bank", lambda *_: set())
    release_batch(batch_id, "03", actor=finance.releaser, now=MONDAY)


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "negative control"])
def test_no_import_ends_between_the_reading_of_lines_and_the_release(
    guarded: bool, finance: Finance, db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that prints our reference in another way locks no payment: only the imports standing still keep it out."""
    finance.claim(finance.provider())
    batch_id = finance.approved()
    printed = payments_of(batch_id)[0].end_to_end_id.lower()
    finance.claims_of(1)
    told = answers(order_of(finance.released()))
    *before, file = fault_maker.strangers_line(
        told.camt053, Money.baht(10_000), credit=False, reference=printed
    )
    finance.take(*before)
    taken: list[int] = []
    document_id = finance.given_in(file)

    def take() -> None:
        with db_app.app_context():
            taken.append(import_bank_report(document_id, actor=finance.officer, now=MONDAY))

    importer = Thread(target=take)

    def read_and_dawdle(*given: Any) -> dict[int, HoldReason | None]:
        found = holds_of(*given)
        importer.start()
        importer.join(DAWDLES_SECONDS)
        assert bool(taken) is not guarded
        return found

    monkeypatch.setattr("payouts.batches.operations.holds_of", read_and_dawdle)
    if not guarded:
        monkeypatch.setattr("payouts.batches.operations.imports_stand_still", lambda _tx: None)
    release_batch(batch_id, "03", actor=finance.releaser, now=MONDAY)
    importer.join()
    assert taken


def test_a_line_of_the_file_is_set_aside_by_another_than_who_imported_it(finance: Finance) -> None:
    finance.claims_of(1)
    told = answers(order_of(finance.released()))
    data = fault_maker.strangers_line(told.camt053, Money.baht(5), credit=True)
    finance.take(*data)
    (line,) = lines(LineState.UNMATCHED)
    with pytest.raises(Refused) as refused:
        set_aside_line(line.id, "โอนผิด", actor=finance.officer, now=MONDAY)
    assert refused.value.reason is PayoutRefusal.IMPORTED_BY_YOU
    set_aside_line(line.id, "โอนผิด", actor=finance.approver, now=MONDAY)

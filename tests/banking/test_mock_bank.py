"""Our files before a bank that nobody here wrote, its answers before our readers, and everything that may go wrong between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banking.faults import BadBankFile, BankFileFault
from banking.model import PaymentOutcome, Statement, StatementEntry
from banking.pain001 import PAIN001, Version
from core.money import ZERO, Money
from core.typed.banks import names_account
from demo.bank import BankAnswers, DebtorAccount, answers, created_at, debtor_of, open_bank
from tests.banking import readers
from tests.banking.batches import a_file, a_transfer
from tests.payouts import fault_maker

FILE = a_file(count=4)
IDS = [transfer.end_to_end_id for transfer in FILE.transfers]


@pytest.fixture(scope="module")
def good() -> BankAnswers:
    return answers(PAIN001.write(FILE, "09"))


def read_all(files: list[bytes]) -> list[Statement]:
    return [statement for data in files for statement in readers.statements(data)]


def lines(files: list[bytes]) -> Iterator[StatementEntry]:
    return (entry for statement in read_all(files) for entry in statement.entries)


def assert_balances_follow_on(files: list[bytes]) -> None:
    read = read_all(files)
    for before, after in pairwise(read):
        assert before.closing == after.opening


@pytest.mark.parametrize("version", ["03", "09"])
def test_the_bank_takes_and_pays_our_file(version: Version) -> None:
    told = answers(PAIN001.write(FILE, version))
    (report,) = (readers.report(data) for data in told.pain002)
    assert (report.original_message_id, report.code) == (FILE.message_id, "ACCP")
    assert [(each.end_to_end_id, each.outcome) for each in report.payments] == [
        (reference, PaymentOutcome.ACCEPTED) for reference in IDS
    ]
    debits = {entry.end_to_end_id: entry for entry in lines(told.camt053)}
    assert {reference: entry.amount for reference, entry in debits.items()} == {
        transfer.end_to_end_id: transfer.amount for transfer in FILE.transfers
    }
    assert {entry.booked_on for entry in debits.values()} == {FILE.execution_date}
    assert {entry.original_message_id for entry in debits.values()} == {FILE.message_id}
    assert [entry.counterparty for entry in debits.values()] == [
        each.creditor_name for each in FILE.transfers
    ]


def test_one_statement_a_business_day_and_the_balance_carries_over(good: BankAnswers) -> None:
    statements = read_all(good.camt053)
    assert [statement.to_date for statement in statements] == [date(2026, 11, day) for day in (23, 24, 25)]
    assert_balances_follow_on(good.camt053)
    assert statements[0].opening - statements[-1].closing == FILE.total


def test_the_statement_names_our_account_though_it_prints_an_iban(good: BankAnswers) -> None:
    (printed,) = {statement.account for statement in read_all(good.camt053)}
    assert printed != FILE.debtor_account
    assert names_account(printed, FILE.debtor_bank_code, FILE.debtor_account)


def test_notice_and_statement_tell_the_same_movements(good: BankAnswers) -> None:
    noticed = {
        entry.fingerprint
        for data in good.camt054
        for each in readers.notifications(data)
        for entry in each.entries
    }
    assert noticed == {entry.fingerprint for entry in lines(good.camt053)}
    assert len(noticed) == len(IDS)


def test_a_bank_that_does_not_hold_the_account_refuses_every_transfer() -> None:
    told = answers(PAIN001.write(FILE, "09"), known_accounts=[DebtorAccount("006", "9999999999")])
    report = readers.report(told.pain002[0])
    assert report.outcome is PaymentOutcome.REJECTED
    assert {(each.outcome, each.reason_code) for each in report.payments} == {
        (PaymentOutcome.REJECTED, "AC02")
    }
    assert not list(lines(told.camt053))


def test_a_bank_that_refuses_the_whole_file_says_so_once() -> None:
    told = answers(PAIN001.write(FILE, "09"), behaviour="reject-file")
    report = readers.report(told.pain002[0])
    assert (report.payments, report.outcome, report.reason_code) == ((), PaymentOutcome.REJECTED, "FF01")
    assert told.camt054 == []


def test_the_same_file_sent_twice_is_refused_and_paid_once() -> None:
    order = PAIN001.write(FILE, "09")
    with open_bank(created_at(order)) as bank:
        bank.hold(debtor_of(order))
        bank.send(order)
        bank.send(order)
        bank.live(3)
        told = bank.collect()
    first, second = (readers.report(data) for data in told.pain002)
    assert (first.outcome, second.outcome, second.reason_code) == (
        PaymentOutcome.ACCEPTED,
        PaymentOutcome.REJECTED,
        "DUPL",
    )
    assert sum((entry.amount for entry in lines(told.camt053)), ZERO) == FILE.total


def test_a_silent_bank_still_books() -> None:
    told = answers(PAIN001.write(FILE, "09"), behaviour="silent")
    assert told.pain002 == []
    assert len(list(lines(told.camt053))) == len(IDS)


def test_the_banks_own_late_return_is_read_as_one() -> None:
    told = answers(
        PAIN001.write(FILE, "09"),
        days=8,
        behaviour="return-later",
        parameters={"days": 2, "reason": "AC04", "end_to_end_id": IDS[1]},
    )
    back = [entry for entry in lines(told.camt053) if entry.credit]
    assert [(entry.end_to_end_id, entry.return_reason, entry.booked_on) for entry in back] == [
        (IDS[1], "AC04", date(2026, 11, 26))
    ]


def test_the_banks_own_hole_in_a_statement_is_noticed() -> None:
    told = answers(PAIN001.write(FILE, "09"), behaviour="statement-gap")
    with pytest.raises(BadBankFile) as refusal:
        read_all(told.camt053)
    assert refusal.value.reason is BankFileFault.BALANCE_DIFFERS


def test_two_batches_at_one_bank_have_references_of_their_own() -> None:
    first = PAIN001.write(FILE, "09")
    second = PAIN001.write(
        a_file(message_id="BATCH-2569-0002", execution_date=date(2026, 11, 25), transfers=(a_transfer(77),)),
        "03",
    )
    with open_bank(created_at(first)) as bank:
        bank.hold(debtor_of(first))
        bank.send(first)
        bank.send(second)
        bank.live(4)
        told = bank.collect()
    entries = list(lines(told.camt053))
    assert len({entry.bank_ref for entry in entries}) == len(entries) == 5
    assert {statement.statement_id for statement in read_all(told.camt053)} == {
        f"MB-C053-OSMEP-1-{number}" for number in (1, 2, 3, 4)
    }


def test_fault_rejected_lines_make_the_file_partly_accepted(good: BankAnswers) -> None:
    report = readers.report(fault_maker.reject(good.pain002[0], IDS[:2], "AC01", "เลขที่บัญชีไม่ถูกต้อง"))
    assert (report.code, report.outcome) == ("PART", None)
    assert [(each.outcome, each.reason_code) for each in report.payments] == [
        (PaymentOutcome.REJECTED, "AC01"),
        (PaymentOutcome.REJECTED, "AC01"),
        (PaymentOutcome.ACCEPTED, None),
        (PaymentOutcome.ACCEPTED, None),
    ]
    assert report.payments[0].additional_info == "เลขที่บัญชีไม่ถูกต้อง"
    left = fault_maker.without(good.camt053, IDS[:2])
    assert [entry.end_to_end_id for entry in lines(left)] == IDS[2:]
    assert_balances_follow_on(left)


def test_fault_all_rejected_refuses_the_file(good: BankAnswers) -> None:
    assert readers.report(fault_maker.reject(good.pain002[0], IDS)).outcome is PaymentOutcome.REJECTED


def test_fault_settled_by_status_alone(good: BankAnswers) -> None:
    report = readers.report(fault_maker.settle(good.pain002[0]))
    assert {each.outcome for each in report.payments} == {report.outcome} == {PaymentOutcome.SETTLED}


def test_fault_a_late_return_comes_days_after_its_debit(good: BankAnswers) -> None:
    files = fault_maker.late_return(good.camt053, IDS[0], reason="MD07")
    told = [entry for entry in lines(files) if entry.end_to_end_id == IDS[0]]
    assert [(entry.credit, entry.return_reason, entry.booked_on) for entry in told] == [
        (False, None, date(2026, 11, 24)),
        (True, "MD07", date(2026, 11, 25)),
    ]
    assert told[0].fingerprint != told[1].fingerprint
    assert_balances_follow_on(files)


def test_fault_a_reissued_statement_tells_old_movements_under_a_new_number(good: BankAnswers) -> None:
    (again,) = readers.statements(fault_maker.reissued(good.camt053[1]))
    (first,) = readers.statements(good.camt053[1])
    assert again.statement_id != first.statement_id
    assert [entry.fingerprint for entry in again.entries] == [entry.fingerprint for entry in first.entries]


def test_fault_a_duplicate_line_has_the_fingerprint_of_its_twin(good: BankAnswers) -> None:
    files = fault_maker.duplicate_entry(good.camt053, IDS[2])
    twins = [entry.fingerprint for entry in lines(files) if entry.end_to_end_id == IDS[2]]
    assert len(twins) == 2
    assert len(set(twins)) == 1
    assert_balances_follow_on(files)


@pytest.mark.parametrize("credit", [True, False])
def test_fault_a_strangers_line_names_nothing_of_ours(good: BankAnswers, credit: bool) -> None:
    files = fault_maker.strangers_line(good.camt053, Money(123_45), credit=credit)
    (stranger,) = (entry for entry in lines(files) if entry.end_to_end_id is None)
    assert (stranger.amount, stranger.credit, stranger.counterparty) == (
        Money(123_45),
        credit,
        "ผู้ไม่ประสงค์ออกนาม",
    )
    assert_balances_follow_on(files)


def test_fault_a_wrong_amount_adds_up_and_still_is_not_ours(good: BankAnswers) -> None:
    files = fault_maker.wrong_amount(good.camt053, IDS[3], Money(1))
    (wrong,) = (entry for entry in lines(files) if entry.end_to_end_id == IDS[3])
    assert wrong.amount == Money(1) != FILE.transfers[3].amount
    assert_balances_follow_on(files)


@pytest.mark.parametrize("kind", ["pain002", "camt053", "camt054"])
def test_fault_a_file_cut_in_half_is_refused_as_cut(good: BankAnswers, kind: str) -> None:
    reader = {
        "pain002": readers.report,
        "camt053": readers.statements,
        "camt054": readers.notifications,
    }[kind]
    with pytest.raises(BadBankFile) as refusal:
        reader(fault_maker.cut_in_half(getattr(good, kind)[0]))
    assert refusal.value.reason is BankFileFault.CUT_SHORT


def test_fault_a_hole_and_a_foreign_currency_are_refused(good: BankAnswers) -> None:
    for data, fault in (
        (fault_maker.with_hole(good.camt053[1], IDS[0]), BankFileFault.BALANCE_DIFFERS),
        (fault_maker.in_currency(good.camt053[1], "USD"), BankFileFault.WRONG_CURRENCY),
    ):
        with pytest.raises(BadBankFile) as refusal:
            readers.statements(data)
        assert refusal.value.reason is fault


@pytest.mark.parametrize("kind", ["pain002", "camt053", "camt054"])
def test_no_damaged_file_gives_anything_but_a_reading_or_a_refusal(good: BankAnswers, kind: str) -> None:
    reader = {
        "pain002": readers.report,
        "camt053": readers.statements,
        "camt054": readers.notifications,
    }[kind]
    whole = getattr(good, kind)[-1 if kind == "camt054" else 0]

    @settings(max_examples=150, deadline=None)
    @given(st.integers(0, len(whole)), st.integers(0, 40), st.binary(max_size=12))
    def damage(at: int, lost: int, put: bytes) -> None:
        with suppress(BadBankFile):
            reader(whole[:at] + put + whole[at + lost :])

    damage()


def test_a_bank_lives_through_as_many_of_its_own_days_as_asked_also_over_a_weekend() -> None:
    """What is sent on a Friday evening is booked when three banking days have opened, not three days later."""
    friday = PAIN001.write(
        a_file(4, created_at=datetime(2026, 11, 27, 13, 0, tzinfo=UTC), execution_date=date(2026, 11, 30)),
        "09",
    )
    booked = {}
    for name, days in (("calendar", "live"), ("banking", "live_banking_days")):
        with open_bank(created_at(friday)) as bank:
            bank.hold(debtor_of(friday))
            bank.send(friday)
            getattr(bank, days)(3)
            booked[name] = len(list(lines(bank.collect().camt053)))
    assert booked == {"calendar": 0, "banking": len(IDS)}

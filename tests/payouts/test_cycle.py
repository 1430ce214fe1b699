"""Whole journeys of money: owed, batched, signed, sent, answered by a bank that nobody here wrote, settled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from banking import pain001
from core.money import Money
from demo.bank import answers
from payouts.states import HoldReason
from tests.payouts import fault_maker
from tests.payouts.world import MONDAY, Finance, findings, order_of, payable_of, payments_of, state_of


def states(batch_id: int) -> list[str]:
    return [payment.state.value for payment in payments_of(batch_id)]


@pytest.mark.parametrize("version", ["03", "09"])
def test_everything_is_paid_and_adds_up(finance: Finance, version: pain001.Version) -> None:
    claims = finance.claims_of(4)
    batch_id = finance.released(version)
    assert states(batch_id) == ["sent"] * 4
    assert findings() == []
    reported = answers(order_of(batch_id))
    finance.take(*reported.pain002)
    assert states(batch_id) == ["sent"] * 4
    finance.take(*reported.camt053, now=MONDAY + timedelta(days=2))
    assert states(batch_id) == ["paid"] * 4
    assert state_of(batch_id) == "settled"
    assert {payable_of(each).state.value for each in claims} == {"settled"}
    assert findings() == []


def test_a_notice_pays_and_the_statement_only_repeats_it(finance: Finance) -> None:
    finance.claims_of(2)
    batch_id = finance.released()
    reported = answers(order_of(batch_id))
    finance.take(*reported.pain002, *reported.camt054)
    assert states(batch_id) == ["paid"] * 2
    finance.take(*reported.camt053)
    assert states(batch_id) == ["paid"] * 2
    assert findings() == []


def test_refused_payments_are_owed_again_and_paid_by_the_next_batch(finance: Finance) -> None:
    claims = finance.claims_of(4)
    first = finance.released("03")
    reported = answers(order_of(first))
    refused = [payment.end_to_end_id for payment in payments_of(first)[:2]]
    finance.take(fault_maker.reject(reported.pain002[0], refused, "AC04", "บัญชีปิดแล้ว"))
    assert states(first) == ["failed", "failed", "sent", "sent"]
    assert findings() == []
    finance.take(*fault_maker.without(reported.camt053, refused))
    assert states(first) == ["failed", "failed", "paid", "paid"]
    assert state_of(first) == "settled"
    for payment in payments_of(first)[:2]:
        finance.other_account(payment.payable.payee_id)
    second = finance.released("09", now=MONDAY + timedelta(days=7))
    again = payments_of(second)
    assert [payment.attempt_no for payment in again] == [2, 2]
    finance.take(*answers(order_of(second)).camt053)
    assert states(second) == ["paid", "paid"]
    assert {payable_of(each).state.value for each in claims} == {"settled"}
    assert findings() == []


def test_money_that_comes_back_days_later_is_owed_again(finance: Finance) -> None:
    claims = finance.claims_of(3)
    batch_id = finance.released()
    reported = answers(order_of(batch_id), days=5)
    back = payments_of(batch_id)[1].end_to_end_id
    finance.take(*fault_maker.late_return(reported.camt053, back, reason="MD07"))
    assert states(batch_id) == ["paid", "returned", "paid"]
    assert payable_of(claims[1]).hold_reason is HoldReason.ACCOUNT_REFUSED
    assert payable_of(claims[1]).redemption.state.value == "approved"
    assert findings() == []
    finance.other_account(payable_of(claims[1]).payee_id)
    second = finance.released(now=MONDAY + timedelta(days=9))
    finance.take(*answers(order_of(second)).camt053)
    assert states(second) == ["paid"]
    assert findings() == []


def test_a_bank_that_refuses_the_whole_file_gives_everything_back(finance: Finance) -> None:
    claims = finance.claims_of(3, Money.baht(500))
    batch_id = finance.released()
    finance.take(*answers(order_of(batch_id), behaviour="reject-file").pain002)
    assert states(batch_id) == ["failed"] * 3
    assert state_of(batch_id) == "settled"
    assert {payable_of(each).state.value for each in claims} == {"open"}
    assert findings() == []

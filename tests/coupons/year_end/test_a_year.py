"""A year with everything open, crossed at midnight of 30 September: every satang is carried over, lapses, or goes back to the Fund."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import pytest
from flask import Flask

from core.clock import bangkok_midnight
from core.db import db
from core.money import Money
from coupons.claims.services.approve_claim import approve_claim
from coupons.claims.services.reject_claim import reject_claim
from coupons.coupons.services.cancel_coupon import cancel_coupon
from coupons.coupons.services.hold_coupon import hold_coupon
from coupons.redemptions.services.cancel_redemption import cancel_redemption
from coupons.redemptions.services.give_up_coupon import give_up_coupon
from coupons.year_end.report import report_of
from coupons.year_end.services.choose_many import choose_many
from coupons.year_end.services.propose_closing import propose_closing
from coupons.year_end.states import Bulk, LineClosingState
from ledger.checks import run_all
from ledger.states import Kind
from projects.states import FundSource
from schemes.services.take_back import take_back
from tests.coupons.counter import Counter
from tests.coupons.year_end.desk import AUTUMN, BAHT, LAST_DAY, NIGHT, Desk, carried, closing, open_desk
from tests.factories import NOW


def _claim(counter: Counter, price: Money) -> int:
    return counter.accepted(price, invoice=f"IV-{counter.coupon_id}")


def _approve(counter: Counter, price: Money) -> None:
    claim = _claim(counter, price)
    approve_claim(claim, counter.redemption(claim).held, actor=counter.officer, now=NOW)


def _approve_less(counter: Counter, price: Money) -> None:
    claim = _claim(counter, price)
    part = Money(counter.redemption(claim).held.satang // 3)
    approve_claim(claim, part, reason="ทำไม่ครบ", actor=counter.officer, now=NOW)


def _use_twice(counter: Counter, price: Money) -> None:
    _approve(counter, price)
    counter.reserve(BAHT(10_000))


def _reserve_and_cancel(counter: Counter, price: Money) -> None:
    counter.reserve(price)
    cancel_coupon(counter.coupon_id, "เลิกกิจการ", actor=counter.approver, now=NOW)


WAYS: tuple[Callable[[Counter, Money], object], ...] = (
    lambda _unused, _price: None,
    lambda counter, _price: hold_coupon(counter.coupon_id, "ตรวจ", actor=counter.approver, now=NOW),
    lambda counter, _price: give_up_coupon(counter.coupon_id, actor=counter.owner, now=NOW),
    Counter.reserve,
    _reserve_and_cancel,
    lambda counter, price: cancel_redemption(counter.reserve(price), "เลื่อน", actor=counter.owner, now=NOW),
    lambda counter, price: counter.deliver(counter.reserve(price), invoice=f"IV-{counter.coupon_id}"),
    _claim,
    _approve,
    _approve_less,
    lambda counter, price: reject_claim(
        _claim(counter, price), "หลักฐานไม่ตรง", actor=counter.officer, now=NOW
    ),
    _use_twice,
)
"""What happens to one coupon before the year ends: everything that may."""


@pytest.mark.parametrize("source", FundSource)
@pytest.mark.parametrize("which", [Bulk.ALL, Bulk.UNFINISHED])
def test_a_year_with_everything_open_is_crossed(
    db_app: Flask, night: Callable[[datetime], None], source: FundSource, which: Bulk
) -> None:
    random = Random(f"{source} {which}")
    desk = open_desk(money=BAHT(3_000_000), source=source)
    take_back(desk.counter.scheme_id, BAHT(100_000), "กค 1", actor=desk.finance, now=NOW)
    for way in WAYS:
        counter = desk.another(BAHT(random.randrange(60_000, 100_000)))
        way(counter, BAHT(random.randrange(10_000, 40_000)))
    assert run_all() == []
    before = desk.balances()
    closing_id = _approved(desk, which)
    assert desk.balances() == before
    night(NIGHT)
    assert closing(closing_id).state is LineClosingState.CLOSED
    assert run_all() == []
    _every_satang(desk, closing_id, before)
    _report_equals(desk, closing_id)
    late = bangkok_midnight(LAST_DAY + timedelta(days=1)) + timedelta(minutes=10)
    night(late)
    assert run_all() == []
    assert Kind.COMMITTED not in desk.balances(), "what nobody used until the last day has lapsed"
    _report_equals(desk, closing_id)


def _approved(desk: Desk, which: Bulk) -> int:
    closing_id = desk.drafted()
    choose_many(closing_id, which, actor=desk.finance, now=AUTUMN)
    propose_closing(closing_id, LAST_DAY, actor=desk.finance, now=AUTUMN)
    desk.approve(closing_id)
    return closing_id


def _every_satang(desk: Desk, closing_id: int, before: dict[Kind, Money]) -> None:
    """What was free or bound is carried or has lapsed; the rest stays where it was."""
    after = desk.balances()
    kept = Money(sum(kept or 0 for _proposed, kept in carried(closing_id).values()))
    bound = [Kind.COMMITTED, Kind.RESERVED]
    assert Money(sum(after[kind].satang for kind in bound if kind in after)) == kept
    moved = [Kind.AVAILABLE, *bound]
    was = Money(sum(before[kind].satang for kind in moved if kind in before))
    assert after[Kind.LAPSED] + kept == was
    assert Kind.AVAILABLE not in after
    others = {kind: amount for kind, amount in before.items() if kind not in moved}
    assert {kind: amount for kind, amount in after.items() if kind not in (*bound, Kind.LAPSED)} == others


def _report_equals(desk: Desk, closing_id: int) -> None:
    """The report's parts are the ledger's accounts, and add up to what was received."""
    balances = desk.balances()
    report = report_of(db.session(), closing_id)
    assert dict(report.parts) == {k: v for k, v in balances.items() if k is not Kind.APPROPRIATED}
    assert Money(sum(amount.satang for amount in report.parts.values())) == report.received
    assert report.received == Money(-balances[Kind.APPROPRIATED].satang)
    lapsed = report.lapsed_at_closing + report.lapsed_since
    assert report.spent + report.still_carried + lapsed == report.received
    assert lapsed == balances.get(Kind.LAPSED, Money(0))

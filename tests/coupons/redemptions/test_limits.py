"""What slows those who try: prices per scan, codes per person, codes per day."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db
from core.errors import Refused
from core.money import Money
from coupons.redemptions.models import Scan
from coupons.redemptions.rules import PRICES_PER_SCAN, SCAN_LIMIT, TRIES, TRIES_LIMIT
from coupons.redemptions.services.propose_price import propose_price
from coupons.redemptions.services.scan_coupon import scan_coupon
from coupons.redemptions.states import Refusal, ScanOutcome
from tests.coupons.counter import Counter, open_counter

UNKNOWN = "0123456789ABCDEF"


@pytest.fixture
def counter(db_app: Flask) -> Counter:
    """One scheme, one provider, one coupon."""
    return open_counter()


def test_one_scan_carries_few_prices(counter: Counter) -> None:
    scan_id, now = counter.scan(), counter.world.now
    for number in range(PRICES_PER_SCAN):
        price = Money.baht(10_000 + number)
        propose_price(scan_id, counter.service_id, price, actor=counter.cashier, now=now)
    with pytest.raises(Refused) as refused:
        propose_price(scan_id, counter.service_id, Money.baht(20_000), actor=counter.cashier, now=now)
    assert refused.value.reason is Refusal.TOO_MANY_PRICES


def test_a_scan_grows_old(counter: Counter) -> None:
    scan_id = counter.scan()
    later = counter.world.now + SCAN_LIMIT * 2
    with pytest.raises(Refused) as refused:
        propose_price(scan_id, counter.service_id, Money.baht(20_000), actor=counter.cashier, now=later)
    assert refused.value.reason is Refusal.SCAN_TOO_OLD


def test_codes_that_are_nobodys_are_soon_no_longer_looked_up_and_all_are_kept(counter: Counter) -> None:
    now = counter.world.now
    outcomes = [scan_coupon(UNKNOWN, actor=counter.cashier, now=now).outcome for _ in range(TRIES + 1)]
    assert outcomes == [ScanOutcome.UNKNOWN] * TRIES + [ScanOutcome.TOO_MANY_TRIES]
    assert scan_coupon(counter.code(), actor=counter.cashier, now=now).outcome is ScanOutcome.TOO_MANY_TRIES
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) == TRIES + 2
    later = now + TRIES_LIMIT * 2
    assert scan_coupon(counter.code(), actor=counter.cashier, now=later).outcome is ScanOutcome.GOOD

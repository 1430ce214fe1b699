"""A page of what is bound on a line, against all of it: the same coupons, sums and reasons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.db import Tx, db
from core.money import Money
from coupons.coupons.models import Coupon
from coupons.coupons.states import CouponState
from coupons.redemptions.models import Redemption
from coupons.year_end import bound
from coupons.year_end.models import LineClosing
from coupons.year_end.queries import ClosingPage, closing_page
from coupons.year_end.states import YearEndReason
from tests.coupons.year_end.desk import AUTUMN, BAHT, Desk, closing
from tests.factories import build

TWO = 2
LATER = AUTUMN + timedelta(days=1)


def _page(closing_id: int, after: int = 0) -> ClosingPage:
    db.session.rollback()
    return closing_page(db.session(), closing_id, after)


def _read_on(closing_id: int) -> list[list[int]]:
    """The coupons of each page, to the end."""
    pages, after = [], 0
    while after is not None:
        page = _page(closing_id, after).bound
        pages.append([row.id for row in page.rows])
        after = page.next_after
    return pages


def _set(coupon_id: int, **columns: object) -> None:
    def change(tx: Tx) -> None:
        tx.execute(sa.update(Coupon).where(Coupon.id == coupon_id).values(**columns))

    build(change)


def test_each_coupon_is_on_one_page_those_to_carry_over_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bound, "PAGE_SIZE", TWO)
    others = [desk.another(BAHT(50_000)) for _ in range(6)]
    others[3].reserve()
    others[5].reserve()
    _set(others[0].coupon_id, state=CouponState.HELD, held_at=AUTUMN)
    closing_id = desk.drafted()
    held, plain = others[0].coupon_id, [desk.counter, others[1], others[2], others[4]]
    assert _read_on(closing_id) == [
        [others[3].coupon_id, others[5].coupon_id],
        [plain[0].coupon_id, plain[1].coupon_id],
        [plain[2].coupon_id, plain[3].coupon_id],
        [held],
    ]


def test_the_sums_are_those_of_all_coupons(desk: Desk) -> None:
    others = [desk.another(BAHT(50_000)) for _ in range(4)]
    others[1].reserve()
    others[2].reserve()
    closing_id = desk.drafted(others[1], others[3])
    rows = bound.bound_rows(db.session(), closing(closing_id))
    sums = _page(closing_id).sums
    assert sums is not None
    kept = [row for row in rows if row.carried is not None]
    gone = [row for row in rows if row.carried is None]
    assert (sums.carried_count, sums.ending_count, sums.new_since) == (len(kept), len(gone), 0) == (2, 3, 0)
    assert sums.carried == Money(sum(row.bound.total.satang for row in kept))
    assert sums.ending == Money(sum(row.bound.total.satang for row in gone))


def test_why_it_cannot_be_closed_is_said_on_every_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    others = [desk.another(BAHT(50_000)) for _ in range(3)]
    closing_id = desk.proposed(others[1])
    assert _page(closing_id).bound.problem is None
    others[2].reserve(now=LATER)
    monkeypatch.setattr(bound, "PAGE_SIZE", 1)
    for after in (0, desk.counter.coupon_id):
        problem = _page(closing_id, after).bound.problem
        assert problem is not None
        assert problem.reason is YearEndReason.UNFINISHED_NOT_CARRIED
        assert problem.numbers == (others[2].coupon().number,)


def test_more_than_was_resolved_is_a_problem(desk: Desk) -> None:
    closing_id = desk.proposed(desk.counter)
    _set(desk.counter.coupon_id, limit_satang=Coupon.limit_satang + 1)
    problem = _page(closing_id).bound.problem
    assert problem is not None
    assert problem.reason is YearEndReason.CARRIED_GREW


def test_coupons_issued_later_are_counted_to_a_bound(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    closing_id = desk.proposed(desk.counter)
    for _ in range(4):
        _set(desk.another(BAHT(1_000)).coupon_id, issued_at=LATER)
    sums = _page(closing_id).sums
    assert sums is not None
    assert (sums.new_since, sums.ending_count) == (4, 4)
    monkeypatch.setattr(bound, "FEW", TWO)
    sums = _page(closing_id).sums
    assert sums is not None
    assert (sums.new_since, sums.ending_count) == (TWO + 1, TWO + 1)


def test_before_it_is_proposed_nothing_was_issued_since(desk: Desk) -> None:
    closing_id = desk.drafted()
    assert db.session.get_one(LineClosing, closing_id).submitted_at is None
    sums = _page(closing_id).sums
    assert sums is not None
    assert sums.new_since == 0


def test_a_coupon_with_nothing_left_is_neither_listed_nor_counted(desk: Desk) -> None:
    used = desk.another(BAHT(50_000))
    closing_id = desk.proposed(desk.counter)
    _set(used.coupon_id, spent_satang=Coupon.limit_satang, issued_at=LATER)
    page = _page(closing_id)
    assert page.sums is not None
    assert [row.id for row in page.bound.rows] == [desk.counter.coupon_id]
    assert (page.sums.ending_count, page.sums.new_since) == (0, 0)


def test_an_unfinished_service_that_costs_the_state_nothing_fills_no_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bound, "PAGE_SIZE", TWO)
    others = [desk.another(BAHT(50_000)) for _ in range(5)]
    for other in others:
        other.reserve()
    closing_id = desk.drafted()
    for other in others[:3]:
        nothing = {"subsidy_satang": 0, "own_satang": Redemption.price_satang}

        def free(tx: Tx, coupon_id: int = other.coupon_id, to: dict[str, Any] = nothing) -> None:
            tx.execute(sa.update(Redemption).where(Redemption.coupon_id == coupon_id).values(**to))

        build(free)
        _set(other.coupon_id, spent_satang=Coupon.limit_satang)
    assert _read_on(closing_id) == [[others[3].coupon_id, others[4].coupon_id], [desk.counter.coupon_id]]

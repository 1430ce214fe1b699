"""The year end of a line, as the ledger's worked examples have it: an annual line, and one of the Fund."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

import ledger.posting
from core import clock
from core.clock import bangkok_midnight
from core.db import db, transaction
from core.money import Money
from core.permissions import Role
from core.tasks import queue as jobs
from coupons.claims.services.approve_claim import approve_claim
from coupons.coupons.services.cancel_coupon import cancel_coupon
from coupons.year_end.states import LineClosingState
from demo.bank import answers
from ledger.checks import run_all
from ledger.rules import Subject
from ledger.states import Kind, Move
from projects.budgets.changes.services.approve_change import approve_change
from projects.budgets.changes.services.propose_transfer import propose_transfer
from projects.budgets.services.open_line import open_line
from projects.models import BudgetLine
from projects.states import FundSource
from schemes.services.take_back import take_back
from tests.coupons.counter import Counter
from tests.coupons.year_end.desk import (
    AUTUMN,
    BAHT,
    NIGHT,
    Desk,
    carried,
    closing,
    latest_posting,
    moves_since,
    open_desk,
)
from tests.factories import NOW, World, build
from tests.payouts.world import Finance, order_of
from tests.projects.drafts import a_resolution


@pytest.fixture
def finance(db_app: Flask) -> Finance:
    """Who pays: a department of its own, whose scheme nobody uses."""
    return Finance(World(NOW, first=50_000))


def night_of(app: Flask, monkeypatch: pytest.MonkeyPatch, moment: datetime, *tasks: str) -> None:
    """The night's tasks at that moment."""
    db.session.rollback()
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: moment)
        for task in tasks:
            jobs.run_now(app, task)
    db.session.expire_all()


def paid(finance: Finance, now: datetime) -> None:
    """Everything that is owed is released, and the bank reports it paid."""
    send(finance, now)
    bank_pays(finance, now)


def send(finance: Finance, now: datetime) -> None:
    """Everything that is owed is released to the bank."""
    finance.last_batch = finance.released(now=now)


def bank_pays(finance: Finance, now: datetime) -> None:
    """The bank reports the last batch paid."""
    reported = answers(order_of(finance.last_batch))
    finance.take(*reported.camt053, now=now + timedelta(days=2))


def approve(counter: Counter, redemption_id: int, amount: Money, now: datetime) -> None:
    """An officer approves the claim."""
    reason = "ส่งมอบไม่ครบ" if amount < counter.redemption(redemption_id).held else ""
    approve_claim(redemption_id, amount, reason=reason, actor=counter.officer, now=now)


def test_an_annual_line_lapses_and_its_commitments_are_carried_over(
    db_app: Flask, finance: Finance, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(money=BAHT(5_000_000), limit=BAHT(3_200_000))
    take_back(desk.counter.scheme_id, BAHT(900_000), "กค 1", actor=desk.finance, now=NOW)
    spent = desk.counter.accepted(BAHT(4_000_000), now=NOW)
    approve(desk.counter, spent, BAHT(3_200_000), NOW)
    paid(finance, NOW + timedelta(days=1))
    c1, c2, c3 = (desk.another(BAHT(limit)) for limit in (250_000, 150_000, 200_000))
    r3 = c3.accepted(BAHT(250_000), invoice="IV-3", now=NOW)
    cancel_coupon(c3.coupon_id, "ย้ายกิจการ", actor=c3.approver, now=NOW)
    before = {
        Kind.APPROPRIATED: BAHT(-5_000_000),
        Kind.AVAILABLE: BAHT(1_200_000),
        Kind.COMMITTED: BAHT(400_000),
        Kind.RESERVED: BAHT(200_000),
        Kind.PAID: BAHT(3_200_000),
    }
    assert desk.balances() == before

    at = latest_posting()
    closing_id = desk.approved(c1, c3)
    assert moves_since(at, desk.line_id) == {}, "the carry-over posts nothing"
    assert carried(closing_id) == {
        c1.coupon_id: (BAHT(250_000).satang, None),
        c3.coupon_id: (BAHT(200_000).satang, None),
    }

    night_of(db_app, monkeypatch, NIGHT, "coupons.end_what_is_over", "coupons.close_lines")
    assert moves_since(at, desk.line_id) == {
        (Move.LAPSE, True): BAHT(900_000),
        (Move.LAPSE, False): BAHT(300_000),
        (Move.LAPSE_COMMITTED, False): BAHT(150_000),
    }
    assert closing(closing_id).state is LineClosingState.CLOSED
    assert closing(closing_id).lapsed_satang == BAHT(1_350_000).satang
    assert c2.coupon().state == "cancelled"
    assert run_all() == []

    december = bangkok_midnight(date(2027, 12, 13)) + timedelta(hours=10)
    at = latest_posting()
    approve(c3, r3, BAHT(180_000), december)
    assert moves_since(at, desk.line_id) == {
        (Move.APPROVE, False): BAHT(180_000),
        (Move.LAPSE_RESERVED, False): BAHT(20_000),
    }
    at = latest_posting()
    send(finance, december)
    assert moves_since(at, desk.line_id) == {(Move.SEND, False): BAHT(180_000)}
    at = latest_posting()
    bank_pays(finance, december)
    assert moves_since(at, desk.line_id) == {(Move.PAY, False): BAHT(180_000)}

    at = latest_posting()
    april = bangkok_midnight(date(2028, 4, 1)) + timedelta(minutes=10)
    night_of(db_app, monkeypatch, april, "coupons.end_what_is_over")
    assert moves_since(at, desk.line_id) == {(Move.LAPSE_COMMITTED, False): BAHT(250_000)}
    assert c1.coupon().state == "expired"
    assert desk.balances() == {
        Kind.APPROPRIATED: BAHT(-5_000_000),
        Kind.PAID: BAHT(3_380_000),
        Kind.LAPSED: BAHT(1_620_000),
    }
    assert run_all() == []


def test_a_line_of_the_fund_goes_back_to_the_fund(
    db_app: Flask, finance: Finance, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(money=BAHT(2_000_000), limit=BAHT(1_400_000), source=FundSource.SME_FUND)
    take_back(desk.counter.scheme_id, BAHT(500_000), "กค 1", actor=desk.finance, now=NOW)
    spent = desk.counter.accepted(BAHT(1_750_000), now=NOW)
    approve(desk.counter, spent, BAHT(1_400_000), NOW)
    paid(finance, NOW + timedelta(days=1))
    kept = desk.another(BAHT(100_000))
    assert desk.balances() == {
        Kind.APPROPRIATED: BAHT(-2_000_000),
        Kind.AVAILABLE: BAHT(500_000),
        Kind.COMMITTED: BAHT(100_000),
        Kind.PAID: BAHT(1_400_000),
    }

    next_line = open_line(_project_of(desk), FundSource.SME_FUND, 2571, actor=desk.finance, now=AUTUMN)
    at = latest_posting()
    moved = propose_transfer(desk.line_id, next_line, BAHT(300_000), "ใช้ปีหน้า", actor=desk.finance, now=AUTUMN)
    approve_change(moved, a_resolution(), actor=desk.approver, now=AUTUMN)
    assert moves_since(at, desk.line_id) == {(Move.TRANSFER_OUT, True): BAHT(300_000)}
    assert moves_since(at, next_line) == {(Move.TRANSFER_IN, True): BAHT(300_000)}

    closing_id = desk.approved(kept)
    at = latest_posting()
    night_of(db_app, monkeypatch, NIGHT, "coupons.close_lines")
    assert moves_since(at, desk.line_id) == {(Move.LAPSE, True): BAHT(200_000)}
    assert closing(closing_id).state is LineClosingState.CLOSED

    november = bangkok_midnight(date(2027, 11, 15)) + timedelta(hours=10)
    at = latest_posting()
    used = kept.accepted(BAHT(75_000), invoice="IV-9", now=november)
    approve(kept, used, BAHT(60_000), november)
    paid(finance, november + timedelta(days=1))
    assert moves_since(at, desk.line_id) == {
        (move, False): BAHT(60_000) for move in (Move.RESERVE, Move.APPROVE, Move.SEND, Move.PAY)
    }

    at = latest_posting()
    april = bangkok_midnight(date(2028, 4, 1)) + timedelta(minutes=10)
    night_of(db_app, monkeypatch, april, "coupons.end_what_is_over")
    assert moves_since(at, desk.line_id) == {(Move.LAPSE_COMMITTED, False): BAHT(40_000)}

    at = latest_posting()
    _clawed_back(desk, kept, BAHT(10_000), april)
    assert moves_since(at, desk.line_id) == {
        (move, False): BAHT(10_000) for move in (Move.DEMAND, Move.RECOVER, Move.LAPSE_RECOVERED)
    }
    assert desk.balances() == {
        Kind.APPROPRIATED: BAHT(-1_700_000),
        Kind.PAID: BAHT(1_450_000),
        Kind.LAPSED: BAHT(250_000),
    }
    assert desk.balances(next_line) == {Kind.APPROPRIATED: BAHT(-300_000), Kind.AVAILABLE: BAHT(300_000)}
    assert run_all() == []


def _project_of(desk: Desk) -> int:
    return db.session.get_one(BudgetLine, desk.line_id).project_id


def _clawed_back(desk: Desk, kept: Counter, amount: Money, now: datetime) -> None:
    """Money is demanded back and received: the product has no command for it yet, so it is posted."""
    actor = build(lambda tx: desk.counter.world.staff(tx, Role.FINANCE_APPROVER))
    with transaction() as tx:
        for move in (Move.DEMAND, Move.RECOVER, Move.REUSE):
            ledger.posting.post(
                tx,
                move,
                amount,
                line_id=desk.line_id,
                scheme_id=kept.scheme_id,
                reference=f"clawback:1:{move}:1",
                subject=Subject("clawback", 1),
                coupon_id=kept.coupon_id,
                actor=actor,
                now=now,
            )

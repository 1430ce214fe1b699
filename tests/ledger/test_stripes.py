"""The balance that is fought over: fifty claims at once, on connections of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from core.db import Tx, db
from core.money import Money
from ledger import moves, posting, stripes
from ledger.checks import run_all
from ledger.models import Stripe
from ledger.rules import Subject
from ledger.states import Kind, Move
from tests.ledger.till import CLERK, LINE, NOW, SCHEME, balance, commit, open_world, post

AT_ONCE = 50


@pytest.fixture
def engine(db_app: Flask) -> Iterator[sa.Engine]:
    """An engine whose every connection is new, so that fifty threads are fifty backends."""
    fresh = sa.create_engine(db_app.config["SQLALCHEMY_DATABASE_URI"], poolclass=sa.NullPool)
    yield fresh
    fresh.dispose()


def claim(tx: Tx, coupon_id: int, satang: int) -> bool:
    return moves.commit_coupon(
        tx,
        Money(satang),
        line_id=LINE,
        scheme_id=SCHEME,
        coupon_id=coupon_id,
        reference=f"coupon:{coupon_id}:commit",
        actor=CLERK,
        now=NOW,
    )


def claim_without_locks(tx: Tx, coupon_id: int, satang: int) -> bool:
    """The negative control: read, decide in Python, write. Two who read the same both believe it."""
    found = tx.execute(
        sa.select(Stripe.account_id, Stripe.balance_satang).where(
            Stripe.scheme_id == SCHEME, Stripe.balance_satang >= satang
        )
    ).first()
    if found is None:
        return False
    tx.execute(
        sa.update(Stripe)
        .where(Stripe.account_id == found.account_id)
        .values(balance_satang=found.balance_satang - satang)
    )
    committed = stripes.account_id_of(tx, (LINE, SCHEME), Kind.COMMITTED)
    entry = stripes.Entry(
        Move.COMMIT, Money(satang), f"c:{coupon_id}", Subject("coupon", coupon_id), coupon_id, CLERK, NOW
    )
    stripes.insert_posting(tx, found.account_id, committed, entry)
    return True


def all_at_once(
    engine: sa.Engine, verb: Callable[[Tx, int, int], bool], satang: int, number: int = AT_ONCE
) -> int:
    """`number` claims of the same amount from as many connections, starting together; how many succeeded."""
    start = threading.Barrier(number)

    def one(coupon_id: int) -> bool:
        with Session(engine) as session:
            session.connection()
            start.wait()
            taken = verb(Tx(session), coupon_id, satang)
            session.commit()
            return taken

    with ThreadPoolExecutor(number) as threads:
        return sum(threads.map(one, range(1, number + 1)))


@pytest.mark.parametrize(
    ("parts", "satang", "rest", "stripes"),
    [(20, 7, 3, 16), (49, 100, 99, 16), (5, 1000, 1, 16), (30, 1, 0, 16), (25, 10, 9, 1)],
)
def test_exactly_as_many_succeed_as_the_money_serves(engine, parts, satang, rest, stripes):
    open_world(parts * satang + rest, stripes=stripes)
    assert all_at_once(engine, claim, satang) == parts
    assert balance(Kind.AVAILABLE) == rest
    assert run_all() == []


def test_nobody_is_told_exhausted_while_money_lies_in_many_small_stripes(engine):
    open_world(16 * 10, stripes=16)
    assert all_at_once(engine, claim, 16, number=10) == 10
    assert balance(Kind.AVAILABLE) == 0


def test_money_that_comes_back_meanwhile_is_neither_lost_nor_doubled(engine):
    open_world(1000, stripes=4)
    commit(500, coupon_id=900)

    def claim_or_give_back(tx: Tx, number: int, satang: int) -> bool:
        if number % 2:
            return claim(tx, number, satang)
        moves.release_to_available(
            tx,
            Money(satang),
            source=Kind.COMMITTED,
            line_id=LINE,
            scheme_id=SCHEME,
            coupon_id=900,
            reference=f"back:{number}",
            subject=Subject("coupon", 900),
            actor=CLERK,
            now=NOW,
        )
        return False

    taken = all_at_once(engine, claim_or_give_back, 20)
    assert taken == 25
    assert balance(Kind.AVAILABLE) == 500
    assert run_all() == []


def test_a_year_that_closes_amid_claims_and_returns_leaves_nothing_free(engine):
    open_world(1000, stripes=4)
    commit(500, coupon_id=900)

    def bustle(tx: Tx, number: int, satang: int) -> bool:
        if number == AT_ONCE // 2:
            moves.close_line(tx, LINE, actor=CLERK, now=NOW)
            return False
        if number % 2:
            return claim(tx, number, satang)
        subject = Subject("coupon", 900)
        scope = {"line_id": LINE, "scheme_id": SCHEME, "coupon_id": 900}
        posting.post(
            tx,
            Move.RELEASE,
            Money(satang),
            reference=f"r:{number}",
            subject=subject,
            actor=CLERK,
            now=NOW,
            **scope,
        )
        return False

    all_at_once(engine, bustle, 10)
    assert balance(Kind.AVAILABLE) == 0
    assert run_all() == []


def test_the_guard_is_what_holds_without_it_the_money_is_given_twice(engine):
    open_world(20 * 7, stripes=1)
    assert all_at_once(engine, claim_without_locks, 7) > 20
    assert "ledger.stripes" in {finding.check for finding in run_all()}


def test_a_stripe_can_not_be_overspent_even_by_a_statement_that_tries(db_app):
    open_world(100, stripes=1)
    with pytest.raises(sa.exc.IntegrityError, match="not_overspent"):
        db.session.execute(sa.update(Stripe).values(balance_satang=Stripe.balance_satang - 101))
    db.session.rollback()
    assert post(Move.TAKE_BACK, 100) is not None

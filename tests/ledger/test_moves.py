"""What each verb of the ledger does, and what it refuses."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.audit.operations import history
from core.db import db, transaction
from core.errors import Refused
from core.money import Money
from ledger import moves, queries
from ledger.models import Posting, Stripe
from ledger.rules import LedgerReason, Subject
from ledger.states import Kind, Move
from ledger.transitions import RETURNING
from tests.ledger.till import (
    CLERK,
    COUPON,
    LINE,
    NOW,
    SCHEME,
    balance,
    close_line,
    commit,
    last_posting,
    open_line,
    open_scheme,
    open_world,
    post,
    reference,
    reverse,
    walk,
)

pytestmark = pytest.mark.usefixtures("db_app")

TO_PAID = (
    (Move.RESERVE, 300),
    (Move.APPROVE, 300),
    (Move.SEND, 290),
    (Move.WITHHOLD, 10),
    (Move.PAY, 290),
)


def commit_together(satang, now):
    claims = [moves.CouponClaim(COUPON, Money(satang), reference(), Subject("coupon", COUPON))]
    with transaction() as tx:
        return moves.commit_many(tx, claims, line_id=LINE, scheme_id=SCHEME, actor=CLERK, now=now)


def refusal(verb, *arguments, **named):
    with pytest.raises(Refused) as refused:
        verb(*arguments, **named)
    return refused.value.reason


def counters() -> tuple[Money, Money, Money]:
    """Limit, spent and released, as the coupon's stored counters would have to say."""
    found = db.session.execute(queries.coupon_counters.where(Posting.coupon_id == COUPON)).one()
    return Money(found.limit), Money(found.spent), Money(found.released)


def position() -> dict[Kind, Money]:
    """Where the coupon's money stands, by kind; only kinds that hold any."""
    held: Counter[Kind] = Counter()
    for posting in queries.coupon_postings(db.session(), COUPON):
        held[posting.source] -= posting.amount.satang
        held[posting.destination] += posting.amount.satang
    return {kind: Money(held[kind]) for kind in held if held[kind] and kind is not Kind.AVAILABLE}


def test_a_budget_is_received_and_given_to_a_scheme_over_all_its_stripes():
    open_line(1003)
    open_scheme(1003, stripes=4)
    stripes = db.session.scalars(
        sa.select(Stripe.balance_satang).where(Stripe.scheme_id == SCHEME).order_by(Stripe.stripe)
    ).all()
    assert stripes == [251, 251, 251, 250]
    assert balance(Kind.APPROPRIATED, None) == -1003
    assert balance(Kind.AVAILABLE, None) == 0


def test_opening_twice_changes_nothing():
    open_world(1000)
    open_line()
    open_scheme()
    assert balance(Kind.AVAILABLE) == 1000


def test_a_scheme_never_opened_takes_no_money():
    open_line(100)
    with pytest.raises(LookupError, match="scheme 21"), transaction() as tx:
        moves.allot_to_scheme(
            tx, Money(100), line_id=LINE, scheme_id=SCHEME, reference="x", actor=CLERK, now=NOW
        )


def test_a_line_gives_no_more_than_it_has():
    open_line(100)
    assert refusal(open_scheme, 101) is LedgerReason.NOT_ENOUGH_AVAILABLE


def test_money_taken_back_from_a_scheme_is_the_lines_again():
    open_world(1000)
    post(Move.TAKE_BACK, 999)
    assert (balance(Kind.AVAILABLE), balance(Kind.AVAILABLE, None)) == (1, 999)


def test_a_coupon_is_committed_from_gathered_stripes_to_the_last_satang():
    open_world(1000, stripes=4)
    assert commit(999)
    assert not commit(2)
    assert commit(1)
    assert (balance(Kind.AVAILABLE), balance(Kind.COMMITTED)) == (0, 1000)


def test_a_zero_budget_coupon_posts_nothing():
    assert commit(0)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Posting)) == 0


def test_zero_amounts_post_nothing():
    open_world()
    assert post(Move.RESERVE, 0) is None


def test_bulk_issue_serves_in_order_and_lets_nobody_jump_the_queue():
    open_world(1000)
    claims = [
        moves.CouponClaim(number, Money(satang), f"coupon:{number}:commit", Subject("coupon", number))
        for number, satang in ((1, 600), (2, 0), (3, 300), (4, 200), (5, 100))
    ]
    with transaction() as tx:
        served = moves.commit_many(tx, claims, line_id=LINE, scheme_id=SCHEME, actor=CLERK, now=NOW)
    assert served == (1, 2, 3)
    assert balance(Kind.AVAILABLE) == 100


def test_a_repeated_reference_is_refused_not_doubled():
    open_world()
    commit(500)
    post(Move.RESERVE, 100, reference="redemption:17:reserve:1")
    with pytest.raises(IntegrityError, match="reference"):
        post(Move.RESERVE, 100, reference="redemption:17:reserve:1")
    assert balance(Kind.RESERVED) == 100


def test_a_coupon_gives_no_more_than_it_holds_even_if_others_hold_more():
    open_world()
    commit(100)
    commit(500, coupon_id=COUPON + 1)
    assert refusal(post, Move.RESERVE, 101) is LedgerReason.NOT_THERE


def test_the_whole_walk_to_paid_and_remitted_leaves_each_satang_named():
    open_world()
    commit(500)
    walk(*TO_PAID, (Move.REMIT, 10), (Move.RELEASE, 200))
    assert position() == {Kind.PAID: Money(290), Kind.REMITTED: Money(10)}
    assert balance(Kind.AVAILABLE) == 700
    assert counters() == (Money(500), Money(300), Money(200))


def test_a_reservation_returned_after_the_coupon_closed_is_released_not_spent():
    open_world()
    commit(100)
    walk((Move.RESERVE, 60), (Move.UNRESERVE, 10), (Move.RETURN_RESERVED, 20), (Move.RELEASE, 50))
    assert counters() == (Money(100), Money(30), Money(70))


def test_a_payment_that_the_bank_returns_is_owed_again_with_its_tax():
    open_world()
    commit(500)
    walk(*TO_PAID, (Move.RETURN_PAID, 290), (Move.UNWITHHOLD, 10))
    assert balance(Kind.PAYABLE) == 300


def test_clawed_back_money_is_spent_support_that_comes_back_another_way():
    open_world()
    commit(300)
    walk(*TO_PAID, (Move.DEMAND, 290), (Move.RECOVER, 200), (Move.WRITE_OFF, 90), (Move.REUSE, 150))
    post(Move.RETURN_TO_TREASURY, 50)
    assert balance(Kind.AVAILABLE) == 850
    assert counters() == (Money(300), Money(300), Money(0))


def test_money_moves_to_another_line_in_two_halves():
    open_line(1000)
    open_line(line_id=12)
    with transaction() as tx:
        moves.move_between_lines(
            tx,
            Money(400),
            from_line_id=LINE,
            to_line_id=12,
            reference="transfer:1",
            subject=Subject("budget_change", 1),
            actor=CLERK,
            now=NOW,
        )
    assert (balance(Kind.AVAILABLE, None), balance(Kind.AVAILABLE, None, 12)) == (600, 400)
    assert (balance(Kind.APPROPRIATED, None), balance(Kind.APPROPRIATED, None, 12)) == (-600, -400)
    reverse(last_posting(Move.TRANSFER_IN))
    assert (balance(Kind.AVAILABLE, None), balance(Kind.AVAILABLE, None, 12)) == (1000, 0)


def test_a_closing_line_loses_what_is_available_and_keeps_what_is_promised():
    open_line(1500)
    open_scheme(1000)
    commit(400)
    assert close_line() == Money(1100)
    assert (balance(Kind.LAPSED), balance(Kind.LAPSED, None)) == (600, 500)
    assert balance(Kind.COMMITTED) == 400
    assert close_line() == Money(0)


def test_on_a_closed_line_what_would_return_lapses():
    open_world()
    commit(400)
    post(Move.RESERVE, 100)
    close_line()
    post(Move.RELEASE, 300)
    post(Move.RETURN_RESERVED, 100)
    assert (balance(Kind.AVAILABLE), balance(Kind.LAPSED)) == (0, 1000)


def test_a_closed_line_takes_no_more_money():
    open_world()
    close_line()
    assert refusal(open_line, 1) is LedgerReason.LINE_CLOSED
    assert refusal(open_scheme, 1) is LedgerReason.LINE_CLOSED
    assert not commit(1)


def test_a_line_promises_from_the_first_to_the_last_day_of_its_year_in_bangkok():
    first, last = (datetime(2026, 9, 30, 17, tzinfo=UTC), datetime(2027, 9, 30, 16, 59, 59, tzinfo=UTC))
    open_line(1000, commits=(date(2026, 10, 1), date(2027, 9, 30)))
    open_scheme(1000)
    for early_or_late in (first - timedelta(seconds=1), last + timedelta(seconds=1)):
        assert refusal(commit, 100, now=early_or_late) is LedgerReason.OUTSIDE_FISCAL_YEAR
        assert refusal(commit_together, 100, now=early_or_late) is LedgerReason.OUTSIDE_FISCAL_YEAR
    assert commit(100, now=first)
    assert commit(100, now=last, coupon_id=COUPON + 1)
    assert balance(Kind.COMMITTED) == 200


def test_what_was_promised_in_its_year_is_spent_after_it():
    open_line(1000, commits=(date(2025, 10, 1), date(2026, 9, 30)))
    open_scheme(1000)
    commit(100, now=NOW - timedelta(days=90))
    walk((Move.RESERVE, 100), (Move.APPROVE, 100))
    assert balance(Kind.PAYABLE) == 100


@pytest.mark.parametrize("kind", sorted(RETURNING))
def test_released_money_takes_the_way_back_of_the_account_it_stands_in(kind):
    way = {
        Kind.COMMITTED: (),
        Kind.RESERVED: TO_PAID[:1],
        Kind.RECOVERED: (*TO_PAID, (Move.DEMAND, 290), (Move.RECOVER, 290)),
    }[kind]
    subject = {Kind.COMMITTED: "coupon", Kind.RESERVED: "redemption", Kind.RECOVERED: "clawback"}[kind]
    open_world()
    commit(300)
    walk(*way)
    with transaction() as tx:
        moves.release_to_available(
            tx,
            Money(200),
            source=kind,
            line_id=LINE,
            scheme_id=SCHEME,
            coupon_id=COUPON,
            reference="back",
            subject=Subject(subject, 1),
            actor=CLERK,
            now=NOW,
        )
    assert balance(Kind.AVAILABLE) == 900


def test_a_mistake_is_undone_by_its_opposite_with_its_reason_on_the_trail():
    open_world()
    commit(400)
    posting = post(Move.RESERVE, 100)
    reversal = reverse(posting)
    assert (balance(Kind.RESERVED), balance(Kind.COMMITTED)) == (0, 400)
    lines = queries.coupon_postings(db.session(), COUPON)
    assert [(line.move, line.reverses_id, line.reversed_by_id) for line in lines[1:]] == [
        (Move.RESERVE, None, reversal),
        (Move.REVERSE, posting, None),
    ]
    (event,) = history(db.session(), ("posting", posting))
    assert (event.name, event.reason) == ("posting.reversed", "พิมพ์จำนวนเงินผิด")


def test_a_mistake_is_undone_once_and_its_undoing_not_at_all():
    open_world()
    commit(400)
    posting = post(Move.RESERVE, 100)
    reversal = reverse(posting)
    assert refusal(reverse, posting) is LedgerReason.ALREADY_REVERSED
    assert refusal(reverse, reversal) is LedgerReason.NOT_REVERSIBLE


def test_money_that_has_moved_on_cannot_be_reversed():
    open_world()
    commit(400)
    posting = post(Move.RESERVE, 100)
    post(Move.APPROVE, 60)
    assert refusal(reverse, posting) is LedgerReason.NOT_THERE


def test_reversing_into_one_stripe_gathers_from_the_others():
    open_world(1000, stripes=4)
    allotment = last_posting(Move.ALLOT)
    assert commit(900)
    assert refusal(reverse, allotment) is LedgerReason.NOT_ENOUGH_AVAILABLE
    post(Move.RELEASE, 250)
    reverse(allotment)
    assert (balance(Kind.AVAILABLE), balance(Kind.AVAILABLE, None)) == (100, 250)


def test_what_a_reversal_brings_back_to_a_closed_line_lapses_at_once():
    open_world()
    commit(400)
    close_line()
    reverse(last_posting(Move.COMMIT))
    assert (balance(Kind.AVAILABLE), balance(Kind.LAPSED)) == (0, 1000)
    assert refusal(reverse, last_posting(Move.LAPSE)) is LedgerReason.LINE_CLOSED


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": Subject("banana", 1)},
        {"coupon_id": None},
        {"scheme_id": None},
        {"satang": -1},
    ],
)
def test_a_caller_who_is_wrong_hears_it_at_once(changes):
    open_world()
    commit(400)
    with pytest.raises(ValueError):
        post(Move.RESERVE, changes.pop("satang", 1), **changes)

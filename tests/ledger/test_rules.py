"""Pure decisions of the ledger."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import Money
from ledger.rules import Flow, Subject, check_subject, counters_of, missing_from_line, spread, twin_reference
from ledger.transitions import Kind, Move


@given(st.integers(0, 10**12), st.integers(1, 64))
def test_spreading_loses_nothing_and_favours_nobody_by_more_than_a_satang(satang, parts):
    pieces = spread(Money(satang), parts)
    assert sum(piece.satang for piece in pieces) == satang
    assert max(pieces).satang - min(pieces).satang <= 1


def test_a_subject_that_the_table_does_not_know_is_refused():
    check_subject(Move.RESERVE, Subject("redemption", 1))
    with pytest.raises(ValueError, match="redemption"):
        check_subject(Move.RESERVE, Subject("coupon", 1))


def test_a_transfer_knows_its_other_half():
    assert twin_reference("transfer:7:out") == "transfer:7:in"
    assert twin_reference("transfer:7:in") == "transfer:7:out"


def test_a_reservation_returned_after_the_coupon_closed_is_released_not_spent():
    flows = [
        Flow(Move.COMMIT, Money(100)),
        Flow(Move.RESERVE, Money(60)),
        Flow(Move.UNRESERVE, Money(10)),
        Flow(Move.RETURN_RESERVED, Money(20)),
        Flow(Move.LAPSE_COMMITTED, Money(50)),
    ]
    counters = counters_of(flows)
    assert (counters.limit, counters.spent, counters.released) == (Money(100), Money(30), Money(70))
    assert counters.remaining == Money(0)


def test_a_line_adds_up_by_name():
    held = {Kind.APPROPRIATED: Money(-100), Kind.AVAILABLE: Money(60), Kind.PAID: Money(40)}
    assert missing_from_line(held) == Money(0)
    assert missing_from_line(held | {Kind.PAID: Money(39)}) == Money(-1)

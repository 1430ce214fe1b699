"""Pure decisions of the ledger."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import Money
from ledger.rules import Subject, check_subject, missing_from_line, spread, twin_reference
from ledger.states import Kind, Move


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


def test_a_line_adds_up_by_name():
    held = {Kind.APPROPRIATED: Money(-100), Kind.AVAILABLE: Money(60), Kind.PAID: Money(40)}
    assert missing_from_line(held) == Money(0)
    assert missing_from_line(held | {Kind.PAID: Money(39)}) == Money(-1)

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import FULL_SHARE_BP, MAX_SATANG, Money

satang = st.integers(min_value=0, max_value=MAX_SATANG)
shares = st.integers(min_value=0, max_value=FULL_SHARE_BP)


@given(satang, shares)
def test_the_states_part_is_rounded_down_and_the_parts_add_up(amount: int, share_bp: int) -> None:
    price = Money(amount)
    part = price.share(share_bp)

    exact = Decimal(amount) * share_bp / FULL_SHARE_BP
    assert part.satang <= exact < part.satang + 1
    assert part + (price - part) == price


@pytest.mark.parametrize("not_whole", [1.0, True, Decimal(1), "1"])
def test_only_whole_satang_make_money(not_whole: object) -> None:
    with pytest.raises(TypeError):
        Money(not_whole)  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize(
    ("satang", "column", "sentence"),
    [
        (3_360_000, "33,600.00", "33,600"),
        (3_360_050, "33,600.50", "33,600.50"),
        (5, "0.05", "0.05"),
        (0, "0.00", "0"),
        (-10_000, "-100.00", "-100"),
    ],
)
def test_satang_are_printed_in_columns_and_in_a_sentence_where_there_are_some(
    satang: int, column: str, sentence: str
) -> None:
    assert (str(Money(satang)), Money(satang).short()) == (column, sentence)

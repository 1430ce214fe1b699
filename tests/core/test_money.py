from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import FULL_SHARE_BP, MAX_SATANG, Money

satang = st.integers(min_value=0, max_value=MAX_SATANG)
shares = st.integers(min_value=0, max_value=FULL_SHARE_BP)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("42,000.00", 4_200_000),
        ("42000", 4_200_000),
        (" ๔๒,๐๐๐.๕๐ ", 4_200_050),
        ("฿ 0.25", 25),
        ("1.5", 150),
        ("0", 0),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, expected: int) -> None:
    assert Money.parse(typed) == Money(expected)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "-5",
        "1.234",
        "1,00",
        "12,34,567",
        "1e5",
        "NaN",
        "Infinity",
        "๑.๒.๓",
        "5 บาท",
        "9" * 30,
        "\x00",
        "😀",
        "٣",
    ],
)
def test_anything_else_is_refused_and_never_rounded(typed: str) -> None:
    with pytest.raises(ValueError):
        Money.parse(typed)


@given(satang)
def test_what_is_printed_can_be_read_back(amount: int) -> None:
    assert Money.parse(str(Money(amount))) == Money(amount)


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

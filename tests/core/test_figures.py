"""A number with decimals, as people type it and as it is printed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.typed import TypedProblem, Unreadable
from core.typed.figures import figure, read_figure

P = TypedProblem


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0", "0"),
        ("๑,๒๕๐.๕", "1250.5"),
        ("1,234,567", "1234567"),
        (" 12.5 ", "12.5"),
        ("−3", "-3"),
        ("+4", "4"),
        ("007", "7"),
        ("1.23450000", "1.2345"),
        ("99999999999999.9999", "99999999999999.9999"),
    ],
)
def test_a_number_is_read_as_meant(typed, expected):
    assert read_figure(typed, 4) == Decimal(expected)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1,25", P.FIGURE_WRONG),
        ("12,345,6", P.FIGURE_WRONG),
        ("1.2.3", P.FIGURE_WRONG),
        (".", P.FIGURE_WRONG),
        ("1e5", P.FIGURE_WRONG),
        ("NaN", P.FIGURE_WRONG),
        ("ร้อยละ 20", P.FIGURE_WRONG),
        ("1.23456", P.FIGURE_DECIMALS),
        ("100000000000000", P.FIGURE_TOO_LARGE),
    ],
)
def test_nothing_is_guessed(typed, reason):
    with pytest.raises(Unreadable) as caught:
        read_figure(typed, 4)
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    ("value", "printed"), [("1250.5000", "1,250.5"), ("400.0000", "400"), ("-0.5", "-0.5"), ("0", "0")]
)
def test_it_is_printed_without_zeros_at_its_end(value, printed):
    assert figure(Decimal(value)) == printed

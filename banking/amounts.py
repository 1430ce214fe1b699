"""Amounts as ISO 20022 writes them, and the only two ways between them and Money."""

from __future__ import annotations

import re
from decimal import Decimal

from core.money import MAX_SATANG, Money

CURRENCY = "THB"
_DECIMAL = re.compile(r"\+?[0-9]{1,18}(?:\.[0-9]{0,18})?")


def to_wire(amount: Money) -> str:
    """Baht with a point and exactly two decimals, no thousands: `1234.50`."""
    return f"{amount.as_decimal():f}"


def from_wire(text: str) -> Money:
    """Read an unsigned decimal. ValueError when it is none, is finer than a satang, or beyond any budget."""
    if not _DECIMAL.fullmatch(text):
        raise ValueError("not a decimal amount")
    satang = Decimal(text).scaleb(2)
    if satang != satang.to_integral_value():
        raise ValueError("finer than a satang")
    if satang > MAX_SATANG:
        raise ValueError("amount too large")
    return Money(int(satang))

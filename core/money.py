"""Amounts of baht, kept as whole satang. No float ever touches money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

SATANG_PER_BAHT = 100
FULL_SHARE_BP = 10_000
"""A share of one hundred per cent, in basis points."""
MAX_SATANG = 10**15
"""Ten million million baht: beyond any budget, and well inside BIGINT."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in satang (1/100 baht). May be negative only as a difference."""

    satang: int

    def __post_init__(self) -> None:
        if type(self.satang) is not int:
            raise TypeError(f"satang must be an int, not {type(self.satang).__name__}")

    @classmethod
    def baht(cls, baht: int) -> Money:
        """Whole baht."""
        return cls(baht * SATANG_PER_BAHT)

    def share(self, basis_points: int) -> Money:
        """The part of this amount at `basis_points`, rounded down to the satang.

        The remainder is the SME's (docs/architecture.md#money): the state never pays a satang more
        than its share.
        """
        if not 0 <= basis_points <= FULL_SHARE_BP:
            raise ValueError("a share lies between 0 and 10,000 basis points")
        return Money(self.satang * basis_points // FULL_SHARE_BP)

    def as_decimal(self) -> Decimal:
        """Baht with exactly two decimals."""
        return Decimal(self.satang).scaleb(-2).quantize(Decimal("0.01"))

    def __add__(self, other: Money) -> Money:
        return Money(self.satang + other.satang)

    def __sub__(self, other: Money) -> Money:
        return Money(self.satang - other.satang)

    def __neg__(self) -> Money:
        return Money(-self.satang)

    def __bool__(self) -> bool:
        return self.satang != 0

    def __str__(self) -> str:
        """As printed in columns, where the satang of all stand below each other: `1,234,567.00`."""
        return f"{self.as_decimal():,}"

    def short(self) -> str:
        """As printed in a sentence or beside its unit: `1,234,567`, with satang only where there are some: `0.50`."""
        return str(self).removesuffix(".00")


ZERO = Money(0)


def percent(share_bp: int) -> str:
    """A share as people write it: 8,000 basis points are 80, 6,250 are 62.5."""
    return f"{(Decimal(share_bp) / 100).normalize():f}"

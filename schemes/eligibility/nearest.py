"""The nearest change with which a rule that is not met would be met, from the facts that decided. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from schemes.eligibility.states import EligibilityRule
from schemes.states import SmeSize

_R = EligibilityRule
_ORDER = {size.value: place for place, size in enumerate(SmeSize)}


def nearest(rule: EligibilityRule, facts: dict[str, Any]) -> Any:
    """What the decisive fact would have to be, as it is kept with the verdict; None where no value of it helps.

    Of a size, sector or province: its value. Of shares: basis points. Of a day: ISO. Of coupons: how many at most. Of money: satang.
    """
    found = _CHANGES.get(rule)
    return found(facts) if found else True


def _size(facts: dict[str, Any]) -> str | None:
    """The covered size next to its own; of a business without a size, the smallest covered."""
    own = _ORDER.get(facts["size"], 0)
    covered = sorted(facts["covered"], key=lambda size: _ORDER[size])
    return min(covered, key=lambda size: abs(_ORDER[size] - own), default=None)


def _first_covered(facts: dict[str, Any]) -> str | None:
    return next(iter(facts["covered"]), None)


def _day_within(facts: dict[str, Any]) -> str:
    first, last, asked = (date.fromisoformat(facts[name]) for name in ("from", "until", "asked_on"))
    return min(max(first, asked), last).isoformat()


_CHANGES: dict[EligibilityRule, Callable[[dict[str, Any]], Any]] = {
    _R.SIZE_COVERED: _size,
    _R.SECTOR_COVERED: _first_covered,
    _R.PROVINCE_COVERED: _first_covered,
    _R.THAI_MAJORITY: lambda facts: facts["above_bp"] + 1,
    _R.WITHIN_WINDOW: _day_within,
    _R.OPEN_COUPONS_BELOW_LIMIT: lambda facts: facts["limit"] - 1,
    _R.AWARDS_BELOW_LIMIT: lambda facts: facts["again_on"],
    _R.CATEGORY_BELOW_LIMIT: lambda facts: facts["again_on"],
    _R.SME_MONEY_LEFT: lambda facts: facts["again_on"],
    _R.MONEY_AVAILABLE: lambda facts: facts["needed_satang"],
}
"""Of the other rules, that the fact were true."""

"""The forms of the closing of a budget line: shape and parsing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from flask_babel import lazy_gettext as _l

from coupons.year_end.states import YearEndReason
from web import Form
from web.forms.fields import DayField

LONGEST_ID = 18
"""Digits of a coupon's id."""


class ProposeForm(Form):
    beside: ClassVar[Mapping[StrEnum, str]] = {
        YearEndReason.CARRY_DAY_MISSING: "carried_until",
        YearEndReason.CARRY_DAY_OVER: "carried_until",
        YearEndReason.CARRY_DAY_WITHIN_YEAR: "carried_until",
    }
    carried_until = DayField(_l("Last day on which the carried money may be used"))


class ChoiceForm(Form):
    """Ticks beside coupons; they are rows of a table, and no fields."""


def coupon_ids(typed: list[str]) -> list[int] | None:
    """The ids that were sent; None when one of them is no id."""
    if any(not each.isdecimal() or len(each) > LONGEST_ID for each in typed):
        return None
    return [int(each) for each in typed]

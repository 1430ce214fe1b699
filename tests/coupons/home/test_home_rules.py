"""Where an SME stands on its way, and the parts of its money."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.money import Money
from coupons.home.rules import CouponMoney, Leg, Progress, leg_of
from smes.states import SmeState

BARE = Progress(SmeState.VERIFIED, applied=False, usable=False, in_use=False, used=False)


@pytest.mark.parametrize(
    ("progress", "leg"),
    [
        (replace(BARE, registration=SmeState.DRAFT), Leg.REGISTER),
        (replace(BARE, registration=SmeState.RETURNED), Leg.REGISTER),
        (replace(BARE, registration=SmeState.SUBMITTED), Leg.VERIFY),
        (replace(BARE, registration=SmeState.REJECTED), Leg.VERIFY),
        (replace(BARE, registration=SmeState.SUSPENDED, usable=True), Leg.VERIFY),
        (BARE, Leg.APPLY),
        (replace(BARE, applied=True), Leg.COUPON),
        (replace(BARE, applied=True, usable=True), Leg.USE),
        (replace(BARE, usable=True, in_use=True, used=True), Leg.FINISH),
        (replace(BARE, registration=SmeState.SUSPENDED, in_use=True, used=True), Leg.FINISH),
        (replace(BARE, used=True), None),
    ],
)
def test_of_several_matters_the_one_that_has_come_furthest_decides(
    progress: Progress, leg: Leg | None
) -> None:
    assert leg_of(progress) is leg


def test_the_parts_add_up_to_the_whole() -> None:
    money = CouponMoney(paid=Money(1), due=Money(20), held=Money(300), left=Money(4_000))
    assert money.whole == Money(4_321)

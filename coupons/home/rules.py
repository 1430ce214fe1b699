"""Where an SME stands on its way from registration to a service that is done. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.money import ZERO, Money
from smes.states import SmeState


class Leg(StrEnum):
    """One leg of the way, in order."""

    REGISTER = "register"
    VERIFY = "verify"
    APPLY = "apply"
    COUPON = "coupon"
    USE = "use"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Progress:
    """What decides where it stands: its registration, and what of its coupons is under way."""

    registration: SmeState
    applied: bool
    """Whether an application that was sent is still to be decided."""
    usable: bool
    """Whether a coupon can be used and has something left."""
    in_use: bool
    """Whether a service is reserved, delivered or being decided."""
    used: bool
    """Whether any coupon was ever used."""


def leg_of(progress: Progress) -> Leg | None:
    """The leg it is on: of several matters the one that has come furthest; None when all is done and nothing is begun."""
    if progress.registration in (SmeState.DRAFT, SmeState.RETURNED):
        return Leg.REGISTER
    if progress.registration is not SmeState.VERIFIED and not progress.in_use:
        return Leg.VERIFY
    if progress.in_use:
        return Leg.FINISH
    if progress.usable:
        return Leg.USE
    if progress.applied:
        return Leg.COUPON
    return None if progress.used else Leg.APPLY


@dataclass(frozen=True, slots=True)
class CouponMoney:
    """The money of all coupons of one SME together, in its parts; what went back to the schemes is none of it."""

    paid: Money = ZERO
    due: Money = ZERO
    """Approved, and not paid yet."""
    held: Money = ZERO
    """Reserved for services in progress."""
    left: Money = ZERO

    @property
    def whole(self) -> Money:
        """All of it; the parts add up to it."""
        return self.paid + self.due + self.held + self.left

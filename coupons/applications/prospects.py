"""Whether there is money for one more application, and which place in line it would have. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from core.money import ZERO, Money
from coupons.applications.states import Prospect


@dataclass(frozen=True, slots=True)
class Ahead:
    """Applications that were sent to one scheme before a new one: how many wait or are reviewed, and what they ask for."""

    waiting: int = 0
    """On the waiting list."""
    reviewed: int = 0
    """With OSMEP, or sent back for correction."""
    asked: Money = ZERO
    """The caps of all of them, by the size of each business."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an application sent now would meet; `place` is its place in line at the latest, None when none is foreseen."""

    prospect: Prospect
    place: int | None = None


NOT_LIMITED = Outlook(Prospect.NOT_LIMITED)


def outlook(available: Money | None, cap: Money, ahead: Ahead, *, lowest_cap: Money | None = None) -> Outlook:
    """`available` is the scheme's free money, None without a budget; `cap` what the coupon would hold.

    For the public, whose size is not known, `cap` is the scheme's highest and `lowest_cap` its lowest. Nobody is
    approved past a waiting list; otherwise the money goes to those before it first. It is an indication: only the
    ledger, under its lock, says that money is exhausted.
    """
    if available is None or not cap:
        return NOT_LIMITED
    place = ahead.waiting + ahead.reviewed + 1
    if ahead.waiting or available < (cap if lowest_cap is None else lowest_cap):
        return Outlook(Prospect.IN_LINE, place)
    if available >= ahead.asked + cap:
        return Outlook(Prospect.MONEY_THERE)
    return Outlook(Prospect.MONEY_TIGHT, place)

"""Coupons: states, and why one is not ended."""

from __future__ import annotations

from enum import StrEnum

from core.states import Machine, Transition
from coupons.states import REVIEW_LIMIT


class CouponState(StrEnum):
    """Spent is derived from the counters, never a state: a rejection revives a coupon (docs/architecture.md#states)."""

    ISSUED = "issued"
    HELD = "held"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class EndRefusal(StrEnum):
    """Why what ends by itself is not ended."""

    NOT_DUE = "not_due"
    """Its time is not over."""


class GiveUpRefusal(StrEnum):
    """Why its holder cannot give a coupon up now."""

    PRICE_WAITS = "price_waits"
    SERVICE_UNFINISHED = "service_unfinished"


COUPON_MACHINE: Machine[CouponState] = Machine(
    "coupon",
    CouponState.ISSUED,
    (
        Transition(CouponState.ISSUED, "hold", CouponState.HELD, "programme_officer"),
        Transition(CouponState.HELD, "resume", CouponState.ISSUED, "programme_officer", REVIEW_LIMIT),
        Transition(CouponState.ISSUED, "expire", CouponState.EXPIRED, "system"),
        Transition(CouponState.HELD, "expire", CouponState.EXPIRED, "system"),
        Transition(CouponState.ISSUED, "cancel", CouponState.CANCELLED, "programme_approver"),
        Transition(CouponState.ISSUED, "give_up", CouponState.CANCELLED, "sme_owner"),
        Transition(CouponState.HELD, "cancel", CouponState.CANCELLED, "programme_approver", REVIEW_LIMIT),
        Transition(CouponState.ISSUED, "lapse", CouponState.CANCELLED, "system"),
        Transition(CouponState.HELD, "lapse", CouponState.CANCELLED, "system"),
    ),
)

"""The pages of this room: applications, coupons, the counter, claims."""

from __future__ import annotations

from coupons.views import applications, counter, coupon, redemptions

BLUEPRINTS = (applications.blueprint, coupon.blueprint, counter.blueprint, redemptions.blueprint)

"""What `flask ledger verify` proves of coupons."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.registry import Finding
from coupons.coupons.models import Coupon
from ledger.checks import counter_findings

_CODES = sa.text(
    """
    SELECT c.id, count(n.coupon_id) AS live FROM coupons c
    LEFT JOIN coupon_codes n ON n.coupon_id = c.id AND n.dead_at IS NULL AND n.issue_no = c.issue_no
    GROUP BY c.id HAVING count(n.coupon_id) <> 1 ORDER BY c.id"""
)


def coupon_counters(session: Session) -> Iterator[Finding]:
    """Limit, spent and released of each coupon with a budget follow from its postings; nothing else has any."""
    yield from counter_findings(
        session,
        "coupons.counters",
        sa.select(Coupon.id, Coupon.limit_satang, Coupon.spent_satang, Coupon.released_satang)
        .where(Coupon.line_id.is_not(None))
        .order_by(Coupon.id),
    )


def one_live_code(session: Session) -> Iterator[Finding]:
    """Each coupon has exactly one code that works: that of its current issue."""
    for row in session.execute(_CODES):
        yield Finding("coupons.codes", f"coupon {row.id}", f"has {row.live} working codes")


OWN = {
    "coupons.codes": one_live_code,
    "coupons.counters": coupon_counters,
}

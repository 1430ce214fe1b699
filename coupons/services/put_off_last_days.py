"""Last days that were named, and have become holidays since, give way to the next working day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from core import audit
from core.actor import SYSTEM
from core.clock import bangkok_date
from core.db import transaction
from core.due import read_calendar

SATURDAY = 5
"""No last day was ever named for a weekend: only a holiday can have come after it was named."""
_BEHIND, _AHEAD = timedelta(days=14), timedelta(days=800)
"""Which last days are looked at: from the longest row of holidays past to behind the farthest that can be added."""

_PUT_OFF = {
    "coupon": sa.text(
        "UPDATE coupons c SET valid_until = least(h.next, s.delivers_until)"
        " FROM unnest(CAST(:days AS date[]), CAST(:nexts AS date[])) AS h(day, next), schemes s"
        " WHERE c.state IN ('issued', 'held') AND c.valid_until = h.day AND c.valid_until = ANY(CAST(:days AS date[]))"
        " AND s.id = c.scheme_id AND s.delivers_until > h.day RETURNING c.id"
    ),
    "redemption": sa.text(
        "UPDATE redemptions r"
        " SET deliver_by = CASE r.state WHEN 'reserved' THEN least(h.next, s.delivers_until) ELSE r.deliver_by END,"
        " accept_by = CASE r.state WHEN 'delivered' THEN h.next ELSE r.accept_by END"
        " FROM unnest(CAST(:days AS date[]), CAST(:nexts AS date[])) AS h(day, next), schemes s"
        " WHERE s.id = r.scheme_id AND (r.state = 'reserved' AND r.deliver_by = h.day AND s.delivers_until > h.day"
        " OR r.state = 'delivered' AND r.accept_by = h.day) RETURNING r.id"
    ),
}
"""Coupons first, as whoever locks both does. A day that the scheme names as its last is a date, and stays."""


def put_off_last_days(*, now: datetime) -> int:
    """Put off the last days of coupons, deliveries and acceptances that fall on no working day; returns how many.

    Repeating it has no effect: what is put off ends on a working day.
    """
    today = bangkok_date(now)
    with transaction() as tx:
        calendar = read_calendar(tx.session)
        span = (_AHEAD + _BEHIND).days
        days = [today - _BEHIND + timedelta(days=n) for n in range(span)]
        moved: dict[date, date] = {
            day: calendar.next_working_day(day)
            for day in days
            if day.weekday() < SATURDAY and not calendar.is_working_day(day)
        }
        found = 0
        for kind, statement in _PUT_OFF.items():
            values = {"days": list(moved), "nexts": list(moved.values())}
            for row_id in tx.session.execute(statement, values).scalars().all():
                audit.record(tx, f"{kind}.put_off", kind, row_id, SYSTEM, now)
                found += 1
        return found

"""Last days that were named, and have become holidays since, give way to the next working day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask import url_for

from core.actor import SYSTEM
from core.audit import operations as audit
from core.calendar.due import read_calendar
from core.clock import bangkok_date
from core.db import Tx, transaction
from core.statements import with_members
from coupons.coupons.models import Coupon
from coupons.coupons.states import CouponState
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import RedemptionState
from identity.notifications.operations import News, send
from identity.notifications.words import both_names
from identity.organisations.members import members_of
from identity.organisations.states import Capacity
from providers.models import Service
from schemes.states import PayeeMode

SATURDAY = 5
"""No last day was ever named for a weekend: only a holiday can have come after it was named."""
_BEHIND, _AHEAD = timedelta(days=14), timedelta(days=800)
"""Which last days are looked at: from the longest row of holidays past to behind the farthest that can be added."""

_PUT_OFF = {
    "coupon": with_members(
        "UPDATE coupons c SET valid_until = least(h.next, s.delivers_until, c.funded_until)"
        " FROM unnest(CAST(:days AS date[]), CAST(:nexts AS date[])) AS h(day, next), scheme_versions s"
        " WHERE c.state IN (CouponState.ISSUED, CouponState.HELD) AND c.valid_until = h.day"
        " AND c.valid_until = ANY(CAST(:days AS date[]))"
        " AND s.id = c.version_id AND least(s.delivers_until, c.funded_until) > h.day RETURNING c.id",
        CouponState,
    ),
    "redemption": with_members(
        "UPDATE redemptions r"
        " SET deliver_by = CASE r.state WHEN RedemptionState.RESERVED"
        " THEN least(h.next, s.delivers_until) ELSE r.deliver_by END,"
        " accept_by = CASE r.state WHEN RedemptionState.DELIVERED THEN h.next ELSE r.accept_by END"
        " FROM unnest(CAST(:days AS date[]), CAST(:nexts AS date[])) AS h(day, next),"
        " coupons c JOIN scheme_versions s ON s.id = c.version_id"
        " WHERE c.id = r.coupon_id AND (r.state = RedemptionState.RESERVED AND r.deliver_by = h.day"
        " AND s.delivers_until > h.day"
        " OR r.state = RedemptionState.DELIVERED AND r.accept_by = h.day) RETURNING r.id",
        RedemptionState,
    ),
}
"""Coupons first, as whoever locks both does. A day that the scheme, or a carry-over, names as its last is a date, and stays."""


def put_off_last_days(*, now: datetime) -> int:
    """Put off the last days of coupons, deliveries and acceptances that fall on no working day; returns how many.

    Whom it concerns is notified of the new day: two statements for all of them, and three for who they are.

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
            row_ids = tx.session.execute(statement, values).scalars().all()
            for row_id in row_ids:
                audit.record(tx, f"{kind}.put_off", kind, row_id, SYSTEM, now)
            if row_ids:
                send(tx, _NEWS[kind](tx, row_ids), now=now)
            found += len(row_ids)
        return found


def _of_coupons(tx: Tx, coupon_ids: Sequence[int]) -> list[News]:
    rows = tx.execute(
        sa.select(Coupon.id, Coupon.number, Coupon.valid_until, Coupon.sme_id).where(
            Coupon.id.in_(coupon_ids)
        )
    ).all()
    persons = members_of(tx, {row.sme_id for row in rows})
    return [
        News(
            persons.get((row.sme_id, Capacity.SME), frozenset()),
            "coupon.put_off",
            url_for("coupons.coupon", coupon_id=row.id),
            {"number": row.number, "day": row.valid_until.isoformat()},
        )
        for row in rows
    ]


def _of_redemptions(tx: Tx, redemption_ids: Sequence[int]) -> list[News]:
    table = Redemption
    columns = (table.id, table.state, table.deliver_by, table.accept_by, table.sme_id, table.provider_id)
    rows = tx.execute(
        sa.select(*columns, Coupon.payee_mode, Service.name_th, Service.name_en)
        .join(Coupon, Coupon.id == table.coupon_id)
        .join(Service, Service.id == table.service_id)
        .where(table.id.in_(redemption_ids))
    ).all()
    persons = members_of(tx, {key for row in rows for key in (row.sme_id, row.provider_id)})
    news = []
    for row in rows:
        reserved = row.state is RedemptionState.RESERVED
        day = row.deliver_by if reserved else row.accept_by
        answer = "confirmation" if row.payee_mode is PayeeMode.REIMBURSE_SME else "acceptance"
        facts = {"service": both_names(row), "number": row.id, "day": day.isoformat()}
        for party in ((row.sme_id, Capacity.SME), (row.provider_id, Capacity.PROVIDER)):
            what = "delivery" if reserved else f"{answer}.{party[1]}"
            kind, url = f"redemption.put_off.{what}", url_for("redemptions.redemption", redemption_id=row.id)
            news.append(News(persons.get(party, frozenset()), kind, url, facts))
    return news


_NEWS = {"coupon": _of_coupons, "redemption": _of_redemptions}

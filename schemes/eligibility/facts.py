"""What each scheme demands, and the money that it has free: a set of statements, however many schemes are asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.money import Money
from core.statements import HotStatement
from ledger.models import LedgerLine, Stripe
from ledger.queries import promises_on
from schemes.eligibility.rules import SchemeFacts, Tier
from schemes.models import Scheme, SchemeCategory, SchemeProvince, SchemeSector, SchemeTier
from schemes.states import SmeSize


def _listed(select: sa.Select[Any], order: Any) -> Any:
    """A correlated subselect of one value a row, as one JSON array."""
    rows = select.correlate(Scheme).order_by(order).subquery()
    found = sa.select(sa.func.json_agg(next(iter(rows.c)))).select_from(rows).scalar_subquery()
    return sa.func.coalesce(found, sa.text("'[]'::json"))


_DEMANDS = sa.select(
    Scheme.id,
    _listed(
        sa.select(
            sa.func.json_build_array(SchemeTier.size, SchemeTier.share_bp, SchemeTier.cap_satang)
        ).where(SchemeTier.scheme_id == Scheme.id),
        SchemeTier.cap_satang,
    ).label("tiers"),
    _listed(
        sa.select(SchemeCategory.category_id).where(SchemeCategory.scheme_id == Scheme.id),
        SchemeCategory.category_id,
    ).label("categories"),
    _listed(
        sa.select(SchemeSector.sector).where(SchemeSector.scheme_id == Scheme.id), SchemeSector.sector
    ).label("sectors"),
    _listed(
        sa.select(SchemeProvince.province_code).where(SchemeProvince.scheme_id == Scheme.id),
        SchemeProvince.province_code,
    ).label("provinces"),
).where(Scheme.id == sa.any_(sa.bindparam("ids", type_=sa.ARRAY(sa.BigInteger))))
_MONEY = (
    sa.select(sa.func.sum(Stripe.balance_satang))
    .join(LedgerLine, LedgerLine.line_id == Stripe.line_id)
    .where(Stripe.scheme_id == Scheme.id, promises_on(sa.bindparam("today", type_=sa.Date)))
    .correlate(Scheme)
    .scalar_subquery()
)
_FACTS: HotStatement[Any] = HotStatement(_DEMANDS)
_FACTS_AND_MONEY: HotStatement[Any] = HotStatement(_DEMANDS.add_columns(_MONEY.label("available")))


def scheme_facts(session: Session, schemes: Iterable[Scheme]) -> dict[int, SchemeFacts]:
    """What each scheme demands, by scheme id. One statement."""
    schemes = tuple(schemes)
    return _facts_of(schemes, _found(session, _FACTS, schemes))


def facts_and_money(
    session: Session, schemes: Iterable[Scheme], today: date
) -> tuple[dict[int, SchemeFacts], dict[int, Money]]:
    """The same, and the free money of each as `available_by_scheme` reads it. One statement."""
    schemes = tuple(schemes)
    rows = _found(session, _FACTS_AND_MONEY, schemes, today=today)
    return _facts_of(schemes, rows), _money_of(rows)


def _found(
    session: Session, statement: HotStatement[Any], schemes: Iterable[Scheme], **more: date
) -> list[Any]:
    session.flush()
    return statement.all(session, {"ids": [scheme.id for scheme in schemes], **more})


def _facts_of(schemes: Iterable[Scheme], found: Iterable[Any]) -> dict[int, SchemeFacts]:
    rows = {row.id: row for row in found}
    return {
        scheme.id: SchemeFacts(
            state=scheme.state,
            applies_from=scheme.applies_from,
            applies_until=scheme.applies_until,
            delivers_until=scheme.delivers_until,
            coupon_valid_days=scheme.coupon_valid_days,
            max_open_coupons=scheme.max_open_coupons,
            tiers=tuple(
                Tier(SmeSize(size), share_bp, Money(cap)) for size, share_bp, cap in rows[scheme.id].tiers
            ),
            category_ids=frozenset(rows[scheme.id].categories),
            sectors=frozenset(rows[scheme.id].sectors),
            provinces=frozenset(rows[scheme.id].provinces),
        )
        for scheme in schemes
    }


def available_by_scheme(session: Session, scheme_ids: Collection[int], today: date) -> dict[int, Money]:
    """Free money of each scheme whose line promises some today; a scheme without an account promises none. One statement.

    Read without a lock: an indication. Only the ledger, holding all stripes, may say that money is exhausted.
    """
    found = sa.select(Scheme.id, _MONEY.label("available")).where(Scheme.id.in_(scheme_ids))
    return _money_of(session.execute(found, {"today": today}))


def _money_of(rows: Iterable[Any]) -> dict[int, Money]:
    return {row.id: Money(int(row.available)) for row in rows if row.available is not None}

"""What each scheme demands, and the money that it has free: a set of statements, however many schemes are asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.money import Money
from core.statements import HotStatement
from ledger.models import LedgerLine, Stripe
from ledger.queries import promises_on
from schemes.eligibility.in_force import in_force
from schemes.eligibility.rules import SchemeFacts, Tier
from schemes.models import (
    Scheme,
    SchemeCategory,
    SchemeProvince,
    SchemeSector,
    SchemeTier,
    SchemeVersion,
)
from schemes.states import CapPeriod, PayeeMode, SmeSize
from schemes.terms.rules import LIMIT_NAMES, Limits

NO_APPLICATION: Mapping[int, int | None] = MappingProxyType({})
"""Of schemes that are asked about without an application."""


def _listed(select: sa.Select[Any], order: Any) -> Any:
    """A correlated subselect of one value a row, as one JSON array."""
    rows = select.correlate(SchemeVersion).order_by(order).subquery()
    found = sa.select(sa.func.json_agg(next(iter(rows.c)))).select_from(rows).scalar_subquery()
    return sa.func.coalesce(found, sa.text("'[]'::json"))


_IDS = sa.ARRAY(sa.BigInteger)
_TODAY: Any = sa.bindparam("today", None, type_=sa.Date)
_ASKED = (
    sa.func.unnest(sa.bindparam("ids", None, type_=_IDS), sa.bindparam("kept", None, type_=_IDS))
    .table_valued(sa.column("scheme_id", sa.BigInteger), sa.column("kept_id", sa.BigInteger), name="asked")
    .render_derived()
)
"""The schemes, each with the version that an application keeps; without one, what is in force counts."""
_DEMANDS = (
    sa.select(
        SchemeVersion.scheme_id,
        SchemeVersion.id,
        SchemeVersion.number,
        SchemeVersion.effective_from,
        SchemeVersion.payee_mode,
        SchemeVersion.applies_from,
        SchemeVersion.applies_until,
        SchemeVersion.delivers_until,
        SchemeVersion.coupon_valid_days,
        SchemeVersion.max_open_coupons,
        *(getattr(SchemeVersion, name) for name in LIMIT_NAMES),
        _listed(
            sa.select(
                sa.func.json_build_array(SchemeTier.size, SchemeTier.share_bp, SchemeTier.cap_satang)
            ).where(SchemeTier.version_id == SchemeVersion.id),
            SchemeTier.cap_satang,
        ).label("tiers"),
        _listed(
            sa.select(SchemeCategory.category_id).where(SchemeCategory.version_id == SchemeVersion.id),
            SchemeCategory.category_id,
        ).label("categories"),
        _listed(
            sa.select(SchemeSector.sector).where(SchemeSector.version_id == SchemeVersion.id),
            SchemeSector.sector,
        ).label("sectors"),
        _listed(
            sa.select(SchemeProvince.province_code).where(SchemeProvince.version_id == SchemeVersion.id),
            SchemeProvince.province_code,
        ).label("provinces"),
    )
    .select_from(_ASKED)
    .join(SchemeVersion, SchemeVersion.scheme_id == _ASKED.c.scheme_id)
    .where(SchemeVersion.id == sa.func.coalesce(_ASKED.c.kept_id, in_force(_ASKED.c.scheme_id, _TODAY)))
)


def _money_of_scheme(scheme_id: Any) -> Any:
    """What the scheme has free, of the stripes of a line that promises today."""
    return (
        sa.select(sa.func.sum(Stripe.balance_satang))
        .join(LedgerLine, LedgerLine.line_id == Stripe.line_id)
        .where(Stripe.scheme_id == scheme_id, promises_on(_TODAY))
        .correlate(*sa.select(scheme_id).get_final_froms())
        .scalar_subquery()
    )


_FACTS: HotStatement[Any] = HotStatement(_DEMANDS)
_FACTS_AND_MONEY: HotStatement[Any] = HotStatement(
    _DEMANDS.add_columns(_money_of_scheme(SchemeVersion.scheme_id).label("available"))
)


def scheme_facts(
    session: Session,
    schemes: Iterable[Scheme],
    today: date,
    *,
    kept: Mapping[int, int | None] = NO_APPLICATION,
) -> dict[int, SchemeFacts]:
    """What each scheme demands, by scheme id: by its version in force today, or by the one `kept`. One statement."""
    schemes = tuple(schemes)
    return _facts_of(schemes, _found(session, _FACTS, schemes, kept, today))


def facts_and_money(
    session: Session,
    schemes: Iterable[Scheme],
    today: date,
    *,
    kept: Mapping[int, int | None] = NO_APPLICATION,
) -> tuple[dict[int, SchemeFacts], dict[int, Money]]:
    """The same, and the free money of each as `available_by_scheme` reads it. One statement."""
    schemes = tuple(schemes)
    rows = _found(session, _FACTS_AND_MONEY, schemes, kept, today)
    return _facts_of(schemes, rows), _money_of(rows)


def _found(
    session: Session,
    statement: HotStatement[Any],
    schemes: Iterable[Scheme],
    kept: Mapping[int, int | None],
    today: date,
) -> list[Any]:
    session.flush()
    ids = [scheme.id for scheme in schemes]
    return statement.all(session, {"ids": ids, "kept": [kept.get(each) for each in ids], "today": today})


def _facts_of(schemes: Iterable[Scheme], found: Iterable[Any]) -> dict[int, SchemeFacts]:
    rows = {row.scheme_id: row for row in found}
    return {scheme.id: _facts(scheme, rows[scheme.id]) for scheme in schemes}


def _facts(scheme: Scheme, row: Any) -> SchemeFacts:
    return SchemeFacts(
        state=scheme.state,
        version_id=row.id,
        version=row.number,
        effective_from=row.effective_from,
        payee_mode=PayeeMode(row.payee_mode),
        applies_from=row.applies_from,
        applies_until=row.applies_until,
        delivers_until=row.delivers_until,
        coupon_valid_days=row.coupon_valid_days,
        max_open_coupons=row.max_open_coupons,
        tiers=tuple(Tier(SmeSize(size), share_bp, Money(cap)) for size, share_bp, cap in row.tiers),
        category_ids=frozenset(row.categories),
        sectors=frozenset(row.sectors),
        provinces=frozenset(row.provinces),
        limits=limits_of(row),
    )


def limits_of(row: object) -> Limits:
    """The limits that a stored version, or a row that reads it, has."""
    values = {name: getattr(row, name) for name in LIMIT_NAMES}
    period = values["sme_cap_period"]
    return Limits(**values | {"sme_cap_period": None if period is None else CapPeriod(period)})


def available_by_scheme(session: Session, scheme_ids: Collection[int], today: date) -> dict[int, Money]:
    """Free money of each scheme whose line promises some today; a scheme without an account promises none. One statement.

    Read without a lock: an indication. Only the ledger, holding all stripes, may say that money is exhausted.
    """
    found = sa.select(Scheme.id.label("scheme_id"), _money_of_scheme(Scheme.id).label("available"))
    return _money_of(session.execute(found.where(Scheme.id.in_(scheme_ids)), {"today": today}))


def _money_of(rows: Iterable[Any]) -> dict[int, Money]:
    return {row.scheme_id: Money(int(row.available)) for row in rows if row.available is not None}

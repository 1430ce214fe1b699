"""Reads the facts that `coupons.applications.eligibility` judges: one set of statements, however many schemes are asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.money import ZERO, Money
from coupons.applications.eligibility import Holdings, SchemeFacts, SmeFacts, Tier
from coupons.applications.models import Application
from coupons.applications.prospects import Ahead
from coupons.applications.states import ApplicationState
from coupons.coupons.models import Coupon
from coupons.coupons.states import CouponState
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import UNFINISHED_REDEMPTIONS
from ledger.models import Stripe
from schemes.models import Scheme, SchemeCategory, SchemeProvince, SchemeSector, SchemeTier
from schemes.states import SmeSize
from smes.models import Sme
from smes.queries import declared

LIVE_APPLICATIONS = (
    ApplicationState.SUBMITTED,
    ApplicationState.RETURNED,
    ApplicationState.WAITLISTED,
    ApplicationState.APPEALED,
)
"""Those that may still become a coupon and that someone else waits for; a draft binds nobody."""


def sme_facts(sme: Sme) -> SmeFacts:
    """What the rules ask of the business."""
    return SmeFacts(
        state=sme.state,
        size=sme.size,
        sector=sme.sector,
        employees=sme.employees,
        revenue=None if sme.revenue_satang is None else Money(sme.revenue_satang),
        province_code=sme.organisation.province_code,
        declared=None if sme.thai_share_bp is None else declared(sme),
    )


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
).where(Scheme.id.in_(sa.bindparam("ids", expanding=True)))


def scheme_facts(session: Session, schemes: Iterable[Scheme]) -> dict[int, SchemeFacts]:
    """What each scheme demands, by scheme id. One statement."""
    schemes = tuple(schemes)
    rows = {row.id: row for row in session.execute(_DEMANDS, {"ids": [scheme.id for scheme in schemes]})}
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


@dataclass(frozen=True, slots=True)
class Support:
    """One live application or unfinished coupon of an SME."""

    number: str
    scheme_id: int
    category_id: int
    is_coupon: bool


def unfinished(coupon: type[Coupon] = Coupon) -> sa.ColumnElement[bool]:
    """Whether a coupon still counts as held: open with something left, or a service on it is not finished."""
    has_left = coupon.spent_satang + coupon.released_satang < coupon.limit_satang
    has_work = sa.exists().where(
        Redemption.coupon_id == coupon.id, Redemption.state.in_(UNFINISHED_REDEMPTIONS)
    )
    return sa.or_(sa.and_(coupon.state.in_([CouponState.ISSUED, CouponState.HELD]), has_left), has_work)


def support_of(session: Session, sme_id: int) -> tuple[Support, ...]:
    """Everything that this SME already receives or has asked for, oldest first. One statement."""
    applications = sa.select(
        Application.number,
        Application.scheme_id,
        Application.category_id,
        sa.false().label("is_coupon"),
        Application.submitted_at.label("since"),
    ).where(Application.sme_id == sme_id, Application.state.in_(LIVE_APPLICATIONS))
    coupons = sa.select(
        Coupon.number, Coupon.scheme_id, Coupon.category_id, sa.true(), Coupon.issued_at
    ).where(Coupon.sme_id == sme_id, unfinished())
    rows: Any = session.execute(sa.union_all(applications, coupons).order_by("since", "number"))
    return tuple(Support(row[0], row[1], row[2], row[3]) for row in rows)


def available_by_scheme(session: Session, scheme_ids: Collection[int]) -> dict[int, Money]:
    """Free money of each scheme that has an account; a scheme without one promises no money. One statement.

    Read without a lock: an indication. Only the ledger, holding all stripes, may say that money is exhausted.
    """
    rows = session.execute(
        sa.select(Stripe.scheme_id, sa.func.sum(Stripe.balance_satang))
        .where(Stripe.scheme_id.in_(scheme_ids))
        .group_by(Stripe.scheme_id)
    )
    return {scheme_id: Money(int(total)) for scheme_id, total in rows if scheme_id is not None}


def ahead_by_scheme(
    session: Session, scheme_ids: Collection[int], *, besides: int | None = None
) -> dict[int, Ahead]:
    """What was sent to each scheme and is not decided, by scheme id; `besides` leaves one SME's own out. One statement."""
    columns = (Application.scheme_id, Application.state, Application.sme_size)
    live = Application.state.in_(LIVE_APPLICATIONS)
    parts = [
        sa.select(*columns, sa.func.count().label("number")).where(
            Application.scheme_id.in_(scheme_ids), live
        )
    ]
    if besides is not None:
        own = sa.select(*columns, -sa.func.count()).where(Application.sme_id == besides, live)
        parts.append(own.where(Application.scheme_id.in_(scheme_ids)))
    found = sa.union_all(*(part.group_by(*columns) for part in parts)).subquery("found")
    waits = found.c.state == ApplicationState.WAITLISTED
    rows = session.execute(
        sa.select(
            found.c.scheme_id,
            sa.func.coalesce(sa.func.sum(found.c.number).filter(waits), 0),
            sa.func.coalesce(sa.func.sum(found.c.number).filter(sa.not_(waits)), 0),
            sa.func.coalesce(sa.func.sum(found.c.number * SchemeTier.cap_satang), 0),
        )
        .outerjoin(
            SchemeTier,
            sa.and_(SchemeTier.scheme_id == found.c.scheme_id, SchemeTier.size == found.c.sme_size),
        )
        .group_by(found.c.scheme_id)
    )
    return {row[0]: Ahead(int(row[1]), int(row[2]), Money(int(row[3]))) for row in rows}


def holdings_for(
    support: Iterable[Support], scheme: Scheme, category_id: int, available: Mapping[int, Money]
) -> Holdings:
    """What stands for or against one more coupon of this scheme for this category."""
    support = tuple(support)
    return Holdings(
        open_coupons=sum(held.is_coupon and held.scheme_id == scheme.id for held in support),
        other_support=tuple(
            held.number for held in support if held.scheme_id != scheme.id and held.category_id == category_id
        ),
        available=None if scheme.line_id is None else available.get(scheme.id, ZERO),
    )

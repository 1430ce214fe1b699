"""Reads the facts that `coupons.eligibility` judges: one set of statements, however many schemes are asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.money import ZERO, Money
from coupons.eligibility import Holdings, SchemeFacts, SmeFacts, Tier
from coupons.models import Application, Coupon, Redemption
from coupons.states import ApplicationState, CouponState, RedemptionState
from ledger.models import Stripe
from projects.models import Scheme, SchemeCategory, SchemeProvince, SchemeSector, SchemeTier
from smes.models import Sme

_V = TypeVar("_V")

LIVE_APPLICATIONS = (
    ApplicationState.SUBMITTED,
    ApplicationState.RETURNED,
    ApplicationState.WAITLISTED,
    ApplicationState.APPEALED,
)
"""Those that may still become a coupon and that someone else waits for; a draft binds nobody."""
UNFINISHED_REDEMPTIONS = (
    RedemptionState.RESERVED,
    RedemptionState.DELIVERED,
    RedemptionState.RETURNED,
    RedemptionState.ACCEPTED,
    RedemptionState.DISPUTED,
)


def sme_facts(sme: Sme) -> SmeFacts:
    """What the rules ask of the business."""
    return SmeFacts(
        state=sme.state,
        size=sme.size,
        sector=sme.sector,
        employees=sme.employees,
        revenue=None if sme.revenue_satang is None else Money(sme.revenue_satang),
        province_code=sme.organisation.province_code,
        thai_share_bp=sme.thai_share_bp,
        taxes_filed=sme.taxes_filed,
        not_bankrupt=sme.not_bankrupt,
        not_barred=sme.not_barred,
        lawful_business=sme.lawful_business,
    )


def scheme_facts(session: Session, schemes: Iterable[Scheme]) -> dict[int, SchemeFacts]:
    """What each scheme demands, by scheme id. Four statements."""
    schemes = tuple(schemes)
    ids = [scheme.id for scheme in schemes]
    tiers: Mapping[int, list[Tier]] = defaultdict(list)
    for tier in session.scalars(
        sa.select(SchemeTier).where(SchemeTier.scheme_id.in_(ids)).order_by(SchemeTier.cap_satang)
    ):
        tiers[tier.scheme_id].append(Tier(tier.size, tier.share_bp, Money(tier.cap_satang)))
    categories = _grouped(session, SchemeCategory.scheme_id, SchemeCategory.category_id, ids)
    sectors = _grouped(session, SchemeSector.scheme_id, SchemeSector.sector, ids)
    provinces = _grouped(session, SchemeProvince.scheme_id, SchemeProvince.province_code, ids)
    return {
        scheme.id: SchemeFacts(
            state=scheme.state,
            applies_from=scheme.applies_from,
            applies_until=scheme.applies_until,
            delivers_until=scheme.delivers_until,
            coupon_valid_days=scheme.coupon_valid_days,
            max_open_coupons=scheme.max_open_coupons,
            tiers=tuple(tiers[scheme.id]),
            category_ids=frozenset(categories[scheme.id]),
            sectors=frozenset(sectors[scheme.id]),
            provinces=frozenset(provinces[scheme.id]),
        )
        for scheme in schemes
    }


def _grouped(
    session: Session,
    key: sa.orm.InstrumentedAttribute[int],
    value: sa.orm.InstrumentedAttribute[_V],
    ids: Collection[int],
) -> Mapping[int, list[_V]]:
    grouped: Mapping[int, list[_V]] = defaultdict(list)
    for scheme_id, member in session.execute(sa.select(key, value).where(key.in_(ids))):
        grouped[scheme_id].append(member)
    return grouped


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

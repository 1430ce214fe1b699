"""Reads of coupons. Whoever may not know of one gets NotFound, here and not in the view."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from core.actor import Actor
from core.audit.models import AuditEvent
from core.errors import NotFound
from core.money import Money
from coupons.coupons.models import Coupon, CouponCode
from coupons.coupons.states import CouponState
from coupons.numbers import has_number_or_side
from coupons.parties import sme_id_of
from identity.organisations.models import Organisation
from providers.models import Service
from schemes.models import Scheme
from smes.models import Sme

_COUPON_WHOLE = (
    joinedload(Coupon.scheme).joinedload(Scheme.project),
    joinedload(Coupon.version),
    joinedload(Coupon.category),
    joinedload(Coupon.sme).joinedload(Sme.organisation),
)
LIVE = (CouponState.ISSUED, CouponState.HELD)


def own_coupons(session: Session, actor: Actor) -> Sequence[Coupon]:
    """The SME's coupons, those that can be used first, then the newest."""
    live = sa.case((Coupon.state.in_(LIVE), 0), else_=1)
    return session.scalars(
        sa.select(Coupon)
        .where(Coupon.sme_id == sme_id_of(actor))
        .options(joinedload(Coupon.scheme), joinedload(Coupon.category))
        .order_by(live, Coupon.id.desc())
    ).all()


def left_together(session: Session, sme_id: int) -> Money:
    """What is left on all coupons of an SME that can still be used, together."""
    left = Coupon.limit_satang - Coupon.spent_satang - Coupon.released_satang
    found = session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(left), 0)).where(
            Coupon.sme_id == sme_id, Coupon.state.in_(LIVE)
        )
    )
    return Money(int(found or 0))


def coupon_for(session: Session, coupon_id: int, actor: Actor) -> Coupon:
    """One coupon, for its SME or for staff. No provider ever reads a coupon (docs/architecture.md#code-and-consent)."""
    coupon = session.get(Coupon, coupon_id, options=_COUPON_WHOLE)
    if coupon is None or not (actor.is_staff or coupon.sme_id == sme_id_of(actor)):
        raise NotFound
    return coupon


def ended_with_line(session: Session, coupon: Coupon) -> bool:
    """Whether it was cancelled because the budget line of its money was closed, and it was not carried over."""
    if coupon.state is not CouponState.CANCELLED or coupon.state_reason_id is not None:
        return False
    lapsed = sa.exists().where(
        AuditEvent.subject_kind == "coupon",
        AuditEvent.subject_id == coupon.id,
        AuditEvent.name == "coupon.lapsed",
    )
    return bool(session.scalar(sa.select(lapsed)))


def key_generation(session: Session, coupon: Coupon) -> int:
    """Under which generation of keys the current issue was made."""
    return session.get_one(CouponCode, (coupon.id, coupon.issue_no)).key_generation


def places_near(session: Session, coupon: Coupon, today: date) -> int:
    """How many providers in the SME's province offer the coupon's kind of service."""
    province = sa.select(Organisation.province_code).where(Organisation.id == coupon.sme_id).scalar_subquery()
    return int(
        session.scalar(
            sa.select(sa.func.count(sa.distinct(Service.provider_id))).where(
                Service.province_code == province,
                Service.category_code == coupon.category.code,
                Service.offered_until >= today,
            )
        )
        or 0
    )


def coupon_statement() -> Any:
    """Coupons as staff list them; without codes, which only their holders see."""
    return (
        sa.select(
            Coupon.id,
            Coupon.number,
            Coupon.state,
            Coupon.limit_satang,
            Coupon.spent_satang,
            Coupon.valid_until,
            Coupon.issued_at,
            Scheme.code.label("scheme_code"),
            Organisation.name_th.label("sme_th"),
            Organisation.name_en.label("sme_en"),
        )
        .join(Scheme, Scheme.id == Coupon.scheme_id)
        .join(Organisation, Organisation.id == Coupon.sme_id)
    )


def search_coupons(session: Session, statement: Any, typed: str) -> Any:
    """Narrow by number, or the SME's name or 13 digits."""
    return statement.where(has_number_or_side(session, typed, Coupon.number, Coupon.id, Coupon.sme_id))

"""What an SME's home reads: five statements, whatever it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from core.actor import Actor
from core.money import ZERO, Money
from coupons.applications.models import Application
from coupons.applications.offers import LIVE
from coupons.applications.queries import may_be_appealed, own_applications
from coupons.coupons.models import Coupon
from coupons.coupons.states import CouponState
from coupons.home.rules import CouponMoney, Progress
from coupons.parties import sme_id_of
from coupons.redemptions.models import Redemption
from coupons.redemptions.queries import OpenPrice, open_price
from coupons.redemptions.states import UNFINISHED_REDEMPTIONS, RedemptionState
from providers.models import Provider
from smes.models import Sme

MOST_SERVICES = 20
"""Services under way that are read, those that end first; the list of services has them all."""


@dataclass(frozen=True, slots=True)
class Held:
    """One coupon of the SME, with what of it was paid, and what is approved and not paid yet."""

    coupon: Coupon
    paid: Money
    due: Money

    @property
    def usable(self) -> bool:
        """Whether a price can be confirmed on it."""
        return self.coupon.state is CouponState.ISSUED and bool(self.coupon.remaining)


@dataclass(frozen=True, slots=True)
class SmeHome:
    """Everything that the home of one SME shows."""

    sme: Sme
    coupons: Sequence[Held]
    services: Sequence[Redemption]
    applications: Sequence[Application]
    price: OpenPrice | None

    @property
    def usable(self) -> list[Coupon]:
        """The coupons that can be used, the one that ends first before the others."""
        found = [held.coupon for held in self.coupons if held.usable]
        return sorted(found, key=lambda coupon: (coupon.valid_until, coupon.id))

    @property
    def progress(self) -> Progress:
        """What decides where it stands on its way."""
        return Progress(
            self.sme.state,
            applied=any(each.submitted_at is not None and each.state in LIVE for each in self.applications),
            usable=bool(self.usable),
            in_use=bool(self.services),
            used=any(held.coupon.spent_satang for held in self.coupons),
        )

    @property
    def money(self) -> CouponMoney:
        """Of all coupons together; what is neither paid nor approved of what was used is reserved."""
        paid = sum((held.paid for held in self.coupons), ZERO)
        due = sum((held.due for held in self.coupons), ZERO)
        spent = Money(sum(held.coupon.spent_satang for held in self.coupons))
        left = sum((held.coupon.remaining for held in self.coupons if held.coupon.is_open), ZERO)
        return CouponMoney(paid, due, spent - paid - due, left)


def sme_home(session: Session, actor: Actor, now: datetime) -> SmeHome:
    """The home of the SME that the actor serves. Five statements."""
    sme_id = sme_id_of(actor)
    shown = sa.or_(Application.state.in_(LIVE), may_be_appealed(now))
    return SmeHome(
        sme=session.get_one(Sme, sme_id, options=[joinedload(Sme.organisation)]),
        coupons=_coupons(session, sme_id),
        services=_services(session, sme_id),
        applications=own_applications(session, sme_id, shown),
        price=open_price(session, sme_id, now),
    )


def _came_to(state: RedemptionState) -> sa.ScalarSelect[int]:
    """What of a coupon's uses came to that state, in satang."""
    approved = sa.func.coalesce(Redemption.approved_satang, Redemption.subsidy_satang)
    return (
        sa.select(sa.func.coalesce(sa.func.sum(approved), 0))
        .where(Redemption.coupon_id == Coupon.id, Redemption.state == state)
        .scalar_subquery()
    )


def _coupons(session: Session, sme_id: int) -> list[Held]:
    rows = session.execute(
        sa.select(Coupon, _came_to(RedemptionState.PAID), _came_to(RedemptionState.APPROVED))
        .where(Coupon.sme_id == sme_id)
        .options(joinedload(Coupon.scheme))
        .order_by(Coupon.id.desc())
    )
    return [Held(coupon, Money(int(paid)), Money(int(due))) for coupon, paid, due in rows]


def _services(session: Session, sme_id: int) -> Sequence[Redemption]:
    ends = sa.func.coalesce(Redemption.accept_by, Redemption.deliver_by)
    return session.scalars(
        sa.select(Redemption)
        .where(Redemption.sme_id == sme_id, Redemption.state.in_(UNFINISHED_REDEMPTIONS))
        .options(
            joinedload(Redemption.service),
            joinedload(Redemption.coupon),
            joinedload(Redemption.provider).joinedload(Provider.organisation),
        )
        .order_by(ends, Redemption.id)
        .limit(MOST_SERVICES)
    ).all()

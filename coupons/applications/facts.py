"""Reads the facts about the business and about what it holds already for `schemes.eligibility.rules`: a set of statements, however many schemes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.clock import bangkok_date
from core.money import ZERO, Money
from core.statements import HotStatement
from coupons.applications.models import Application
from coupons.applications.prospects import Ahead
from coupons.applications.states import ApplicationState
from coupons.coupons.models import Coupon
from coupons.coupons.states import CouponState
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import CALLED_OFF, UNFINISHED_REDEMPTIONS
from schemes.eligibility.rules import Holdings, SmeFacts
from schemes.models import Scheme, SchemeTier
from schemes.terms.rules import Award
from smes.models import Sme
from smes.queries import declared
from smes.states import SmeState

LIVE_APPLICATIONS = (
    ApplicationState.SUBMITTED,
    ApplicationState.RETURNED,
    ApplicationState.WAITLISTED,
    ApplicationState.APPEALED,
)
"""Those that may still become a coupon and that someone else waits for; a draft binds nobody."""


def sme_facts(sme: Sme, province_code: str | None) -> SmeFacts:
    """What the rules ask of the business, which is in that province."""
    return SmeFacts(
        is_verified=sme.state is SmeState.VERIFIED,
        state=sme.state,
        size=sme.size,
        sector=sme.sector,
        employees=sme.employees,
        revenue=None if sme.revenue_satang is None else Money(sme.revenue_satang),
        province_code=province_code,
        declared=None if sme.thai_share_bp is None else declared(sme),
    )


@dataclass(frozen=True, slots=True)
class Support:
    """One live application of an SME, or one coupon that it got and that did not come back unused."""

    number: str
    scheme_id: int
    category_id: int
    is_coupon: bool
    is_live: bool
    """A coupon that still counts as held; an application is live."""
    since: datetime
    granted: Money
    """Of a coupon: what was promised and has not come back."""


def came_back() -> sa.ColumnElement[bool]:
    """Whether nothing of a coupon was used and its money came back, so that it is no award; one without money, whether it was cancelled."""
    released = sa.and_(Coupon.limit_satang > 0, Coupon.released_satang == Coupon.limit_satang)
    withdrawn = sa.and_(Coupon.limit_satang == 0, Coupon.state == CouponState.CANCELLED)
    used = sa.exists().where(Redemption.coupon_id == Coupon.id, Redemption.state.not_in(CALLED_OFF))
    return sa.and_(sa.or_(released, withdrawn), sa.not_(used))


def unfinished(coupon: type[Coupon] = Coupon) -> sa.ColumnElement[bool]:
    """Whether a coupon still counts as held: open with something left, or a service on it is not finished."""
    has_left = coupon.spent_satang + coupon.released_satang < coupon.limit_satang
    has_work = sa.exists().where(
        Redemption.coupon_id == coupon.id, Redemption.state.in_(UNFINISHED_REDEMPTIONS)
    )
    return sa.or_(sa.and_(coupon.state.in_([CouponState.ISSUED, CouponState.HELD]), has_left), has_work)


_SME_ID: Any = sa.bindparam("sme_id", None, sa.BigInteger())
_SUPPORT: HotStatement[Any] = HotStatement(
    sa.union_all(
        sa.select(
            Application.number,
            Application.scheme_id,
            Application.category_id,
            sa.false().label("is_coupon"),
            sa.true().label("is_live"),
            sa.literal(0, sa.BigInteger).label("granted"),
            Application.submitted_at.label("since"),
        ).where(Application.sme_id == _SME_ID, Application.state.in_(LIVE_APPLICATIONS)),
        sa.select(
            Coupon.number,
            Coupon.scheme_id,
            Coupon.category_id,
            sa.true(),
            unfinished(),
            Coupon.limit_satang - Coupon.released_satang,
            Coupon.issued_at,
        ).where(Coupon.sme_id == _SME_ID, sa.not_(came_back())),
    ).order_by("since", "number")
)


def support_of(session: Session, sme_id: int) -> tuple[Support, ...]:
    """Everything that this SME has asked for and not got yet, and every coupon it got, oldest first. One statement."""
    session.flush()
    rows = _SUPPORT.all(session, {"sme_id": sme_id})
    return tuple(
        Support(
            row.number,
            row.scheme_id,
            row.category_id,
            row.is_coupon,
            row.is_live,
            row.since,
            Money(row.granted),
        )
        for row in rows
    )


def ahead_by_scheme(
    session: Session, scheme_ids: Collection[int], *, besides: int | None = None
) -> dict[int, Ahead]:
    """What was sent to each scheme and is not decided, by scheme id; `besides` leaves one SME's own out. One statement."""
    columns = (Application.scheme_id, Application.state, Application.version_id, Application.sme_size)
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
            sa.and_(SchemeTier.version_id == found.c.version_id, SchemeTier.size == found.c.sme_size),
        )
        .group_by(found.c.scheme_id)
    )
    return {row[0]: Ahead(int(row[1]), int(row[2]), Money(int(row[3]))) for row in rows}


def holdings_for(
    support: Iterable[Support], scheme: Scheme, category_id: int, available: Mapping[int, Money]
) -> Holdings:
    """Return the facts about one more coupon of this scheme for this category."""
    support = tuple(support)
    live = tuple(held for held in support if held.is_live)
    return Holdings(
        open_coupons=sum(held.is_coupon and held.scheme_id == scheme.id for held in live),
        other_support=tuple(
            held.number for held in live if held.scheme_id != scheme.id and held.category_id == category_id
        ),
        available=None if scheme.line_id is None else available.get(scheme.id, ZERO),
        awards=tuple(
            Award(bangkok_date(held.since), held.category_id, held.granted)
            for held in support
            if held.is_coupon and held.scheme_id == scheme.id
        ),
        category_id=category_id,
    )

"""Reads of the counter: what the SME is asked, what the cashier sees. Whoever may not know of an object gets NotFound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from core.actor import Actor
from core.errors import NotFound
from core.money import Money
from coupons.coupons.models import Coupon
from coupons.coupons.states import CouponState, GiveUpRefusal
from coupons.parties import provider_id_of, sme_id_of
from coupons.redemptions.models import Proposal, Redemption, Scan
from coupons.redemptions.rules import SCAN_LIMIT, highest_price_within, money_refusal
from coupons.redemptions.states import (
    UNFINISHED_REDEMPTIONS,
    ConsentMethod,
    ProposalState,
    RedemptionState,
    ScanOutcome,
)
from identity.organisations.models import Organisation
from identity.organisations.queries import is_connected
from providers.models import Provider, Service
from providers.queries import is_sold
from schemes.models import Scheme, ServiceCategory
from schemes.states import PayeeMode
from schemes.terms.rules import PriceTerms


@dataclass(frozen=True, slots=True)
class Ask:
    """One open price, as the SME is asked about it."""

    proposal: Proposal
    provider: Organisation
    service: Service
    seconds_left: int
    may_consent: bool
    """Whether this reader is not tied to the provider; the consent right is the actor's permission."""
    coupon: Coupon
    coupon_name: str | None
    """Number of the coupon, where the SME holds several that can be used."""
    scheme: Scheme
    replaces: Money | None
    """The price that this one superseded."""

    @property
    def remaining(self) -> Money:
        """What is left on the coupon: the SME's own business, shown to no provider."""
        return self.coupon.remaining

    @property
    def fits(self) -> bool:
        """Whether the coupon holds enough for this price now; consent checks again, under lock."""
        return money_refusal(ConsentMethod.TAP, Money(self.proposal.subsidy_satang), self.remaining) is None

    @property
    def fitting_price(self) -> Money | None:
        """The highest price of this service that would fit, in whole baht where it is offered at one that low;
        None if even the lowest it is offered at would not.
        """
        highest = highest_price_within(self.remaining, self.coupon.share_bp, self.coupon.version)
        lowest = Money(self.service.price_from_satang)
        if highest is None or highest < lowest:
            return None
        return max(Money.baht(highest.satang // 100), lowest)


def _usable_coupons() -> Any:
    """How many coupons its SME can use."""
    other = aliased(Coupon)
    usable = (other.sme_id == Coupon.sme_id, other.state == CouponState.ISSUED)
    return sa.select(sa.func.count()).where(*usable).scalar_subquery()


def open_asks(session: Session, actor: Actor, now: datetime, coupon_id: int | None = None) -> list[Ask]:
    """The prices that wait for the SME's answer on any of its coupons, or on one, the oldest first."""
    earlier = aliased(Proposal)
    replaced = (
        sa.select(earlier.price_satang)
        .where(
            earlier.coupon_id == Proposal.coupon_id,
            earlier.provider_id == Proposal.provider_id,
            earlier.state == ProposalState.SUPERSEDED,
            earlier.closed_at == Proposal.proposed_at,
        )
        .order_by(earlier.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        sa.select(Proposal, Organisation, Service, Coupon, Scheme, replaced, _usable_coupons())
        .join(Coupon, Coupon.id == Proposal.coupon_id)
        .join(Scheme, Scheme.id == Coupon.scheme_id)
        .join(Organisation, Organisation.id == Proposal.provider_id)
        .join(Service, Service.id == Proposal.service_id)
        .where(
            Coupon.sme_id == sme_id_of(actor),
            sa.true() if coupon_id is None else Proposal.coupon_id == coupon_id,
            _is_open(now),
        )
        .options(joinedload(Coupon.version))
        .order_by(Proposal.id)
        .limit(5)
    )
    return [
        Ask(
            proposal,
            provider,
            service,
            int((proposal.expires_at - now).total_seconds()),
            not is_connected(session, actor.known_person_id, [proposal.provider_id], now),
            coupon,
            coupon.number if usable_coupons > 1 else None,
            scheme,
            Money(superseded) if superseded is not None else None,
        )
        for proposal, provider, service, coupon, scheme, superseded, usable_coupons in session.execute(
            statement
        )
    ]


NEWS_FOR = timedelta(minutes=15)
"""How long a confirmed or a withdrawn price is shown on the pages on which it was asked for."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A price that waits no longer: confirmed, by tap or at the counter by code, withdrawn by its provider, or out of time."""

    proposal: Proposal
    provider: Organisation
    service: Service
    coupon: Coupon
    redemption_id: int | None
    """None: withdrawn, or nobody answered in time."""


def answered(session: Session, actor: Actor, now: datetime, coupon_id: int | None = None) -> list[Answered]:
    """Return the outcome of the SME's prices in the last minutes, newest first; its own page says what has happened since."""
    rows = session.execute(
        sa.select(Proposal, Organisation, Service, Coupon, Redemption.id)
        .join(Coupon, Coupon.id == Proposal.coupon_id)
        .join(Organisation, Organisation.id == Proposal.provider_id)
        .join(Service, Service.id == Proposal.service_id)
        .outerjoin(Redemption, Redemption.proposal_id == Proposal.id)
        .where(
            Coupon.sme_id == sme_id_of(actor),
            sa.true() if coupon_id is None else Proposal.coupon_id == coupon_id,
            _is_news(now),
            sa.or_(Redemption.id.is_(None), Redemption.state == RedemptionState.RESERVED),
        )
        .order_by(Proposal.closed_at.desc())
        .limit(3)
    )
    return [Answered(*row) for row in rows]


def _is_news(now: datetime) -> sa.ColumnElement[bool]:
    told = Proposal.state.in_((ProposalState.CONSENTED, ProposalState.WITHDRAWN, ProposalState.LAPSED))
    return sa.and_(told, Proposal.closed_at > now - NEWS_FOR)


@dataclass(frozen=True, slots=True)
class OpenPrice:
    """The oldest open price of an SME, as every page of it names it."""

    coupon_id: int
    price: Money
    provider_th: str
    provider_en: str


def open_price(session: Session, sme_id: int, now: datetime) -> OpenPrice | None:
    """The price that has waited longest for the SME's answer; None when none does. One indexed read.

    The provider's names stand beside the price: joined, a plan may walk all organisations for the one.
    """
    names = (
        sa.select(name).where(Organisation.id == Proposal.provider_id).scalar_subquery().label(name.key)
        for name in (Organisation.name_th, Organisation.name_en)
    )
    row = session.execute(
        sa.select(Proposal.coupon_id, Proposal.price_satang, *names)
        .join(Coupon, Coupon.id == Proposal.coupon_id)
        .where(Coupon.sme_id == sme_id, _is_open(now))
        .order_by(Proposal.id)
        .limit(1)
    ).one_or_none()
    return row and OpenPrice(row.coupon_id, Money(row.price_satang), row.name_th, row.name_en)


def _is_open(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Proposal.state == ProposalState.OPEN, Proposal.expires_at > now)


def news_of_coupon(session: Session, coupon_id: int, now: datetime) -> str:
    """Stands for the prices of one coupon that wait or have just ended; nothing of what it holds. One indexed read."""
    waiting, ended = session.execute(
        sa.select(
            sa.func.array_agg(Proposal.id).filter(_is_open(now)),
            sa.func.array_agg(Proposal.id).filter(_is_news(now)),
        ).where(Proposal.coupon_id == coupon_id)
    ).one()
    return f"{sorted(waiting or ())}{sorted(ended or ())}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the cashier sees of a scanned coupon: its kind and last day, never whose it is nor what is left."""

    scan_id: int
    outcome: ScanOutcome
    category: ServiceCategory
    valid_until: date
    share_bp: int
    payee_mode: PayeeMode
    has_budget: bool
    terms: PriceTerms
    """What limits the state's part of one price."""
    services: Sequence[Service]
    fresh: bool
    waiting: Money | None
    """The price sent from this scan that still waits; a new one replaces it."""
    confirmed: bool
    """Whether a price of this scan was confirmed: it carries no more."""


def sheet_for(session: Session, scan_id: int, actor: Actor, now: datetime) -> Sheet:
    """The sheet of the provider's own good scan. NotFound for any other."""
    provider_id = provider_id_of(actor)
    of_scan = sa.select(Proposal.price_satang).where(Proposal.scan_id == Scan.id)
    waiting = of_scan.where(Proposal.state == ProposalState.OPEN, Proposal.expires_at > now)
    confirmed = sa.exists().where(Proposal.scan_id == Scan.id, Proposal.state == ProposalState.CONSENTED)
    row = session.execute(
        sa.select(Scan, Coupon, ServiceCategory, waiting.scalar_subquery(), confirmed)
        .join(Coupon, Coupon.id == Scan.coupon_id)
        .join(ServiceCategory, ServiceCategory.id == Coupon.category_id)
        .where(Scan.id == scan_id, Scan.provider_id == provider_id, Scan.outcome == ScanOutcome.GOOD)
        .options(joinedload(Coupon.version))
    ).one_or_none()
    if row is None:
        raise NotFound
    scan, coupon, category, waiting_satang, is_confirmed = row
    services = session.scalars(
        sa.select(Service)
        .where(Service.provider_id == provider_id, Service.category_id == category.id, is_sold())
        .order_by(Service.id)
    ).all()
    return Sheet(
        scan_id=scan_id,
        outcome=scan.outcome,
        category=category,
        valid_until=coupon.valid_until,
        share_bp=coupon.share_bp,
        payee_mode=coupon.payee_mode,
        has_budget=coupon.line_id is not None,
        terms=coupon.version,
        services=services,
        fresh=now - scan.scanned_at <= SCAN_LIMIT,
        waiting=Money(waiting_satang) if waiting_satang is not None else None,
        confirmed=is_confirmed,
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """A price as the counter that named it waits for the SME."""

    proposal: Proposal
    service: Service
    share_bp: int
    payee_mode: PayeeMode
    redemption_id: int | None


def offer_for(session: Session, proposal_id: int, actor: Actor) -> Offer:
    """The provider's own proposal. NotFound for another's."""
    row = session.execute(
        sa.select(Proposal, Service, Coupon.share_bp, Coupon.payee_mode, Redemption.id)
        .join(Service, Service.id == Proposal.service_id)
        .join(Coupon, Coupon.id == Proposal.coupon_id)
        .outerjoin(Redemption, Redemption.proposal_id == Proposal.id)
        .where(Proposal.id == proposal_id, Proposal.provider_id == provider_id_of(actor))
    ).one_or_none()
    if row is None:
        raise NotFound
    return Offer(*row)


def coupon_of_proposal(session: Session, proposal_id: int, actor: Actor) -> int:
    """On which of the SME's own coupons a price was named. NotFound for another's."""
    coupon_id = session.scalar(
        sa.select(Coupon.id)
        .join(Proposal, Proposal.coupon_id == Coupon.id)
        .where(Proposal.id == proposal_id, Coupon.sme_id == sme_id_of(actor))
    )
    if coupon_id is None:
        raise NotFound
    return coupon_id


def not_given_up(session: Session, coupon_id: int, now: datetime) -> GiveUpRefusal | None:
    """Why its owner cannot give a coupon up now: a price waits for an answer, or a service is not finished."""
    price = sa.exists().where(
        Proposal.coupon_id == coupon_id, Proposal.state == ProposalState.OPEN, Proposal.expires_at > now
    )
    service = sa.exists().where(
        Redemption.coupon_id == coupon_id, Redemption.state.in_(UNFINISHED_REDEMPTIONS)
    )
    if session.scalar(sa.select(price)):
        return GiveUpRefusal.PRICE_WAITS
    return GiveUpRefusal.SERVICE_UNFINISHED if session.scalar(sa.select(service)) else None


def coupon_redemptions(session: Session, coupon_id: int) -> Sequence[Redemption]:
    """What a coupon was used for, newest first."""
    return session.scalars(
        sa.select(Redemption)
        .where(Redemption.coupon_id == coupon_id)
        .options(
            joinedload(Redemption.service),
            joinedload(Redemption.coupon),
            joinedload(Redemption.provider).joinedload(Provider.organisation),
        )
        .order_by(Redemption.id.desc())
    ).all()

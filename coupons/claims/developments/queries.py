"""Reads of development proposals. Whoever may not know of one gets NotFound, here and not in the view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from core.actor import Actor
from core.database.search import holds
from core.documents.models import Document
from core.errors import NotFound
from core.money import Money
from coupons.claims.developments.models import Development
from coupons.claims.developments.states import OPEN_DEVELOPMENTS
from coupons.coupons.models import Coupon
from coupons.numbers import has_number_or_side
from coupons.parties import party_of, sme_id_of
from coupons.redemptions.rules import WhoPays, price_parts, who_pays
from coupons.states import Party
from identity.organisations.models import Organisation
from providers import directory
from providers.models import Provider, Service
from smes.models import Sme

_SME_ORG, _PROVIDER_ORG = aliased(Organisation), aliased(Organisation)
SME_NAME, PROVIDER_NAME = _SME_ORG.name_order, _PROVIDER_ORG.name_order


def development_statement(actor: Actor) -> Any:
    """The proposals that the actor may list: its own side's, or for staff all."""
    statement = (
        sa.select(
            Development.id,
            Development.state,
            Development.state_since,
            Development.price_satang,
            Service.name_th.label("service_th"),
            Service.name_en.label("service_en"),
            _SME_ORG.name_th.label("sme_th"),
            _SME_ORG.name_en.label("sme_en"),
            _PROVIDER_ORG.name_th.label("provider_th"),
            _PROVIDER_ORG.name_en.label("provider_en"),
        )
        .join(Service, Service.id == Development.service_id)
        .join(_SME_ORG, _SME_ORG.id == Development.sme_id)
        .join(_PROVIDER_ORG, _PROVIDER_ORG.id == Development.provider_id)
    )
    if actor.is_staff:
        return statement
    side = party_of(actor, sme_id=actor.organisation_id or 0, provider_id=actor.organisation_id or 0)
    ours = Development.provider_id if side is Party.PROVIDER else Development.sme_id
    return statement.where(ours == actor.organisation_id)


def search_developments(_session: Session, statement: Any, typed: str) -> Any:
    """Narrow by the name of either side or of the service; both languages."""
    named = holds(
        typed,
        Service.name_th,
        Service.name_en,
        _SME_ORG.name_th,
        _SME_ORG.name_en,
        _PROVIDER_ORG.name_th,
        _PROVIDER_ORG.name_en,
    )
    return statement.where(named)


def search_as_staff(session: Session, statement: Any, typed: str) -> Any:
    """As search_developments(), and by the number of the coupon or 13 digits of a side."""
    sides = Development.sme_id, Development.provider_id
    coupon = statement.join(Coupon, Coupon.id == Development.coupon_id)
    return coupon.where(
        has_number_or_side(session, typed, Coupon.number, Development.coupon_id, *sides)
        | holds(typed, Service.name_th, Service.name_en)
    )


@dataclass(frozen=True, slots=True)
class DevelopmentPage:
    """One development proposal with everything that its page says."""

    development: Development
    side: Party
    sme: Organisation
    provider: Organisation
    service: Service
    coupon: Coupon
    pays: WhoPays
    quotation: Document


def development_for(session: Session, development_id: int, actor: Actor) -> DevelopmentPage:
    """One proposal, for the SME, the provider or staff. NotFound for everybody else."""
    development = session.get(
        Development,
        development_id,
        options=(
            joinedload(Development.service),
            joinedload(Development.coupon).joinedload(Coupon.scheme),
            joinedload(Development.coupon).joinedload(Coupon.version),
            joinedload(Development.sme).joinedload(Sme.organisation),
            joinedload(Development.provider).joinedload(Provider.organisation),
        ),
    )
    if development is None:
        raise NotFound
    coupon, price = development.coupon, Money(development.price_satang)
    parts = price_parts(price, coupon.share_bp, coupon.version, has_budget=coupon.line_id is not None)
    return DevelopmentPage(
        development=development,
        side=party_of(actor, sme_id=development.sme_id, provider_id=development.provider_id),
        sme=development.sme.organisation,
        provider=development.provider.organisation,
        service=development.service,
        coupon=coupon,
        pays=who_pays(price, parts.subsidy, coupon.payee_mode),
        quotation=session.get_one(Document, development.document_id),
    )


def agreement_of(session: Session, development_id: int, actor: Actor) -> Document:
    """The agreement of an approved proposal, for both sides and staff. NotFound while there is none."""
    development = development_for(session, development_id, actor).development
    if development.agreement_id is None:
        raise NotFound
    return session.get_one(Document, development.agreement_id)


def coupon_to_use(session: Session, coupon_id: int, actor: Actor) -> Coupon:
    """An own coupon. NotFound for another's."""
    coupon = session.get(Coupon, coupon_id, options=(joinedload(Coupon.scheme), joinedload(Coupon.category)))
    if coupon is None or coupon.sme_id != sme_id_of(actor):
        raise NotFound
    return coupon


def services_for(coupon: Coupon, today: date) -> Any:
    """Every service on offer today for which the coupon is."""
    return directory.offered(today).where(Service.category_id == coupon.category_id)


def service_to_use(session: Session, coupon: Coupon, service_id: int, today: date) -> Service:
    """One of them. NotFound when it is not on offer."""
    found = session.scalar(services_for(coupon, today).where(Service.id == service_id))
    if found is None:
        raise NotFound
    service: Service = found
    return service


def open_of_coupon(session: Session, coupon_id: int) -> Sequence[Development]:
    """The proposals on a coupon that are not decided yet, newest first."""
    return session.scalars(
        sa.select(Development)
        .where(Development.coupon_id == coupon_id, Development.state.in_(OPEN_DEVELOPMENTS))
        .options(joinedload(Development.service))
        .order_by(Development.id.desc())
    ).all()

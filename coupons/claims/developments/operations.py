"""What happens to a development proposal inside another command's transaction. The coupon's row is held first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for

from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import calendar_from_json
from core.clock import bangkok_date
from core.db import Tx
from core.errors import NotFound, Refused
from core.money import Money
from core.terms import days, last_day
from coupons.claims.developments.models import Development
from coupons.claims.developments.rules import DevelopmentDraft, draft_refusal
from coupons.claims.developments.states import DevelopmentRefusal
from coupons.coupons.models import Coupon
from coupons.redemptions import facts
from coupons.redemptions.models import Proposal, Redemption
from coupons.redemptions.operations import post
from coupons.redemptions.rules import PriceParts, money_refusal, price_parts, refusal_for
from coupons.redemptions.states import ConsentMethod, ProposalState
from coupons.states import Party
from identity.notifications.words import both_names
from identity.organisations.members import notify_members
from identity.organisations.models import Membership
from identity.organisations.states import Capacity
from identity.people.models import Person
from ledger.states import Move
from providers.models import Service
from schemes.states import PayeeMode


def lock_development(tx: Tx, development_id: int) -> tuple[Coupon, Development]:
    """The proposal and its coupon, locked, the coupon first. NotFound if there is none."""
    coupon_id = tx.get(Development, development_id).coupon_id
    return tx.lock(Coupon, coupon_id), tx.lock(Development, development_id)


def lock_of_provider(tx: Tx, development_id: int, provider_id: int) -> Development:
    """A proposal of a customer of this provider, locked. NotFound for another's."""
    development = tx.lock(Development, development_id)
    if development.provider_id != provider_id:
        raise NotFound
    return development


def lock_of_sme(tx: Tx, development_id: int, sme_id: int) -> Development:
    """The SME's own proposal, locked. NotFound for another's."""
    development = tx.lock(Development, development_id)
    if development.sme_id != sme_id:
        raise NotFound
    return development


def read_for_service(
    tx: Tx, coupon_id: int, service_id: int, person_id: int, now: datetime
) -> facts.ServiceRow:
    """What decides on using the coupon for a service with this person's consent: locked as a consent locks it."""
    row = facts.LOCKED_BY_SERVICE.first(
        tx.session,
        {
            "coupon_id": coupon_id,
            "service_id": service_id,
            "person_id": person_id,
            "tied_since": facts.tied_since(now),
        },
    )
    if row is None:
        raise NotFound
    return row


def refuse_unless_usable(row: facts.ServiceRow, price: Money, now: datetime) -> PriceParts:
    """The parts of the price, if the coupon may carry it today: by the law of consent. Raises Refused(Refusal)."""
    parts = price_parts(price, row.share_bp, row, has_budget=row.line_id is not None)
    refusal = refusal_for(
        facts.coupon_facts(row),
        facts.counter_facts(row, is_tied=row.consenter_is_tied),
        facts.offer_facts(row, parts),
        bangkok_date(now),
    ) or money_refusal(ConsentMethod.TAP, parts.subsidy, Money(row.remaining_satang))
    if refusal:
        raise Refused(refusal)
    return parts


def refuse_unless_sound(row: facts.ServiceRow, draft: DevelopmentDraft, now: datetime) -> None:
    """Raises Refused for a coupon that pays the provider, days that do not hold, or a price that it may not carry."""
    if row.payee_mode != PayeeMode.REIMBURSE_SME:
        raise Refused(DevelopmentRefusal.NOT_PAID_BACK)
    refusal = draft_refusal(draft, today=bangkok_date(now), last_day=row.delivers_until)
    if refusal:
        raise Refused(refusal)
    refuse_unless_usable(row, draft.price, now)


_ENTITLED = (
    sa.select(Membership.id)
    .join(Person, Person.id == Membership.person_id)
    .where(
        Membership.person_id == sa.bindparam("person_id"),
        Membership.organisation_id == sa.bindparam("organisation_id"),
        Membership.ended_at.is_(None),
        Membership.may_consent,
        Person.active,
    )
    .with_for_update(read=True, of=[Membership, Person])
)


def reserve(tx: Tx, coupon: Coupon, development: Development, *, actor: Actor, now: datetime) -> Redemption:
    """Reserve the money of an approved proposal: what a consent does, under the same locks and the same law.

    The SME agreed when it sent the proposal. Raises Refused when a rule says no by now, or who sent it may confirm
    prices no more. Both rows are held.
    """
    row = read_for_service(tx, coupon.id, development.service_id, development.sent_by_id, now)
    parts = refuse_unless_usable(row, Money(development.price_satang), now)
    person = {"person_id": development.sent_by_id, "organisation_id": coupon.sme_id}
    if tx.scalar(_ENTITLED, person) is None:
        raise Refused(DevelopmentRefusal.SENDER_GONE)
    coupon.spent_satang += parts.subsidy.satang
    tx.session.flush()
    agreed = _agreed(tx, development, parts, now)
    redemption = tx.add(_redemption(coupon, development, agreed, row, actor.known_person_id, now))
    if parts.subsidy:
        post(tx, Move.RESERVE, parts.subsidy, redemption, actor=actor, now=now)
    told = {"proposal_id": redemption.proposal_id, "method": ConsentMethod.DEVELOPMENT.value}
    audit.record(tx, "redemption.reserved", "redemption", redemption.id, actor, now, told)
    return redemption


def _agreed(tx: Tx, development: Development, parts: PriceParts, now: datetime) -> Proposal:
    """The price, quoted by the provider and agreed to by the SME."""
    return tx.add(
        Proposal(
            coupon_id=development.coupon_id,
            scan_id=None,
            provider_id=development.provider_id,
            service_id=development.service_id,
            price_satang=parts.price.satang,
            subsidy_satang=parts.subsidy.satang,
            own_satang=parts.own.satang,
            state=ProposalState.CONSENTED,
            proposed_at=development.confirmed_at or now,
            proposed_by_id=development.confirmed_by_id or development.sent_by_id,
            expires_at=now,
            closed_at=development.sent_at,
            closed_by_id=development.sent_by_id,
            method=ConsentMethod.DEVELOPMENT,
        )
    )


def _redemption(
    coupon: Coupon,
    development: Development,
    agreed: Proposal,
    row: facts.ServiceRow,
    approver_id: int,
    now: datetime,
) -> Redemption:
    return Redemption(
        proposal_id=agreed.id,
        coupon_id=coupon.id,
        scheme_id=coupon.scheme_id,
        line_id=coupon.line_id,
        sme_id=coupon.sme_id,
        provider_id=development.provider_id,
        service_id=development.service_id,
        price_satang=agreed.price_satang,
        subsidy_satang=agreed.subsidy_satang,
        own_satang=agreed.own_satang,
        state_since=now,
        reserved_at=now,
        reserved_by_id=approver_id,
        deliver_by=deliver_by(row, now),
    )


def deliver_by(row: facts.ServiceRow, now: datetime) -> date:
    """The last day for the service, reserved now."""
    calendar = calendar_from_json(row.holiday_changes)
    return min(last_day(days(row.delivery_days), now, calendar), row.delivers_until)


def tell(
    tx: Tx,
    development: Development,
    event: str,
    *sides: Party,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Notify one side of a proposal or both."""
    parties = {
        Party.SME: (development.sme_id, Capacity.SME),
        Party.PROVIDER: (development.provider_id, Capacity.PROVIDER),
    }
    service = both_names(tx.get(Service, development.service_id))
    named = {"service": service, "number": development.id, **(facts or {})}
    url = url_for("developments.development", development_id=development.id)
    for side in sides:
        organisation_id, capacity = parties[side]
        notify_members(tx, organisation_id, event, named, url, now=now, capacity=capacity)

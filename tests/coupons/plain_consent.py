"""The consent, written as plainly as the house writes any verb: what the fast one must be equal to."""

from __future__ import annotations

from datetime import datetime

import ledger.posting
from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_on
from core.clock import bangkok_date
from core.db import Tx, transaction
from core.money import Money
from core.terms import days
from coupons.coupons.models import Coupon
from coupons.redemptions.models import Proposal, Redemption
from coupons.redemptions.outcomes import Outcome
from coupons.redemptions.rules import (
    CounterFacts,
    CouponFacts,
    OfferFacts,
    PriceParts,
    proposal_refusal,
    refusal_for,
)
from coupons.redemptions.states import (
    PROPOSAL_MACHINE,
    ConsentMethod,
    ProposalState,
    RedemptionState,
    Refusal,
)
from identity.organisations.queries import is_connected
from ledger.rules import Subject
from ledger.states import Move
from providers.models import Provider, Service
from providers.operations import category_row
from schemes.models import SchemeVersion
from smes.models import Sme


def plain_consent(proposal_id: int, *, actor: Actor, now: datetime) -> Outcome:
    """Consent by tap: lock, look, decide, write, one thing after another."""
    with transaction() as tx:
        coupon = tx.lock(Coupon, tx.get(Proposal, proposal_id).coupon_id)
        proposal = tx.lock(Proposal, proposal_id)
        refusal = proposal_refusal(proposal.state, proposal.refusal, proposal.expires_at, now) or _refusal(
            tx, coupon, proposal, actor, now
        )
        if refusal in (Refusal.TIED_TO_PROVIDER, Refusal.NOT_ENOUGH_LEFT):
            return Outcome(proposal_id, ProposalState.OPEN, refusal=refusal)
        if refusal:
            return _refuse(tx, proposal, refusal, actor, now)
        coupon.spent_satang += proposal.subsidy_satang
        closed = {"closed_at": now, "closed_by_id": actor.known_person_id}
        tx.advance(Proposal, proposal_id, PROPOSAL_MACHINE, "consent", method=ConsentMethod.TAP, **closed)
        redemption = tx.add(_redemption(tx, coupon, proposal, actor, now))
        if coupon.line_id is not None:
            ledger.posting.post(
                tx,
                Move.RESERVE,
                Money(proposal.subsidy_satang),
                line_id=coupon.line_id,
                scheme_id=coupon.scheme_id,
                reference=f"redemption:{redemption.id}:reserve:1",
                subject=Subject("redemption", redemption.id),
                coupon_id=coupon.id,
                actor=actor,
                now=now,
            )
        fields = {"proposal_id": proposal_id, "method": ConsentMethod.TAP.value}
        audit.record(tx, "redemption.reserved", "redemption", redemption.id, actor, now, fields)
        return Outcome(proposal_id, ProposalState.CONSENTED, redemption.id)


def _refuse(tx: Tx, proposal: Proposal, refusal: Refusal, actor: Actor, now: datetime) -> Outcome:
    lapsed = refusal is Refusal.PROPOSAL_LAPSED
    closed = {"closed_at": now, "closed_by_id": actor.known_person_id, "refusal": None if lapsed else refusal}
    state = tx.advance(Proposal, proposal.id, PROPOSAL_MACHINE, "lapse" if lapsed else "refuse", **closed)
    fields = {"refusal": refusal, "method": ConsentMethod.TAP.value}
    audit.record(tx, "proposal.refused", "proposal", proposal.id, actor, now, fields)
    return Outcome(proposal.id, ProposalState(state), refusal=refusal)


def _refusal(tx: Tx, coupon: Coupon, proposal: Proposal, actor: Actor, now: datetime) -> Refusal | None:
    version, sme = tx.get(SchemeVersion, coupon.version_id), tx.share(Sme, coupon.sme_id)
    provider, service = tx.share(Provider, proposal.provider_id), tx.share(Service, proposal.service_id)
    category = category_row(tx, proposal.provider_id, coupon.category_id)
    parts = PriceParts(*map(Money, (proposal.price_satang, proposal.subsidy_satang, proposal.own_satang)))
    refusal = refusal_for(
        CouponFacts(
            coupon.state,
            coupon.valid_from,
            coupon.valid_until,
            min(version.delivers_until, coupon.funded_until or version.delivers_until),
            sme.state,
        ),
        CounterFacts(
            provider.state,
            category.state,
            category.valid_until,
            is_connected(tx.session, actor.known_person_id, [proposal.provider_id], now),
        ),
        OfferFacts(
            service_active=service.active,
            service_in_category=service.category_id == coupon.category_id,
            price_from=Money(service.price_from_satang),
            price_to=Money(service.price_to_satang),
            parts=parts,
        ),
        bangkok_date(now),
    )
    return refusal or (Refusal.NOT_ENOUGH_LEFT if parts.subsidy > coupon.remaining else None)


def _redemption(tx: Tx, coupon: Coupon, proposal: Proposal, actor: Actor, now: datetime) -> Redemption:
    version = tx.get(SchemeVersion, coupon.version_id)
    ends = min(version.delivers_until, coupon.funded_until or version.delivers_until)
    deliver_by = min(due_on(days(version.delivery_days), now), ends)
    return Redemption(
        proposal_id=proposal.id,
        coupon_id=coupon.id,
        scheme_id=coupon.scheme_id,
        line_id=coupon.line_id,
        sme_id=coupon.sme_id,
        provider_id=proposal.provider_id,
        service_id=proposal.service_id,
        price_satang=proposal.price_satang,
        subsidy_satang=proposal.subsidy_satang,
        own_satang=proposal.own_satang,
        state=RedemptionState.RESERVED,
        state_since=now,
        reserved_at=now,
        reserved_by_id=actor.known_person_id,
        deliver_by=deliver_by,
    )

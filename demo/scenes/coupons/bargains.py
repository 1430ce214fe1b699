"""At the counter: a provider, a price, and the consent of the SME."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.money import Money
from coupons.coupons import keys
from coupons.coupons.codes import ConsentSubject, consent_code
from coupons.redemptions.services.consent_to_price import TAP, Proof, consent_to_price
from coupons.redemptions.services.propose_price import propose_price
from coupons.redemptions.services.scan_coupon import scan_coupon
from coupons.redemptions.states import ConsentMethod
from demo.scenes.coupons.case import Bought, Case, bargain
from demo.scenes.coupons.developments import reserve_by_proposal
from demo.scenes.providers.registration import Offer, Supplier
from schemes.states import PayeeMode


def printed(coupon_id: int, issue_no: int = 1) -> str:
    """What the coupon's QR says."""
    ring = keys.keyring()
    return keys.qr_url(ring.code_of(coupon_id, issue_no, ring.current), ring.current)


def reserve(case: Case, coupon_id: int, now: datetime) -> Bought:
    """Scan, name a price and consent to it, by a tap or by the six digits."""
    if case.recipe.payee_mode is PayeeMode.REIMBURSE_SME:
        return reserve_by_proposal(case, coupon_id, now)
    supplier, offer, price = bargain(case)
    cashier = supplier.cashier
    scan = scan_coupon(printed(coupon_id), actor=cashier, now=now).scan_id
    proposed = propose_price(
        scan, offer.service_id, price, actor=cashier, now=now + timedelta(minutes=2)
    ).proposal_id
    agreed = now + timedelta(minutes=4)
    actor, proof = case.owner, TAP
    if case.random.random() < 0.2:
        actor, proof = cashier, _digits(case, coupon_id, supplier, offer, price, proposed, agreed)
    outcome = consent_to_price(proposed, proof, actor=actor, now=agreed)
    if outcome.redemption_id is None:
        raise AssertionError(f"{case.ask}: {outcome}")
    return Bought(outcome.redemption_id, coupon_id, supplier, offer, price)


def _digits(
    case: Case,
    coupon_id: int,
    supplier: Supplier,
    offer: Offer,
    price: Money,
    proposal_id: int,
    now: datetime,
) -> Proof:
    """The six digits that the SME reads out under the price."""
    share = next(tier[1] for tier in case.recipe.tiers if tier[0] is case.sme.size)
    subsidy = price.share(share)
    subject = ConsentSubject(
        proposal_id, coupon_id, price, subsidy, supplier.organisation_id, offer.service_id
    )
    return Proof(ConsentMethod.CODE, consent_code(keys.consent_key(), subject, now))

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
from demo.roster import EXPIRED
from demo.scenes.coupons.case import Bought, Case
from demo.scenes.providers.registration import Offer, Supplier


def printed(coupon_id: int, issue_no: int = 1) -> str:
    """What the coupon's QR says."""
    ring = keys.keyring()
    return keys.qr_url(ring.code_of(coupon_id, issue_no, ring.current), ring.current)


def bargain(case: Case) -> tuple[Supplier, Offer, Money]:
    """A provider near or far, one of its services, and a price that the coupon can carry."""
    code = case.recipe.category_codes[0]
    reserved_ago = case.ask.days[3]
    able = [
        supplier
        for supplier in case.stage.suppliers
        if supplier.offers_for(code, case.sme.trade.goods)
        and supplier.usable_until_ago < reserved_ago
        and (supplier.number != EXPIRED or reserved_ago > 70)
    ]
    supplier = case.random.choice(able)
    if case.ask.supplier is not None:
        supplier = next(each for each in able if each.number == case.ask.supplier)
    offer = case.random.choice(supplier.offers_for(code, case.sme.trade.goods))
    _size, share, cap = next(tier for tier in case.recipe.tiers if tier[0] is case.sme.size)
    dearest = min(offer.price_to, cap * 10_000 // share) if share else offer.price_to
    spread = case.random.betavariate(2, 2)
    price = offer.price_from + int((dearest - offer.price_from) * spread) // 50 * 50
    return supplier, offer, Money.baht(max(price, offer.price_from))


def reserve(case: Case, coupon_id: int, now: datetime) -> Bought:
    """Scan, name a price and consent to it, by a tap or by the six digits."""
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

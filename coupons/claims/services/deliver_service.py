"""The provider declares a service delivered, with its invoice and the evidence it has added."""

from __future__ import annotations

from datetime import date, datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import NotFound, Refused
from coupons.claims import operations, rules
from coupons.claims.commands import DELIVER_SERVICE
from coupons.parties import provider_id_of
from coupons.redemptions.operations import lock_claim, tell
from coupons.states import Party


def deliver_service(
    redemption_id: int,
    *,
    delivered_on: date,
    invoice_number: str,
    invoiced_on: date,
    actor: Actor,
    now: datetime,
) -> None:
    """Hand the delivery over to the SME, which has its days to accept it.

    Raises Refused(ClaimRefusal): days that cannot be, an invoice number that is none or is on another claim of this
    seller, mandatory evidence that is missing, a scheme under which the SME files. NotFound for another provider's.
    """
    delivery = operations.Delivery(delivered_on, invoice_number, invoiced_on)
    with operations.each_invoice_once(), transaction(DELIVER_SERVICE, actor, now) as tx:
        coupon, redemption = lock_claim(tx, redemption_id)
        if redemption.provider_id != provider_id_of(actor):
            raise NotFound
        refusal = rules.filing_refusal(coupon.payee_mode, Party.PROVIDER)
        if refusal:
            raise Refused(refusal)
        accept_by = operations.hand_in(tx, coupon, redemption, delivery, actor=actor, now=now)
        audit.record(tx, "redemption.delivered", "redemption", redemption_id, actor, now)
        facts = {"day": accept_by.isoformat()}
        tell(tx, redemption, "redemption.delivered", Party.SME, now=now, facts=facts)

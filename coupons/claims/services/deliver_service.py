"""The provider declares a service delivered, with its invoice and the evidence it has added."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_on
from core.clock import bangkok_date
from core.db import transaction
from core.errors import NotFound, Refused
from coupons.claims import rules
from coupons.claims.commands import DELIVER_SERVICE
from coupons.claims.operations import evidence_kinds
from coupons.claims.states import ClaimRefusal
from coupons.limits import time_to_accept
from coupons.parties import provider_id_of
from coupons.redemptions.models import Redemption
from coupons.redemptions.operations import lock_claim, pays_of, tell
from coupons.redemptions.states import REDEMPTION_MACHINE
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

    Raises Refused(ClaimRefusal): days that cannot be, an invoice number that is none or is on
    another claim of this seller, mandatory evidence that is missing. NotFound for another provider's.
    """
    number = rules.invoice_number(invoice_number)
    if number is None:
        raise Refused(ClaimRefusal.INVOICE_MISSING)
    try:
        _deliver(redemption_id, delivered_on, number, invoiced_on, actor, now)
    except IntegrityError as error:
        if "uq_redemptions_tax_invoice" not in str(error.orig):
            raise
        raise Refused(ClaimRefusal.INVOICE_USED) from None


def _deliver(
    redemption_id: int, delivered_on: date, number: str, invoiced_on: date, actor: Actor, now: datetime
) -> None:
    today = bangkok_date(now)
    with transaction(DELIVER_SERVICE, actor, now) as tx:
        coupon, redemption = lock_claim(tx, redemption_id)
        if redemption.provider_id != provider_id_of(actor):
            raise NotFound
        REDEMPTION_MACHINE.next(redemption.state, "deliver")
        refusal = rules.delivery_refusal(
            delivered_on,
            invoiced_on,
            reserved_on=bangkok_date(redemption.reserved_at),
            deliver_by=redemption.deliver_by,
            today=today,
        )
        if refusal:
            raise Refused(refusal)
        if rules.missing_evidence(evidence_kinds(tx, redemption_id), pays_of(coupon, redemption)):
            raise Refused(ClaimRefusal.EVIDENCE_MISSING)
        accept_by = due_on(time_to_accept(), now)
        tx.advance(
            Redemption,
            redemption_id,
            REDEMPTION_MACHINE,
            "deliver",
            state_since=now,
            delivered_at=now,
            delivered_by_id=actor.known_person_id,
            delivered_on=delivered_on,
            tax_invoice_number=number,
            tax_invoice_on=invoiced_on,
            accept_by=accept_by,
        )
        audit.record(tx, "redemption.delivered", "redemption", redemption_id, actor, now)
        facts = {"day": accept_by.isoformat()}
        tell(tx, redemption, "redemption.delivered", Party.SME, now=now, facts=facts)

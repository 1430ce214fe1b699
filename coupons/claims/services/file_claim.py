"""The SME files its claim itself: what was delivered, the invoice, and that it paid the full price."""

from __future__ import annotations

from datetime import datetime

import providers.operations
from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import NotFound, Refused
from coupons.claims import operations, rules
from coupons.claims.commands import FILE_CLAIM
from coupons.claims.states import ClaimRefusal
from coupons.parties import sme_id_of
from coupons.redemptions.operations import lock_claim, pays_of, tell
from coupons.states import Party
from identity.bank_accounts.queries import has_account


def file_claim(
    redemption_id: int,
    delivery: operations.Delivery,
    *,
    rating: int,
    comment: str,
    actor: Actor,
    now: datetime,
) -> None:
    """File it under a scheme that pays back; the provider then has its days to confirm it. `rating` is 1 to 5.

    Raises Refused(ClaimRefusal) as deliver_service(), and ACCOUNT_MISSING while the SME has named no bank account;
    NotFound for another SME's.
    """
    with operations.each_invoice_once(), transaction(FILE_CLAIM, actor, now) as tx:
        coupon, redemption = lock_claim(tx, redemption_id)
        if redemption.sme_id != sme_id_of(actor):
            raise NotFound
        tx.authorise(provider=redemption.provider_id)
        refusal = rules.filing_refusal(coupon.payee_mode, Party.SME)
        if refusal is None and pays_of(coupon, redemption).reimburses:
            named = has_account(tx.session, redemption.sme_id)
            refusal = None if named else ClaimRefusal.ACCOUNT_MISSING
        if refusal:
            raise Refused(refusal)
        confirm_by = operations.hand_in(
            tx, coupon, redemption, delivery, actor=actor, now=now, rating=rating, comment=comment
        )
        providers.operations.record_rating(tx, redemption.provider_id, rating)
        audit.record(tx, "redemption.filed", "redemption", redemption_id, actor, now, {"rating": rating})
        facts = {"day": confirm_by.isoformat()}
        tell(tx, redemption, "redemption.filed", Party.PROVIDER, now=now, facts=facts)

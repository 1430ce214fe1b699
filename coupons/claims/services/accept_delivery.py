"""The SME accepts what was delivered, and says how good it was."""

from __future__ import annotations

from datetime import datetime

import providers.operations
from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import NotFound
from coupons.claims import operations
from coupons.claims.commands import ACCEPT_DELIVERY
from coupons.parties import sme_id_of
from coupons.redemptions.operations import lock_claim, tell
from coupons.states import Party


def accept_delivery(redemption_id: int, *, rating: int, comment: str, actor: Actor, now: datetime) -> None:
    """Accept a delivery; the claim goes to an officer, the rating to the provider's record.

    `rating` is 1 to 5. WrongState unless it was delivered and is not yet accepted or disputed; NotFound for
    another SME's. Raises Refused(SME_FILES) under a scheme that pays back: there the SME accepts by filing.
    """
    with transaction(ACCEPT_DELIVERY, actor, now) as tx:
        coupon, redemption = lock_claim(tx, redemption_id)
        if redemption.sme_id != sme_id_of(actor):
            raise NotFound
        tx.authorise(provider=redemption.provider_id)
        operations.accept(
            tx, coupon, redemption, Party.SME, actor=actor, now=now, rating=rating, comment=comment
        )
        providers.operations.record_rating(tx, redemption.provider_id, rating)
        audit.record(tx, "redemption.accepted", "redemption", redemption_id, actor, now, {"rating": rating})
        tell(tx, redemption, "redemption.accepted", Party.PROVIDER, now=now)

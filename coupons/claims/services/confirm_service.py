"""The provider confirms what the SME claims: that the service was delivered, and paid for in full."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import NotFound
from coupons.claims import operations
from coupons.claims.commands import CONFIRM_SERVICE
from coupons.parties import provider_id_of
from coupons.redemptions.operations import lock_claim, tell
from coupons.states import Party


def confirm_service(redemption_id: int, *, actor: Actor, now: datetime) -> None:
    """Confirm it; the claim goes to an officer. Who disagrees disputes it instead (dispute_redemption).

    Raises Refused(PROVIDER_FILES) under a scheme that pays the provider, WrongState unless it was filed and is
    neither confirmed nor disputed; NotFound for another provider's.
    """
    with transaction(CONFIRM_SERVICE, actor, now) as tx:
        coupon, redemption = lock_claim(tx, redemption_id)
        if redemption.provider_id != provider_id_of(actor):
            raise NotFound
        tx.authorise(sme=redemption.sme_id)
        operations.accept(tx, coupon, redemption, Party.PROVIDER, actor=actor, now=now)
        audit.record(tx, "redemption.confirmed", "redemption", redemption_id, actor, now)
        tell(tx, redemption, "redemption.confirmed", Party.SME, now=now)

"""The SME or the provider calls off a service that was not delivered."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from coupons.parties import party_of
from coupons.redemptions import operations
from coupons.redemptions.commands import CANCEL_REDEMPTION
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import REDEMPTION_MACHINE
from coupons.states import Party


def cancel_redemption(redemption_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Cancel a reservation and free its money. NotFound for another's, WrongState once it was delivered."""
    with transaction(CANCEL_REDEMPTION, actor, now) as tx:
        coupon, redemption = operations.lock_claim(tx, redemption_id)
        side = party_of(actor, sme_id=redemption.sme_id, provider_id=redemption.provider_id)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        tx.advance(
            Redemption,
            redemption_id,
            REDEMPTION_MACHINE,
            "cancel",
            state_since=now,
            state_reason_id=reason_id,
        )
        operations.give_back(tx, coupon, redemption, redemption.held, actor=actor, now=now)
        audit.record(
            tx,
            "redemption.cancelled",
            "redemption",
            redemption_id,
            actor,
            now,
            {"side": side.value},
            reason_id,
        )
        operations.tell(tx, redemption, "redemption.cancelled", Party.SME, Party.PROVIDER, now=now)

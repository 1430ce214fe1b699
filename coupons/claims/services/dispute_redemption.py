"""The SME, the provider or an officer says that something about a delivery is wrong."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import WrongState
from coupons.claims.commands import DISPUTE_REDEMPTION
from coupons.parties import party_of
from coupons.redemptions.models import Redemption
from coupons.redemptions.operations import lock_claim, tell
from coupons.redemptions.states import REDEMPTION_MACHINE, RedemptionState
from coupons.states import Party


def dispute_redemption(redemption_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Stop a delivered or accepted claim until an officer has settled it; its money stays reserved.

    An approved claim is disputed through payouts, which knows whether it is in a batch.
    """
    with transaction(DISPUTE_REDEMPTION, actor, now) as tx:
        _, redemption = lock_claim(tx, redemption_id)
        tx.authorise(sme=redemption.sme_id, provider=redemption.provider_id)
        party_of(actor, sme_id=redemption.sme_id, provider_id=redemption.provider_id)
        was = redemption.state
        if was is RedemptionState.APPROVED:
            raise WrongState(REDEMPTION_MACHINE.name, "dispute", was)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        tx.advance(
            Redemption,
            redemption_id,
            REDEMPTION_MACHINE,
            "dispute",
            state_since=now,
            state_reason_id=reason_id,
        )
        audit.record(
            tx,
            "redemption.disputed",
            "redemption",
            redemption_id,
            actor,
            now,
            {"was": was.value},
            reason_id,
        )
        tell(tx, redemption, "redemption.disputed", Party.SME, Party.PROVIDER, now=now)

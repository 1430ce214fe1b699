"""An officer settles a dispute for the claim; against it, the claim is rejected (reject_claim)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import WrongState
from coupons.claims.commands import SETTLE_DISPUTE
from coupons.claims.operations import lock_claim_for_officer
from coupons.redemptions.models import Redemption
from coupons.redemptions.operations import tell
from coupons.redemptions.states import REDEMPTION_MACHINE, RedemptionState
from coupons.states import Party


def settle_dispute(redemption_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Let the claim go on, to be decided anew. Nobody accepted it before: then the officer did, and another decides."""
    with transaction(SETTLE_DISPUTE, actor, now) as tx:
        _, redemption = lock_claim_for_officer(tx, redemption_id)
        if redemption.state is not RedemptionState.DISPUTED:
            raise WrongState(REDEMPTION_MACHINE.name, "accept", redemption.state)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        tx.advance(
            Redemption,
            redemption_id,
            REDEMPTION_MACHINE,
            "accept",
            state_since=now,
            state_reason_id=reason_id,
            accepted_at=sa.func.coalesce(Redemption.accepted_at, now),
            accepted_side=sa.func.coalesce(Redemption.accepted_side, Party.OSMEP),
            accepted_by_id=sa.func.coalesce(Redemption.accepted_by_id, actor.known_person_id),
            decided_at=None,
            decided_by_id=None,
        )
        audit.record(
            tx, "redemption.dispute_settled", "redemption", redemption_id, actor, now, reason_id=reason_id
        )
        tell(tx, redemption, "redemption.dispute_settled", Party.SME, Party.PROVIDER, now=now)

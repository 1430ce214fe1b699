"""Who filed a claim that was returned hands it in again."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from coupons.claims import operations, rules
from coupons.claims.commands import RESUBMIT_CLAIM
from coupons.claims.services.add_evidence import RIGHT_OF
from coupons.parties import party_of
from coupons.redemptions.models import Redemption
from coupons.redemptions.operations import lock_claim
from coupons.redemptions.states import REDEMPTION_MACHINE


def resubmit_claim(redemption_id: int, *, actor: Actor, now: datetime) -> None:
    """Send the claim back to the officer.

    Raises Refused: EVIDENCE_MISSING, or for the side that did not file it; NotFound for another's.
    """
    with transaction(RESUBMIT_CLAIM, actor, now) as tx:
        coupon, redemption = lock_claim(tx, redemption_id)
        side = party_of(actor, sme_id=redemption.sme_id, provider_id=redemption.provider_id)
        tx.authorise(RIGHT_OF[side])
        refusal = rules.filing_refusal(coupon.payee_mode, side)
        if refusal:
            raise Refused(refusal)
        REDEMPTION_MACHINE.next(redemption.state, "resubmit")
        operations.prove(tx, coupon, redemption)
        tx.advance(Redemption, redemption_id, REDEMPTION_MACHINE, "resubmit", state_since=now)
        audit.record(tx, "redemption.resubmitted", "redemption", redemption_id, actor, now)

"""The provider hands a returned claim in again."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import NotFound, Refused
from coupons.claims import rules
from coupons.claims.commands import RESUBMIT_CLAIM
from coupons.claims.operations import evidence_kinds
from coupons.claims.states import ClaimRefusal
from coupons.parties import provider_id_of
from coupons.redemptions.models import Redemption
from coupons.redemptions.operations import lock_claim, pays_of
from coupons.redemptions.states import REDEMPTION_MACHINE


def resubmit_claim(redemption_id: int, *, actor: Actor, now: datetime) -> None:
    """Send the claim back to the officer. Raises Refused(EVIDENCE_MISSING); NotFound for another provider's."""
    with transaction(RESUBMIT_CLAIM, actor, now) as tx:
        coupon, redemption = lock_claim(tx, redemption_id)
        if redemption.provider_id != provider_id_of(actor):
            raise NotFound
        REDEMPTION_MACHINE.next(redemption.state, "resubmit")
        if rules.missing_evidence(evidence_kinds(tx, redemption_id), pays_of(coupon, redemption)):
            raise Refused(ClaimRefusal.EVIDENCE_MISSING)
        tx.advance(Redemption, redemption_id, REDEMPTION_MACHINE, "resubmit", state_since=now)
        audit.record(tx, "redemption.resubmitted", "redemption", redemption_id, actor, now)

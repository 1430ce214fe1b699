"""An officer who has checked the evidence accepts a delivery in the place of the side that did not answer."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from coupons.claims.commands import ACCEPT_FOR_SME
from coupons.claims.operations import lock_claim_for_officer
from coupons.claims.rules import filer_of
from coupons.claims.states import ClaimRefusal
from coupons.redemptions.models import Redemption
from coupons.redemptions.operations import overdue, tell
from coupons.redemptions.states import REDEMPTION_MACHINE
from coupons.states import Party


def accept_for_sme(redemption_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Accept in the SME's place – or the provider's, where the SME filed –, once its days are over. Another officer decides then.

    Raises Refused(ACCEPTANCE_STILL_OPEN) while that side has time.
    """
    with transaction(ACCEPT_FOR_SME, actor, now) as tx:
        coupon, redemption = lock_claim_for_officer(tx, redemption_id)
        REDEMPTION_MACHINE.next(redemption.state, "accept_for_sme")
        if not overdue(redemption, now):
            raise Refused(ClaimRefusal.ACCEPTANCE_STILL_OPEN)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        tx.advance(
            Redemption,
            redemption_id,
            REDEMPTION_MACHINE,
            "accept_for_sme",
            state_since=now,
            accepted_at=now,
            accepted_by_id=actor.known_person_id,
            accepted_side=Party.OSMEP,
            state_reason_id=reason_id,
        )
        by_sme = filer_of(coupon.payee_mode) is Party.SME
        what = "redemption.confirmed_for_provider" if by_sme else "redemption.accepted_for_sme"
        audit.record(tx, what, "redemption", redemption_id, actor, now, reason_id=reason_id)
        tell(tx, redemption, what, Party.SME, Party.PROVIDER, now=now)

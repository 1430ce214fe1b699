"""An officer sends a claim back to who filed it for what is missing, once and in full."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_on
from core.db import transaction
from coupons.claims.commands import RETURN_CLAIM
from coupons.claims.operations import lock_claim_for_officer
from coupons.claims.rules import filer_of
from coupons.redemptions.models import Redemption
from coupons.redemptions.operations import tell
from coupons.redemptions.states import REDEMPTION_MACHINE
from coupons.states import CORRECTION_LIMIT


def return_claim(redemption_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Ask for more; the money stays reserved. Who filed it may change its evidence until it resubmits."""
    with transaction(RETURN_CLAIM, actor, now) as tx:
        coupon, redemption = lock_claim_for_officer(tx, redemption_id)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        tx.advance(
            Redemption,
            redemption_id,
            REDEMPTION_MACHINE,
            "return",
            state_since=now,
            state_reason_id=reason_id,
        )
        audit.record(tx, "redemption.returned", "redemption", redemption_id, actor, now, reason_id=reason_id)
        facts = {"day": due_on(CORRECTION_LIMIT, now).isoformat()}
        tell(tx, redemption, "redemption.returned", filer_of(coupon.payee_mode), now=now, facts=facts)

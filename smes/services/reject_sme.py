"""An officer rejects a registration."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.permissions import Permission
from smes.commands import REJECT_SME
from smes.models import Sme
from smes.operations import for_review, tell, withdraw_update
from smes.states import SME_MACHINE, SmeState, UpdateKind

RIGHT_OF = {
    SmeState.SUBMITTED: Permission.SMES_SME_DECIDE,
    SmeState.SUSPENDED: Permission.SMES_SME_SUSPEND,
}


def reject_sme(organisation_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Reject a submitted registration, with the reason in words. Out of a suspension only an approver may.

    The owner may appeal to another officer, or apply again.
    """
    with transaction(REJECT_SME, actor, now) as tx:
        sme = for_review(tx, organisation_id, RIGHT_OF)
        for kind in UpdateKind:
            withdraw_update(tx, organisation_id, kind)
        notice = "sme.rejected" if sme.first_decided_by_id is None else "sme.rejected_after_appeal"
        reason_id = tell(tx, sme, "sme.rejected", actor=actor, now=now, reason=reason, notice=notice)
        tx.advance(
            Sme,
            organisation_id,
            SME_MACHINE,
            "reject",
            state_since=now,
            rejected_at=now,
            rejected_by_id=actor.known_person_id,
            state_reason_id=reason_id,
        )

"""An approver lets a suspended SME back in."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from smes.commands import REINSTATE_SME
from smes.models import Sme
from smes.operations import for_review, tell
from smes.states import SME_MACHINE


def reinstate_sme(organisation_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Reinstate a suspended SME, with the reason in words."""
    with transaction(REINSTATE_SME, actor, now) as tx:
        sme = for_review(tx, organisation_id)
        reason_id = tell(tx, sme, "sme.reinstated", actor=actor, now=now, reason=reason)
        tx.advance(Sme, organisation_id, SME_MACHINE, "reinstate", state_since=now, state_reason_id=reason_id)

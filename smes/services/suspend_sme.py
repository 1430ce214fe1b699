"""An approver suspends an SME."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from smes.commands import SUSPEND_SME
from smes.models import Sme
from smes.operations import for_review, tell
from smes.states import SME_MACHINE


def suspend_sme(organisation_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Stop new support for a verified SME while something is looked into; the reason is kept and told.

    An appeal heard before has run its course: what comes of the suspension can be appealed anew.
    """
    with transaction(SUSPEND_SME, actor, now) as tx:
        sme = for_review(tx, organisation_id)
        reason_id = tell(tx, sme, "sme.suspended", actor=actor, now=now, reason=reason)
        tx.advance(
            Sme,
            organisation_id,
            SME_MACHINE,
            "suspend",
            state_since=now,
            first_decided_by_id=None,
            state_reason_id=reason_id,
        )

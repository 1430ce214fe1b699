"""An officer sends back what a registered SME said anew."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from smes.commands import RETURN_UPDATE
from smes.models import SmeUpdate
from smes.operations import tell, update_for_review
from smes.states import UPDATE_MACHINE, UpdateKind


def return_update(
    organisation_id: int, kind: UpdateKind, update_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Send it back with what is wrong, in words the owner reads; what counted before goes on counting.

    `update_id` is what the officer read: WrongState when the SME has said something else since.
    """
    with transaction(RETURN_UPDATE, actor, now) as tx:
        sme, update = update_for_review(tx, organisation_id, kind, update_id, "return")
        reason_id = tell(tx, sme, f"sme.{kind}_returned", actor=actor, now=now, reason=reason)
        tx.advance(
            SmeUpdate,
            update.id,
            UPDATE_MACHINE,
            "return",
            state_reason_id=reason_id,
            decided_at=now,
            decided_by_id=actor.known_person_id,
        )

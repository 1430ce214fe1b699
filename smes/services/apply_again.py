"""A rejected business applies again."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from smes.commands import APPLY_AGAIN
from smes.models import Sme
from smes.states import SME_MACHINE


def apply_again(organisation_id: int, *, actor: Actor, now: datetime) -> None:
    """Open a rejected registration for a new one, with all that was typed; the history keeps what was decided.

    It is a new application: it may be judged by anybody, and a rejection of it be appealed in its turn. Who verified
    it in former times stays written: a number that was ever let through is nobody else's.
    """
    actor.require_own(organisation_id)
    with transaction(APPLY_AGAIN, actor, now) as tx:
        tx.lock(Sme, organisation_id)
        tx.advance(
            Sme,
            organisation_id,
            SME_MACHINE,
            "apply_again",
            state_since=now,
            submitted_at=None,
            submitted_by_id=None,
            rejected_at=None,
            rejected_by_id=None,
            first_decided_by_id=None,
            size=None,
            state_reason_id=None,
        )
        audit.record(tx, "sme.applied_again", "sme", organisation_id, actor, now)

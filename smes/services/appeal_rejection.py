"""A rejected business appeals."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from identity.organisations.appeals import problem_of_appeal
from smes.commands import APPEAL_REJECTION
from smes.models import Sme
from smes.rules import SmeReason
from smes.states import SME_MACHINE, SmeState


def appeal_rejection(
    organisation_id: int, grounds: str, appeal_days: int, *, actor: Actor, now: datetime
) -> None:
    """Lay a rejected registration before another officer than the one who rejected it, once, within the appeal days."""
    actor.require_own(organisation_id)
    with transaction(APPEAL_REJECTION, actor, now) as tx:
        sme = tx.lock(Sme, organisation_id)
        if sme.state is not SmeState.REJECTED or sme.rejected_at is None:
            raise Refused(SmeReason.NOT_EDITABLE)
        if problem := problem_of_appeal(sme.rejected_at, sme.first_decided_by_id, appeal_days, now):
            raise Refused(problem)
        reason_id = audit.store_reason(tx, actor.known_person_id, grounds)
        tx.advance(
            Sme,
            organisation_id,
            SME_MACHINE,
            "appeal",
            state_since=now,
            first_decided_by_id=sme.rejected_by_id,
            rejected_at=None,
            rejected_by_id=None,
            submitted_at=now,
            submitted_by_id=actor.known_person_id,
            size=None,
            state_reason_id=reason_id,
        )
        audit.record(tx, "sme.appealed", "sme", organisation_id, actor, now, reason_id=reason_id)

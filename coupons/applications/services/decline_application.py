"""An approver declines an application."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from coupons.applications.commands import DECLINE_APPLICATION
from coupons.applications.models import Application
from coupons.applications.operations import lock_own_application, persons_behind, tell_refused
from coupons.applications.states import APPLICATION_MACHINE


def decline_application(application_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Refuse with a reason that the SME reads; it may appeal to another approver (limits.time_to_appeal).

    What each rule said at that moment is kept, and those not met are named to the SME.
    """
    with transaction(DECLINE_APPLICATION, actor, now) as tx:
        application = lock_own_application(tx, application_id, actor)
        tx.authorise(**persons_behind(application))
        reason_id = audit.store_submitters_reason(tx, application, reason, actor=actor)
        tx.advance(
            Application,
            application_id,
            APPLICATION_MACHINE,
            "decline",
            state_since=now,
            decided_at=now,
            decided_by_id=actor.known_person_id,
            declined_by_id=actor.known_person_id,
            state_reason_id=reason_id,
        )
        audit.record(
            tx, "application.declined", "application", application_id, actor, now, reason_id=reason_id
        )
        tell_refused(tx, application, "application.declined", now)

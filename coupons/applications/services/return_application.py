"""An officer sends an application back for correction."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_on
from core.db import transaction
from coupons.applications.commands import RETURN_APPLICATION
from coupons.applications.models import Application
from coupons.applications.operations import lock_own_application, tell_sme
from coupons.applications.states import APPLICATION_MACHINE
from coupons.states import CORRECTION_LIMIT


def return_application(application_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Notify the SME what to correct, once and in full (Licensing Facilitation Act 2558), and until when."""
    with transaction(RETURN_APPLICATION, actor, now) as tx:
        application = lock_own_application(tx, application_id, actor)
        tx.authorise(sme=application.sme_id)
        reason_id = audit.store_submitters_reason(tx, application, reason, actor=actor)
        tx.advance(
            Application,
            application_id,
            APPLICATION_MACHINE,
            "return",
            state_since=now,
            recommended_at=None,
            recommended_by_id=None,
            state_reason_id=reason_id,
        )
        audit.record(
            tx, "application.returned", "application", application_id, actor, now, reason_id=reason_id
        )
        day = due_on(CORRECTION_LIMIT, now).isoformat()
        tell_sme(tx, application, "application.returned", now, day=day)

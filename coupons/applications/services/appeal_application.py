"""An SME appeals against a declined application."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_at
from core.db import transaction
from core.errors import Refused
from coupons.applications.commands import APPEAL_APPLICATION
from coupons.applications.models import Application
from coupons.applications.operations import lock_own_application, tell_sme
from coupons.applications.states import APPLICATION_MACHINE, ApplicationRefusal
from coupons.limits import time_to_appeal


def appeal_application(application_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Ask another approver, saying why; until the end of the last day of limits.time_to_appeal."""
    with transaction(APPEAL_APPLICATION, actor, now) as tx:
        application = lock_own_application(tx, application_id, actor)
        if due_at(time_to_appeal(), application.state_since) <= now:
            raise Refused(ApplicationRefusal.APPEAL_TOO_LATE)
        reason_id = audit.store_submitters_reason(tx, application, reason, actor=actor)
        tx.advance(
            Application,
            application_id,
            APPLICATION_MACHINE,
            "appeal",
            state_since=now,
            state_reason_id=reason_id,
        )
        audit.record(
            tx, "application.appealed", "application", application_id, actor, now, reason_id=reason_id
        )
        tell_sme(tx, application, "application.appealed", now)

"""An SME sends its application, or sends it again corrected."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_on
from core.db import transaction
from core.errors import Refused
from coupons.applications.commands import SUBMIT_APPLICATION
from coupons.applications.models import Application
from coupons.applications.operations import (
    judge_under_lock,
    lock_own_application,
    refuse_unless_eligible,
    tell_sme,
)
from coupons.applications.states import APPLICATION_MACHINE, ApplicationRefusal
from coupons.states import REVIEW_LIMIT


def submit_application(application_id: int, *, actor: Actor, now: datetime) -> None:
    """Evaluate the application and submit it to OSMEP. Refused(NOT_ELIGIBLE) names the rules not met.

    The day of the first submission is kept for good, and with it the version of the scheme that was in force: the
    window and the waiting list count from that day, what is promised is in those terms.
    A recommendation made before a correction no longer holds.
    """
    with transaction(SUBMIT_APPLICATION, actor, now) as tx:
        application = lock_own_application(tx, application_id, actor)
        if not application.need or not application.expected_result:
            raise Refused(ApplicationRefusal.NOT_COMPLETE)
        again = application.submitted_at is not None
        judged = judge_under_lock(tx, application, now, sent=again)
        tx.advance(
            Application,
            application_id,
            APPLICATION_MACHINE,
            "submit",
            state_since=now,
            submitted_at=application.submitted_at or now,
            submitted_by_id=actor.known_person_id,
            version_id=judged.demands.version_id,
            recommended_at=None,
            recommended_by_id=None,
            state_reason_id=None,
        )
        if application.category_id not in judged.demands.category_ids:
            raise Refused(ApplicationRefusal.CATEGORY_NOT_COVERED)
        refuse_unless_eligible(judged)
        name = "application.resubmitted" if again else "application.submitted"
        audit.record(tx, name, "application", application_id, actor, now)
        day = due_on(REVIEW_LIMIT, now).isoformat()
        tell_sme(tx, application, "application.submitted", now, days=str(REVIEW_LIMIT.length), day=day)

"""Another approver decides an appeal."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx, transaction
from core.errors import Refused, WrongState
from coupons.applications.commands import DECIDE_APPEAL
from coupons.applications.models import Application
from coupons.applications.operations import (
    grant,
    judge_under_lock,
    lock_own_application,
    persons_behind,
    put_in_line,
    refuse_unless_recommended,
    serve_line_later,
    tell_refused,
)
from coupons.applications.queries import has_line
from coupons.applications.states import (
    APPLICATION_MACHINE,
    AppealOutcome,
    ApplicationRefusal,
    ApplicationState,
)


def decide_appeal(
    application_id: int, outcome: AppealOutcome, reason: str, *, actor: Actor, now: datetime
) -> int | None:
    """Approve, put in line, or uphold what was declined; the coupon's id when one is issued.

    By another person than the one who declined it. Approving or putting in line needs an officer's
    recommendation as ever, and the business must qualify; upholding needs a reason, and is final.
    """
    with transaction(DECIDE_APPEAL, actor, now) as tx:
        application = lock_own_application(tx, application_id, actor)
        tx.authorise(**persons_behind(application))
        if application.state is not ApplicationState.APPEALED:
            raise WrongState("application", outcome, application.state)
        if outcome is AppealOutcome.UPHOLD:
            _uphold(tx, application, reason, actor, now)
            return None
        refuse_unless_recommended(application)
        judged = judge_under_lock(tx, application, now)
        if outcome is AppealOutcome.WAITLIST:
            put_in_line(tx, judged, actor=actor, now=now)
            serve_line_later(tx, application.scheme_id)
            return None
        if has_line(tx.session, application.scheme_id):
            raise Refused(ApplicationRefusal.OTHERS_WAIT_BEFORE)
        return grant(tx, judged, decided_by_id=actor.known_person_id, actor=actor, now=now).id


def _uphold(tx: Tx, application: Application, reason: str, actor: Actor, now: datetime) -> None:
    reason_id = audit.store_submitters_reason(tx, application, reason, actor=actor)
    tx.advance(
        Application,
        application.id,
        APPLICATION_MACHINE,
        "uphold",
        state_since=now,
        decided_at=now,
        decided_by_id=actor.known_person_id,
        state_reason_id=reason_id,
    )
    audit.record(tx, "application.upheld", "application", application.id, actor, now, reason_id=reason_id)
    tell_refused(tx, application, "application.upheld", now)

"""An approver approves an application: the coupon is issued in the same transaction."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.errors import Refused, WrongState
from coupons.applications.commands import APPROVE_APPLICATION
from coupons.applications.operations import (
    grant,
    judge_under_lock,
    lock_own_application,
    persons_behind,
    refuse_unless_recommended,
)
from coupons.applications.queries import has_line
from coupons.applications.states import ApplicationRefusal, ApplicationState


def approve_application(application_id: int, *, actor: Actor, now: datetime) -> int:
    """Approve, commit the money and issue the coupon, all or nothing; returns the coupon's id.

    The second of two people, not connected with the SME. Evaluated anew under the lock. Nobody is
    approved past a waiting list (OTHERS_WAIT_BEFORE), nor beyond the money (NOT_ENOUGH_MONEY).
    """
    with transaction(APPROVE_APPLICATION, actor, now) as tx:
        application = lock_own_application(tx, application_id, actor)
        tx.authorise(**persons_behind(application))
        if application.state is not ApplicationState.SUBMITTED:
            raise WrongState("application", "approve", application.state)
        refuse_unless_recommended(application)
        judged = judge_under_lock(tx, application, now)
        if has_line(tx.session, application.scheme_id):
            raise Refused(ApplicationRefusal.OTHERS_WAIT_BEFORE)
        return grant(tx, judged, decided_by_id=actor.known_person_id, actor=actor, now=now).id

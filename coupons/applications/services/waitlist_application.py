"""An approver puts an application on the waiting list, because the money does not reach it."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.errors import WrongState
from coupons.applications.commands import WAITLIST_APPLICATION
from coupons.applications.operations import (
    judge_under_lock,
    lock_own_application,
    persons_behind,
    put_in_line,
    refuse_unless_recommended,
    serve_line_later,
)
from coupons.applications.states import ApplicationState


def waitlist_application(application_id: int, *, actor: Actor, now: datetime) -> None:
    """Decide that the application is to be approved as soon as money comes back, in the order of submission.

    The job that serves the line is woken at once too: the money may have come back a moment ago.
    """
    with transaction(WAITLIST_APPLICATION, actor, now) as tx:
        application = lock_own_application(tx, application_id, actor)
        tx.authorise(**persons_behind(application))
        if application.state is not ApplicationState.SUBMITTED:
            raise WrongState("application", "waitlist", application.state)
        refuse_unless_recommended(application)
        put_in_line(tx, judge_under_lock(tx, application, now), actor=actor, now=now)
        serve_line_later(tx, application.scheme_id)

"""Money came back: the next in a scheme's waiting list gets its coupon."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.actor import SYSTEM
from core.audit import operations as audit
from core.db import Tx, transaction
from core.errors import Refused
from coupons.applications.models import Application
from coupons.applications.operations import grant, judge_under_lock
from coupons.applications.states import ApplicationRefusal, ApplicationState
from schemes.eligibility.rules import failures
from schemes.eligibility.states import EligibilityRule
from smes.queries import figures_wait


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it was. `coupon_id` None: passed over, since the business does not qualify at present."""

    application_id: int
    coupon_id: int | None


def approve_waitlisted(scheme_id: int, *, passed_over: Collection[int] = (), now: datetime) -> Turn | None:
    """Serve the first in line, by day of first submission; None when nobody waits or the money does not reach.

    Strictly in order: while the first one's sum is not there, nobody behind it is served, however
    little they need. One who does not qualify at present, or whose size by its newest figures is not checked yet, keeps the place and is passed over; the
    caller names those already passed over in this round. The decision is that of the approver who
    put it on the list.
    """
    try:
        with transaction() as tx:
            return _serve_first(tx, scheme_id, passed_over, now)
    except Refused as refused:
        if refused.reason is ApplicationRefusal.NOT_ENOUGH_MONEY:
            return None
        raise


def _serve_first(tx: Tx, scheme_id: int, passed_over: Collection[int], now: datetime) -> Turn | None:
    application = tx.session.scalars(
        sa.select(Application)
        .where(
            Application.scheme_id == scheme_id,
            Application.state == ApplicationState.WAITLISTED,
            Application.id.not_in(passed_over),
        )
        .order_by(Application.submitted_at, Application.id)
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if application is None:
        return None
    judged = judge_under_lock(tx, application, now)
    rules = failures(judged.verdicts, money_decides=True)
    if rules == (EligibilityRule.MONEY_AVAILABLE,):
        return None
    if not rules and figures_wait(tx.session, application.sme_id):
        rules = (EligibilityRule.SIZE_COVERED,)
    if rules:
        audit.record(
            tx,
            "application.passed_over",
            "application",
            application.id,
            SYSTEM,
            now,
            fields={"rules": [rule.value for rule in rules]},
        )
        return Turn(application.id, None)
    if application.decided_by_id is None:
        raise RuntimeError(f"application {application.id} waits without a decision")
    coupon = grant(tx, judged, decided_by_id=application.decided_by_id, actor=SYSTEM, now=now)
    return Turn(application.id, coupon.id)

"""An officer recommends an application to an approver."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import WrongState
from core.statements import HotStatement
from coupons.applications.commands import RECOMMEND_APPLICATION
from coupons.applications.models import Application
from coupons.applications.operations import judge_under_lock, lock_own_application, refuse_unless_eligible
from coupons.applications.states import ApplicationState

REVIEWABLE = (ApplicationState.SUBMITTED, ApplicationState.APPEALED)
_RECOMMEND: HotStatement[Any] = HotStatement(
    sa.update(Application.__table__)
    .where(
        Application.id == sa.bindparam("application_id", None),
        Application.state.in_(REVIEWABLE),
        Application.recommended_by_id.is_(None),
    )
    .values(
        recommended_at=sa.bindparam("now", None, type_=sa.DateTime(True)),
        recommended_by_id=sa.bindparam("officer_id", None, type_=sa.BigInteger),
    )
    .returning(Application.id)
)


def recommend_application(application_id: int, *, actor: Actor, now: datetime) -> None:
    """Sign that the application has been looked at and qualifies: the first of the two people it needs.

    Not by who submitted it, nor by who declined it before. Evaluated anew, so that nothing is
    recommended which can no longer be approved.
    """
    with transaction(RECOMMEND_APPLICATION, actor, now) as tx:
        application = lock_own_application(tx, application_id, actor)
        tx.authorise(
            sme=application.sme_id, submitter=application.submitted_by_id, decliner=application.declined_by_id
        )
        by = {"application_id": application_id, "now": now, "officer_id": actor.known_person_id}
        if _RECOMMEND.first(tx.session, by) is None:
            raise WrongState("application", "recommend", application.state)
        refuse_unless_eligible(judge_under_lock(tx, application, now))
        audit.record(tx, "application.recommended", "application", application_id, actor, now)

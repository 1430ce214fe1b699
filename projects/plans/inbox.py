"""What waits among plans: for whom, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission
from core.registry import InboxItem, NavEntry
from projects.inbox import READ, inbox_of, plan_turns, queues_of
from projects.models import ActionPlan
from projects.states import PLAN_MACHINE, PlanState

P = Permission
_TITLES = {
    PlanState.DRAFT: _l("Plans to complete and submit"),
    PlanState.RETURNED: _l("Plans sent back for correction"),
    PlanState.SUBMITTED: _l("Plans to approve or send back"),
}
_MOVED_ON_BY = {
    PlanState.DRAFT: P.PROJECTS_PLAN_DRAFT,
    PlanState.RETURNED: P.PROJECTS_PLAN_DRAFT,
    PlanState.SUBMITTED: P.PROJECTS_PLAN_APPROVE,
}


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Plans that the actor may move on."""
    yield from inbox_of(session, actor, now, ActionPlan, _MOVED_ON_BY, _TITLES, "plans.index")


TURNS = plan_turns(
    PLAN_MACHINE,
    (_l("Action plan"), _l("Action plan to correct"), _l("Action plan to start")),
    P.PROJECTS_PLAN_DRAFT,
    P.PROJECTS_PLAN_APPROVE,
)


QUEUES = queues_of(ActionPlan, ActionPlan.name_th, TURNS, "plans.show", name_en=ActionPlan.name_en)
NAVIGATION = (NavEntry(10, _l("Action plans"), "plans.index", READ, "file"),)

"""What waits among five-year plans: for whom, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission, Role
from core.registry import InboxItem, NavEntry, Turn
from projects.inbox import READ, inbox_of, queues_of
from projects.models import FiveYearPlan
from projects.states import FIVE_YEAR_PLAN_MACHINE as MACHINE
from projects.states import FiveYearPlanState

P = Permission
_S = FiveYearPlanState
_TITLES = {
    _S.DRAFT: _l("Five-year plans to complete and submit"),
    _S.RETURNED: _l("Five-year plans sent back for correction"),
    _S.SUBMITTED: _l("Five-year plans to approve or send back"),
}
_MOVED_ON_BY = {
    _S.DRAFT: P.PROJECTS_PLAN_DRAFT,
    _S.RETURNED: P.PROJECTS_PLAN_DRAFT,
    _S.SUBMITTED: P.PROJECTS_PLAN_APPROVE,
}


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Five-year plans that the actor may move on."""
    yield from inbox_of(session, actor, now, FiveYearPlan, _MOVED_ON_BY, _TITLES, "five_year_plans.index")


TURNS = {
    _S.SUBMITTED: Turn(
        "five_year_plan:approve",
        MACHINE,
        (_S.SUBMITTED,),
        P.PROJECTS_PLAN_APPROVE,
        _l("Five-year plan"),
        Role.PLAN_APPROVER,
    ),
    _S.RETURNED: Turn(
        "five_year_plan:correct",
        MACHINE,
        (_S.RETURNED,),
        P.PROJECTS_PLAN_DRAFT,
        _l("Five-year plan to correct"),
        Role.PLAN_OFFICER,
    ),
}
QUEUES = queues_of(
    FiveYearPlan, FiveYearPlan.name_th, TURNS, "five_year_plans.show", name_en=FiveYearPlan.name_en
)
NAVIGATION = (NavEntry(9, _l("Five-year plans"), "five_year_plans.index", READ, "file"),)

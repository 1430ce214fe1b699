"""What waits among projects: for whom, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission
from core.registry import InboxItem, NavEntry
from projects.inbox import READ, inbox_of, plan_turns, queues_of
from projects.models import Project
from projects.states import PROJECT_MACHINE, PlanState

P = Permission
_TITLES = {
    PlanState.DRAFT: _l("Projects to complete and submit"),
    PlanState.RETURNED: _l("Projects sent back for correction"),
    PlanState.SUBMITTED: _l("Projects to approve or send back"),
}
_MOVED_ON_BY = {
    PlanState.DRAFT: P.PROJECTS_PROJECT_DRAFT,
    PlanState.RETURNED: P.PROJECTS_PROJECT_DRAFT,
    PlanState.SUBMITTED: P.PROJECTS_PROJECT_APPROVE,
}


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Projects that the actor may move on."""
    yield from inbox_of(session, actor, now, Project, _MOVED_ON_BY, _TITLES, "projects.index")


TURNS = plan_turns(
    PROJECT_MACHINE,
    (_l("Project"), _l("Project to correct"), _l("Project to start")),
    P.PROJECTS_PROJECT_DRAFT,
    P.PROJECTS_PROJECT_APPROVE,
)


QUEUES = queues_of(Project, Project.name_th, TURNS, "projects.show", name_en=Project.name_en)
NAVIGATION = (NavEntry(11, _l("Projects"), "projects.index", READ, "list"),)

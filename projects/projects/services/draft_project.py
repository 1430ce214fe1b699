"""A plan officer writes down a project of a plan."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from projects.models import ActionPlan, Project
from projects.projects.commands import DRAFT_PROJECT
from projects.projects.operations import keep_project
from projects.projects.rules import ProjectDraft
from projects.rules import ProjectReason
from projects.states import PlanState


def draft_project(plan_id: int, draft: ProjectDraft, *, actor: Actor, now: datetime) -> int:
    """Begin a project, with one lead agency and its KPIs; returns its id. Not under a closed plan."""
    with transaction(DRAFT_PROJECT, actor, now) as tx:
        if tx.share(ActionPlan, plan_id).state is PlanState.CLOSED:
            raise Refused(ProjectReason.NOT_EDITABLE)
        project = Project(
            plan_id=plan_id, created_at=now, state_since=now, created_by_id=actor.known_person_id
        )
        keep_project(tx, project, draft)
        audit.record(tx, "project.drafted", "project", project.id, actor, now)
        return project.id

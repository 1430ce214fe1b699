"""The approver lets an approved project begin."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from projects.models import ActionPlan, Project
from projects.projects.commands import START_PROJECT
from projects.rules import ProjectReason
from projects.states import PROJECT_MACHINE, PlanState


def start_project(project_id: int, *, actor: Actor, now: datetime) -> None:
    """Start an approved project of an approved or running plan; from then on its schemes may open."""
    with transaction(START_PROJECT, actor, now) as tx:
        plan = tx.share(ActionPlan, tx.get(Project, project_id).plan_id)
        if plan.state not in {PlanState.APPROVED, PlanState.RUNNING}:
            raise Refused(ProjectReason.PLAN_NOT_APPROVED)
        tx.advance(Project, project_id, PROJECT_MACHINE, "start", state_since=now)
        audit.record(tx, "project.started", "project", project_id, actor, now)

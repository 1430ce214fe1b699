"""The approver records the resolution that approves a project."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from core.permissions import Permission
from projects import moves
from projects.models import ActionPlan, Project
from projects.rules import ProjectReason, Resolution
from projects.states import PROJECT_MACHINE, PlanState


def approve_project(project_id: int, resolution: Resolution, *, actor: Actor, now: datetime) -> None:
    """Approve a submitted project of an approved plan. Refused(OWN_SUBMISSION) for who submitted it."""
    actor.require(Permission.PROJECTS_PROJECT_APPROVE)
    with transaction() as tx:
        plan = tx.share(ActionPlan, tx.get(Project, project_id).plan_id)
        if plan.state not in {PlanState.APPROVED, PlanState.RUNNING}:
            raise Refused(ProjectReason.PLAN_NOT_APPROVED)
        moves.approve(tx, Project, project_id, PROJECT_MACHINE, resolution, actor=actor, now=now)

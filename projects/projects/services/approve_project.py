"""The approver records the resolution that approves a project."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.documents import operations as documents
from core.errors import Refused
from projects import operations
from projects.models import ActionPlan, Project
from projects.projects.commands import APPROVE_PROJECT
from projects.projects.kpis.queries import kpis_of
from projects.projects.operations import require_programme
from projects.projects.queries import read_project
from projects.projects.rules import problem_of_project
from projects.rules import ProjectReason, Resolution
from projects.states import PROJECT_MACHINE, PlanState


def approve_project(project_id: int, resolution: Resolution, *, actor: Actor, now: datetime) -> None:
    """Approve a submitted project of an approved plan. Refused(WRITTEN_BY_YOU) for who wrote, changed or submitted any of it."""
    APPROVE_PROJECT.admit(actor, now)
    signed = documents.judge(resolution.content)
    with transaction(APPROVE_PROJECT, actor, now) as tx:
        project = tx.get(Project, project_id)
        plan = tx.share(ActionPlan, project.plan_id)
        if plan.state not in {PlanState.APPROVED, PlanState.RUNNING}:
            raise Refused(ProjectReason.PLAN_NOT_APPROVED)
        if problem := problem_of_project(read_project(project, kpis_of(tx.session, project_id))):
            raise Refused(problem)
        require_programme(tx, project, plan)
        operations.approve(tx, Project, project_id, PROJECT_MACHINE, resolution, signed, actor=actor, now=now)

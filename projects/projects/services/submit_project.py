"""A plan officer lays a project before the approver."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from projects import operations
from projects.models import ActionPlan, Project
from projects.projects.commands import SUBMIT_PROJECT
from projects.projects.kpis.queries import kpis_of
from projects.projects.operations import require_programme
from projects.projects.queries import read_project
from projects.projects.rules import problem_of_project
from projects.states import PROJECT_MACHINE


def submit_project(project_id: int, *, actor: Actor, now: datetime) -> None:
    """Submit a complete project: at least one KPI, each measurable and agreed by the lead agency, and a programme where its plan has any."""
    with transaction(SUBMIT_PROJECT, actor, now) as tx:
        project = tx.lock(Project, project_id)
        if problem := problem_of_project(read_project(project, kpis_of(tx.session, project_id))):
            raise Refused(problem)
        require_programme(tx, project, tx.share(ActionPlan, project.plan_id))
        operations.submit(tx, Project, project_id, PROJECT_MACHINE, actor=actor, now=now)

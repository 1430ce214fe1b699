"""A plan officer corrects a project that nobody has approved yet."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from projects.models import Project
from projects.operations import require_editable
from projects.projects.commands import CHANGE_PROJECT
from projects.projects.operations import keep_project
from projects.projects.rules import ProjectDraft


def change_project(project_id: int, draft: ProjectDraft, *, actor: Actor, now: datetime) -> None:
    """Write a draft or returned project anew, its KPIs included."""
    with transaction(CHANGE_PROJECT, actor, now) as tx:
        project = tx.lock(Project, project_id)
        require_editable(project)
        keep_project(tx, project, draft)
        audit.record(tx, "project.changed", "project", project_id, actor, now)

"""The approver sends a submitted project back."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from projects import operations
from projects.models import Project
from projects.projects.commands import RETURN_PROJECT
from projects.states import PROJECT_MACHINE


def return_project(project_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Return it to its officer, who may change and submit it again; the reason is shown there."""
    with transaction(RETURN_PROJECT, actor, now) as tx:
        operations.send_back(tx, Project, project_id, PROJECT_MACHINE, reason, actor=actor, now=now)

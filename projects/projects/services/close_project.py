"""The approver closes a project whose schemes are all closed."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import transaction
from core.errors import Refused
from projects.hosted import schemes_of_project
from projects.models import Project
from projects.projects.commands import CLOSE_PROJECT
from projects.rules import ProjectReason
from projects.states import PROJECT_MACHINE


def close_project(project_id: int, *, actor: Actor, now: datetime) -> None:
    """Close a running project. Refused(OPEN_SCHEMES) while a scheme of it is open or paused."""
    with transaction(CLOSE_PROJECT, actor, now) as tx:
        tx.lock(Project, project_id)
        if any(scheme.is_alive for scheme in schemes_of_project(tx.session, project_id, bangkok_date(now))):
            raise Refused(ProjectReason.OPEN_SCHEMES)
        tx.advance(Project, project_id, PROJECT_MACHINE, "close", state_since=now)
        audit.record(tx, "project.closed", "project", project_id, actor, now)

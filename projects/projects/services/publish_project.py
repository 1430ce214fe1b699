"""Who records resolutions records when and where that of a project was made public."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.db import transaction
from projects import operations
from projects.models import Project
from projects.projects.commands import PUBLISH_PROJECT
from projects.rules import Publication


def publish_project(project_id: int, publication: Publication, *, actor: Actor, now: datetime) -> None:
    """Record the publication; what was recorded before gives way. As `operations.publish` refuses."""
    with transaction(PUBLISH_PROJECT, actor, now) as tx:
        operations.publish(tx, Project, project_id, "project", publication, actor=actor, now=now)

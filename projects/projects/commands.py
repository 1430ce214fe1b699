"""The commands on projects: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission
from projects.rules import ProjectReason

_P = Permission
_AUTHORS = {"authors": ProjectReason.WRITTEN_BY_YOU}

APPROVE_PROJECT = declare(
    "projects.approve_project", _P.PROJECTS_PROJECT_APPROVE, barred=_AUTHORS, second_factor=True
)
CHANGE_PROJECT = declare("projects.change_project", _P.PROJECTS_PROJECT_DRAFT)
CLOSE_PROJECT = declare("projects.close_project", _P.PROJECTS_PROJECT_APPROVE, second_factor=True)
DRAFT_PROJECT = declare("projects.draft_project", _P.PROJECTS_PROJECT_DRAFT)
DRAFT_SCHEME = declare("projects.draft_scheme", _P.PROJECTS_SCHEME_DRAFT)
PUBLISH_PROJECT = declare("projects.publish_project", _P.PROJECTS_PROJECT_APPROVE)
"""Run by schemes, and declared here: the page of a project offers it next, and may not know the package above."""
RETURN_PROJECT = declare("projects.return_project", _P.PROJECTS_PROJECT_APPROVE, second_factor=True)
START_PROJECT = declare("projects.start_project", _P.PROJECTS_PROJECT_APPROVE, second_factor=True)
SUBMIT_PROJECT = declare("projects.submit_project", _P.PROJECTS_PROJECT_DRAFT)

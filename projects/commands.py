"""The commands on projects: who may run each, and what bars a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission
from projects.rules import ProjectReason

_P = Permission
_AUTHORS = {"authors": ProjectReason.WRITTEN_BY_YOU}
APPROPRIATE = declare("projects.appropriate", _P.PROJECTS_BUDGET_APPROPRIATE, second_factor=True)
APPROVE_PLAN = declare("projects.approve_plan", _P.PROJECTS_PLAN_APPROVE, barred=_AUTHORS, second_factor=True)
APPROVE_PROJECT = declare(
    "projects.approve_project", _P.PROJECTS_PROJECT_APPROVE, barred=_AUTHORS, second_factor=True
)
CHANGE_PLAN = declare("projects.change_plan", _P.PROJECTS_PLAN_DRAFT)
CHANGE_PROJECT = declare("projects.change_project", _P.PROJECTS_PROJECT_DRAFT)
CLOSE_PLAN = declare("projects.close_plan", _P.PROJECTS_PLAN_APPROVE, second_factor=True)
CLOSE_PROJECT = declare("projects.close_project", _P.PROJECTS_PROJECT_APPROVE, second_factor=True)
DRAFT_PLAN = declare("projects.draft_plan", _P.PROJECTS_PLAN_DRAFT)
DRAFT_PROJECT = declare("projects.draft_project", _P.PROJECTS_PROJECT_DRAFT)
DRAFT_SCHEME = declare("projects.draft_scheme", _P.PROJECTS_SCHEME_DRAFT)
OPEN_LINE = declare("projects.open_line", _P.PROJECTS_BUDGET_APPROPRIATE, second_factor=True)
RETURN_PLAN = declare("projects.return_plan", _P.PROJECTS_PLAN_APPROVE, second_factor=True)
RETURN_PROJECT = declare("projects.return_project", _P.PROJECTS_PROJECT_APPROVE, second_factor=True)
START_PLAN = declare("projects.start_plan", _P.PROJECTS_PLAN_APPROVE, second_factor=True)
START_PROJECT = declare("projects.start_project", _P.PROJECTS_PROJECT_APPROVE, second_factor=True)
SUBMIT_PLAN = declare("projects.submit_plan", _P.PROJECTS_PLAN_DRAFT)
SUBMIT_PROJECT = declare("projects.submit_project", _P.PROJECTS_PROJECT_DRAFT)

"""The commands on plans: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission
from projects.rules import ProjectReason

_P = Permission
_AUTHORS = {"authors": ProjectReason.WRITTEN_BY_YOU}

APPROVE_PLAN = declare("projects.approve_plan", _P.PROJECTS_PLAN_APPROVE, barred=_AUTHORS, second_factor=True)
CHANGE_PLAN = declare("projects.change_plan", _P.PROJECTS_PLAN_DRAFT)
CLOSE_PLAN = declare("projects.close_plan", _P.PROJECTS_PLAN_APPROVE, second_factor=True)
DRAFT_PLAN = declare("projects.draft_plan", _P.PROJECTS_PLAN_DRAFT)
PUBLISH_PLAN = declare("projects.publish_plan", _P.PROJECTS_PLAN_APPROVE)
RETURN_PLAN = declare("projects.return_plan", _P.PROJECTS_PLAN_APPROVE, second_factor=True)
START_PLAN = declare("projects.start_plan", _P.PROJECTS_PLAN_APPROVE, second_factor=True)
SUBMIT_PLAN = declare("projects.submit_plan", _P.PROJECTS_PLAN_DRAFT)

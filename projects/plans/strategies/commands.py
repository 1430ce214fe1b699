"""The commands on five-year plans: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission
from projects.rules import ProjectReason

_P = Permission
_AUTHORS = {"authors": ProjectReason.WRITTEN_BY_YOU}

APPROVE_FIVE_YEAR_PLAN = declare(
    "projects.approve_five_year_plan", _P.PROJECTS_PLAN_APPROVE, barred=_AUTHORS, second_factor=True
)
CHANGE_FIVE_YEAR_PLAN = declare("projects.change_five_year_plan", _P.PROJECTS_PLAN_DRAFT)
DRAFT_FIVE_YEAR_PLAN = declare("projects.draft_five_year_plan", _P.PROJECTS_PLAN_DRAFT)
PUBLISH_FIVE_YEAR_PLAN = declare("projects.publish_five_year_plan", _P.PROJECTS_PLAN_APPROVE)
REMOVE_PROGRAMME = declare("projects.remove_programme", _P.PROJECTS_PLAN_DRAFT)
REMOVE_STRATEGY = declare("projects.remove_strategy", _P.PROJECTS_PLAN_DRAFT)
RETURN_FIVE_YEAR_PLAN = declare(
    "projects.return_five_year_plan", _P.PROJECTS_PLAN_APPROVE, second_factor=True
)
REVISE_FIVE_YEAR_PLAN = declare("projects.revise_five_year_plan", _P.PROJECTS_PLAN_DRAFT)
SUBMIT_FIVE_YEAR_PLAN = declare("projects.submit_five_year_plan", _P.PROJECTS_PLAN_DRAFT)
WRITE_PROGRAMME = declare("projects.write_programme", _P.PROJECTS_PLAN_DRAFT)
WRITE_STRATEGY = declare("projects.write_strategy", _P.PROJECTS_PLAN_DRAFT)

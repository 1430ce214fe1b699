"""The commands on changes of indicators: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission
from projects.rules import ProjectReason

_P = Permission
_AUTHORS = {"authors": ProjectReason.WRITTEN_BY_YOU}

APPROVE_KPI_CHANGE = declare(
    "projects.approve_kpi_change", _P.PROJECTS_PROJECT_APPROVE, barred=_AUTHORS, second_factor=True
)
PROPOSE_KPI_CHANGE = declare("projects.propose_kpi_change", _P.PROJECTS_PROJECT_DRAFT)
PROPOSE_KPI_END = declare("projects.propose_kpi_end", _P.PROJECTS_PROJECT_DRAFT)
PROPOSE_NEW_KPI = declare("projects.propose_new_kpi", _P.PROJECTS_PROJECT_DRAFT)
REJECT_KPI_CHANGE = declare("projects.reject_kpi_change", _P.PROJECTS_PROJECT_APPROVE, second_factor=True)
WITHDRAW_KPI_CHANGE = declare("projects.withdraw_kpi_change", _P.PROJECTS_PROJECT_DRAFT)

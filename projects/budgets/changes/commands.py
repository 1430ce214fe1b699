"""The commands on changes of budgets: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission
from projects.rules import ProjectReason

_P = Permission
_AUTHORS = {"authors": ProjectReason.WRITTEN_BY_YOU}

APPROVE_CHANGE = declare(
    "projects.approve_change", _P.PROJECTS_BUDGET_APPROVE, barred=_AUTHORS, second_factor=True
)
PROPOSE_CORRECTION = declare(
    "projects.propose_correction", _P.PROJECTS_BUDGET_APPROPRIATE, second_factor=True
)
PROPOSE_TRANSFER = declare("projects.propose_transfer", _P.PROJECTS_BUDGET_APPROPRIATE, second_factor=True)
REJECT_CHANGE = declare("projects.reject_change", _P.PROJECTS_BUDGET_APPROVE, second_factor=True)
WITHDRAW_CHANGE = declare("projects.withdraw_change", _P.PROJECTS_BUDGET_APPROPRIATE, second_factor=True)

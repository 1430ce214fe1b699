"""The commands on the closing of budget lines: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission
from projects.rules import ProjectReason

_P = Permission
_AUTHORS = {"authors": ProjectReason.WRITTEN_BY_YOU}

APPROVE_CLOSING = declare(
    "coupons.approve_closing", _P.PROJECTS_BUDGET_APPROVE, barred=_AUTHORS, second_factor=True
)
CHOOSE_CARRIED = declare("coupons.choose_carried", _P.PROJECTS_BUDGET_APPROPRIATE, second_factor=True)
DRAFT_CLOSING = declare("coupons.draft_closing", _P.PROJECTS_BUDGET_APPROPRIATE, second_factor=True)
PROPOSE_CLOSING = declare("coupons.propose_closing", _P.PROJECTS_BUDGET_APPROPRIATE, second_factor=True)
RETURN_CLOSING = declare("coupons.return_closing", _P.PROJECTS_BUDGET_APPROVE, second_factor=True)
WITHDRAW_CLOSING = declare("coupons.withdraw_closing", _P.PROJECTS_BUDGET_APPROPRIATE, second_factor=True)

"""The commands on budget lines: who may run each (docs/commands.md)."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission

_P = Permission

APPROPRIATE = declare("projects.appropriate", _P.PROJECTS_BUDGET_APPROPRIATE, second_factor=True)
OPEN_LINE = declare("projects.open_line", _P.PROJECTS_BUDGET_APPROPRIATE, second_factor=True)

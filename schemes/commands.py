"""The commands on schemes: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission
from projects.rules import ProjectReason

_P = Permission
_AUTHORS = {"authors": ProjectReason.WRITTEN_BY_YOU}

ALLOT = declare("projects.allot", _P.PROJECTS_BUDGET_APPROPRIATE, second_factor=True)
APPROVE_SCHEME = declare(
    "projects.approve_scheme", _P.PROJECTS_SCHEME_APPROVE, barred=_AUTHORS, second_factor=True
)
CHANGE_SCHEME = declare("projects.change_scheme", _P.PROJECTS_SCHEME_DRAFT)
CLOSE_SCHEME = declare("projects.close_scheme", _P.PROJECTS_SCHEME_OPERATE, second_factor=True)
OPEN_SCHEME = declare("projects.open_scheme", _P.PROJECTS_SCHEME_OPERATE, second_factor=True)
PAUSE_SCHEME = declare("projects.pause_scheme", _P.PROJECTS_SCHEME_OPERATE, second_factor=True)
RESUME_SCHEME = declare("projects.resume_scheme", _P.PROJECTS_SCHEME_OPERATE, second_factor=True)
TAKE_BACK = declare("projects.take_back", _P.PROJECTS_BUDGET_APPROPRIATE, second_factor=True)

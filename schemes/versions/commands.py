"""The commands on new terms of a scheme: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import declare
from core.permissions import Permission
from projects.rules import ProjectReason
from schemes.rules import VersionReason

_P = Permission

APPROVE_VERSION = declare(
    "projects.approve_version",
    _P.PROJECTS_SCHEME_APPROVE,
    barred={"authors": ProjectReason.WRITTEN_BY_YOU},
    second_factor=True,
)
CHANGE_VERSION = declare("projects.change_version", _P.PROJECTS_SCHEME_DRAFT)
DISCARD_VERSION = declare("projects.discard_version", _P.PROJECTS_SCHEME_DRAFT)
DRAFT_VERSION = declare("projects.draft_version", _P.PROJECTS_SCHEME_DRAFT)
PUBLISH_VERSION = declare("projects.publish_version", _P.PROJECTS_SCHEME_APPROVE)
WITHDRAW_VERSION = declare(
    "projects.withdraw_version",
    _P.PROJECTS_SCHEME_APPROVE,
    barred={"approver": VersionReason.APPROVED_BY_YOU},
    second_factor=True,
)

"""A project as written down, put into its row."""

from __future__ import annotations

from core.db import Tx, unique_or
from projects.models import Project
from projects.projects.kpis.operations import write_kpis
from projects.projects.rules import ProjectDraft
from projects.rules import ProjectReason


def keep_project(tx: Tx, project: Project, draft: ProjectDraft) -> None:
    """Write a project with all fields and indicators of its draft, new or changed. Refused(CODE_TAKEN) for another's code."""
    _write(project, draft)
    with unique_or(tx, ProjectReason.CODE_TAKEN):
        tx.add(project)
    write_kpis(tx, project, draft.kpis)


def _write(project: Project, draft: ProjectDraft) -> None:
    project.code = draft.code
    project.name_th = draft.name_th
    project.name_en = draft.name_en
    project.approach = draft.approach
    project.lead_agency = draft.lead_agency
    project.lead_agency_kind = draft.lead_agency_kind
    project.priority = draft.priority
    project.starts_on = draft.starts_on
    project.ends_on = draft.ends_on
    project.zero_budget = draft.zero_budget
    project.budget_satang = draft.budget.satang

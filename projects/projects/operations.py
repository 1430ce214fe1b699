"""A project as written down, put into its row."""

from __future__ import annotations

from projects.models import Kpi, Project
from projects.projects.rules import ProjectDraft


def write_project(project: Project, draft: ProjectDraft) -> None:
    """Put all fields and KPIs of a draft into its row."""
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
    project.kpis = [
        Kpi(
            name_th=kpi.name_th,
            name_en=kpi.name_en,
            unit_th=kpi.unit_th,
            unit_en=kpi.unit_en,
            baseline=kpi.baseline,
            target=kpi.target,
            agreed_on=kpi.agreed_on,
        )
        for kpi in draft.kpis
    ]

"""This package's part of what a person may have a copy of: reasons about their own work, and words of what is kept as a code."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core.personal_data import PersonalData
from projects.models import ActionPlan, BudgetChange, FiveYearPlan, Project
from projects.projects.kpis.models import KpiChange

PERSONAL_DATA = PersonalData(
    codes=(
        ("documents.kind", {"resolution": _l("Signed resolution")}),
        (
            "forms_sent.route",
            {
                "five_year_plans": _l("Five-year plans"),
                "plans": _l("Action plans"),
                "projects": _l("Projects"),
                "kpi_changes": _l("Changes of indicators"),
                "budget_changes": _l("Budget changes"),
            },
        ),
    ),
    read_by={
        "five_year_plan": lambda subject: sa.select(FiveYearPlan.id).where(
            FiveYearPlan.submitted_by_id == subject.person_id
        ),
        "plan": lambda subject: sa.select(ActionPlan.id).where(
            ActionPlan.submitted_by_id == subject.person_id
        ),
        "budget_change": lambda subject: sa.select(BudgetChange.id).where(
            BudgetChange.created_by_id == subject.person_id
        ),
        "kpi_change": lambda subject: sa.select(KpiChange.id).where(
            KpiChange.created_by_id == subject.person_id
        ),
        "project": lambda subject: sa.select(Project.id).where(Project.submitted_by_id == subject.person_id),
    },
)

"""The view across agencies: what each leads of which programme in which year, summed by the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from core.database.search import holds
from projects.models import ActionPlan, Programme, Project, SourceBudget
from projects.projects.kpis.models import Kpi
from projects.states import FundSource, PlanState

STATES: Mapping[PlanState, str] = {state: f"in_{state.value}" for state in PlanState}
"""The column that counts the projects in each state."""


def years(session: Session) -> list[int]:
    """The fiscal years (พ.ศ.) in which there are plans, newest first."""
    found = sa.select(ActionPlan.fiscal_year).distinct().order_by(ActionPlan.fiscal_year.desc())
    return list(session.scalars(found))


def _by_source() -> Any:
    amount = sa.func.sum(SourceBudget.amount_satang)
    columns = [amount.filter(SourceBudget.source == source).label(source.value) for source in FundSource]
    return sa.select(SourceBudget.project_id, *columns).group_by(SourceBudget.project_id).subquery("sources")


def _indicators() -> Any:
    alive = sa.func.count().label("alive")
    return (
        sa.select(Kpi.project_id, alive)
        .where(Kpi.ended_on.is_(None))
        .group_by(Kpi.project_id)
        .subquery("kpis")
    )


def _satang(column: Any, name: str) -> Any:
    return sa.cast(sa.func.coalesce(sa.func.sum(column), 0), sa.BigInteger).label(name)


def _newest(column: Any, name: str) -> Any:
    """The name that the programme had in the newest edition under which the projects were written."""
    return sa.func.array_agg(aggregate_order_by(column, Programme.id.desc()), type_=sa.ARRAY(column.type))[
        1
    ].label(name)


def grouped() -> Any:
    """A row for each fiscal year, agency and programme: projects by state, budget by source as it was asked for or approved, and indicators that have not ended.

    A programme is the same in every edition of its plan. `id` is that of the first of the projects, and unique.
    """
    sources, kpis = _by_source(), _indicators()
    whole = sa.case((sources.c.project_id.is_(None), Project.budget_satang), else_=0)
    return (
        sa.select(
            sa.func.min(Project.id).label("id"),
            ActionPlan.fiscal_year,
            Project.lead_agency,
            _newest(Programme.name_th, "programme_th"),
            _newest(Programme.name_en, "programme_en"),
            sa.func.count().label("projects"),
            *(sa.func.count().filter(Project.state == state).label(name) for state, name in STATES.items()),
            *(_satang(sources.c[source.value], source.value) for source in FundSource),
            _satang(whole, "undivided"),
            sa.cast(sa.func.coalesce(sa.func.sum(kpis.c.alive), 0), sa.BigInteger).label("indicators"),
        )
        .join(ActionPlan, ActionPlan.id == Project.plan_id)
        .outerjoin(Programme, Programme.id == Project.programme_id)
        .outerjoin(sources, sources.c.project_id == Project.id)
        .outerjoin(kpis, kpis.c.project_id == Project.id)
        .group_by(
            ActionPlan.fiscal_year,
            Project.lead_agency,
            sa.func.coalesce(Programme.first_id, Programme.id),
        )
        .subquery("grouped")
    )


def search_agencies(rows: Any, statement: Any, typed: str) -> Any:
    """Narrow by a part of the agency's name or of the programme's."""
    return statement.where(holds(typed, rows.c.lead_agency, rows.c.programme_th, rows.c.programme_en))

"""A project as written down, put into its row."""

from __future__ import annotations

from core.db import Tx, unique_or
from core.errors import Refused
from core.money import ZERO
from projects.models import ActionPlan, Programme, Project, SourceBudget, Strategy
from projects.projects.kpis.operations import write_kpis
from projects.projects.rules import ProjectDraft, problem_of_sources
from projects.rules import ProjectReason


def keep_project(tx: Tx, project: Project, draft: ProjectDraft) -> None:
    """Write a project with all fields and indicators of its draft, new or changed. Refused(CODE_TAKEN) for another's code, and as `problem_of_sources` and `require_programme_of` say."""
    require_programme_of(tx, draft.programme_id, tx.get(ActionPlan, project.plan_id))
    if problem := problem_of_sources(draft):
        raise Refused(problem)
    _write(project, draft)
    with unique_or(tx, ProjectReason.CODE_TAKEN):
        tx.add(project)
    _write_sources(tx, project, draft)
    write_kpis(tx, project, draft.kpis)


def _write(project: Project, draft: ProjectDraft) -> None:
    project.code = draft.code
    project.name_th = draft.name_th
    project.name_en = draft.name_en
    project.programme_id = draft.programme_id
    project.approach = draft.approach
    project.lead_agency = draft.lead_agency
    project.lead_agency_kind = draft.lead_agency_kind
    project.priority = draft.priority
    project.starts_on = draft.starts_on
    project.ends_on = draft.ends_on
    project.zero_budget = draft.zero_budget
    project.budget_satang = draft.budget.satang


def _write_sources(tx: Tx, project: Project, draft: ProjectDraft) -> None:
    known = {each.source: each for each in project.sources}
    project.sources = [
        known.get(source) or SourceBudget(source=source) for source, amount in draft.sources if amount > ZERO
    ]
    amounts = dict(draft.sources)
    for each in project.sources:
        each.amount_satang = amounts[each.source].satang
    tx.session.flush()


def require_programme_of(tx: Tx, programme_id: int | None, plan: ActionPlan) -> None:
    """Refuse a programme of another edition of the five-year plan than the one that the yearly plan carries out."""
    if programme_id is None:
        return
    strategy = tx.get(Strategy, tx.get(Programme, programme_id).strategy_id)
    if strategy.plan_id != plan.five_year_plan_id:
        raise Refused(ProjectReason.PROGRAMME_OF_ANOTHER_PLAN)


def require_programme(tx: Tx, project: Project, plan: ActionPlan) -> None:
    """As `require_programme_of`; and refuse a project without a programme where its plan carries out a five-year plan."""
    if project.programme_id is None and plan.five_year_plan_id is not None:
        raise Refused(ProjectReason.NO_PROGRAMME)
    require_programme_of(tx, project.programme_id, plan)

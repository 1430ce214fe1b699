"""A finance officer opens a budget line of a project."""

from __future__ import annotations

from datetime import datetime

import ledger.moves
from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction, unique_or
from core.errors import Refused
from core.money import ZERO
from projects.budgets.commands import OPEN_LINE
from projects.budgets.operations import approved_from
from projects.budgets.rules import commits
from projects.models import BudgetLine, Project
from projects.rules import ProjectReason
from projects.states import FundSource, PlanState


def open_line(project_id: int, source: FundSource, fiscal_year: int, *, actor: Actor, now: datetime) -> int:
    """Open the line (project, fund source, fiscal year in พ.ศ.) with its accounts; returns its id.

    Money of two sources or years never shares a line (docs/domain.md#plan-and-budget).
    Refused(SOURCE_NOT_APPROVED) where the resolution approved nothing from that source.
    """
    with transaction(OPEN_LINE, actor, now) as tx:
        project = tx.share(Project, project_id)
        if project.zero_budget:
            raise Refused(ProjectReason.MONEY_ON_ZERO_BUDGET)
        if project.state not in {PlanState.APPROVED, PlanState.RUNNING}:
            raise Refused(ProjectReason.PROJECT_NOT_APPROVED)
        if approved_from(tx, project, source) == ZERO:
            raise Refused(ProjectReason.SOURCE_NOT_APPROVED)
        line = BudgetLine(
            project_id=project_id,
            source=source,
            fiscal_year=fiscal_year,
            created_at=now,
            created_by_id=actor.known_person_id,
        )
        with unique_or(tx, ProjectReason.LINE_EXISTS):
            tx.add(line)
        ledger.moves.open_line(tx, line.id, commits=commits(source, fiscal_year), now=now)
        audit.record(tx, "budget_line.opened", "budget_line", line.id, actor, now)
        return line.id

"""Changes of budgets that lie on the desks today, one in each state."""

from __future__ import annotations

import sqlalchemy as sa

from core.db import db
from core.money import Money
from demo import papers
from demo.stage import Stage, end_reading
from projects.budgets.changes.services.approve_change import approve_change
from projects.budgets.changes.services.propose_correction import propose_correction
from projects.budgets.changes.services.propose_transfer import propose_transfer
from projects.budgets.changes.services.reject_change import reject_change
from projects.budgets.changes.services.withdraw_change import withdraw_change
from projects.budgets.services.appropriate import appropriate
from projects.budgets.services.open_line import open_line
from projects.models import BudgetLine, BudgetMove, Project
from projects.rules import Resolution
from projects.states import DecidingBody, FundSource, PlanState

TWICE = Money.baht(500_000)
"""What was received once and entered twice."""


def today(stage: Stage) -> None:
    """A receipt entered twice and corrected; a transfer that waits; one that was rejected, and one withdrawn."""
    calendar, random = stage.calendar, stage.random("budgets")
    finance, approver = stage.staff["finance"], stage.staff["plan.approver"]
    line_id, project_id, year = _of_the_fund()
    for document in ("กส 118", "กส 118 (ซ้ำ)"):
        appropriate(line_id, TWICE, document, actor=finance, now=calendar.at(9, random))
    entry_id = db.session.scalar(sa.select(sa.func.max(BudgetMove.id)).where(BudgetMove.line_id == line_id))
    end_reading()
    wrong = propose_correction(
        entry_id, "บันทึกหนังสือฉบับเดียวกันสองครั้ง", actor=finance, now=calendar.at(8, random)
    )
    paper, approved = papers.resolution(), calendar.at(6, random)
    document = Resolution(
        DecidingBody.DIRECTOR_GENERAL, f"กง {year}/42", approved.date(), paper.name, paper.content
    )
    approve_change(wrong, document, actor=approver, now=approved)

    to_line_id = open_line(project_id, FundSource.SME_FUND, year, actor=finance, now=calendar.at(8, random))

    def transfer(baht: int, reason: str, ago: int) -> int:
        now = calendar.at(ago, random)
        return propose_transfer(line_id, to_line_id, Money.baht(baht), reason, actor=finance, now=now)

    rejected = transfer(5_000_000, "เพิ่มที่นั่งฝึกอบรมอีก 40 ที่", 7)
    reject_change(rejected, "ต้องผ่านคณะกรรมการกองทุนก่อน", actor=approver, now=calendar.at(5, random))
    withdraw_change(transfer(300_000, "ค่าทดสอบผลิตภัณฑ์เพิ่ม", 5), actor=finance, now=calendar.at(4, random))
    transfer(400_000, "คณะกรรมการกองทุนเห็นชอบให้ใช้เงินส่วนนี้ยกระดับมาตรฐาน", 2)


def _of_the_fund() -> tuple[int, int, int]:
    """The newest running line of the Fund, another running project of its plan with a budget, and the year (พ.ศ.)."""
    line = db.session.scalars(
        sa.select(BudgetLine)
        .join(BudgetLine.project)
        .where(BudgetLine.source == FundSource.SME_FUND, Project.state == PlanState.RUNNING)
        .order_by(BudgetLine.fiscal_year.desc(), BudgetLine.id)
        .limit(1)
    ).one()
    other = sa.select(Project.id).where(
        Project.plan_id == line.project.plan_id, Project.id != line.project_id, Project.budget_satang > 0
    )
    found = line.id, db.session.scalars(other.limit(1)).one(), line.fiscal_year
    end_reading()
    return found

"""Indicators that change while their project runs: one has a second version, and a change is in each state."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa

from core.db import db
from demo import papers
from demo.stage import Stage, end_reading
from projects.models import Project
from projects.projects.kpis.queries import drafts_of, kpis_of
from projects.projects.kpis.rules import KpiDraft
from projects.projects.kpis.services.approve_kpi_change import approve_kpi_change
from projects.projects.kpis.services.propose_kpi_change import propose_kpi_change
from projects.projects.kpis.services.propose_kpi_end import propose_kpi_end
from projects.projects.kpis.services.propose_new_kpi import propose_new_kpi
from projects.projects.kpis.services.reject_kpi_change import reject_kpi_change
from projects.projects.kpis.services.withdraw_kpi_change import withdraw_kpi_change
from projects.rules import Resolution
from projects.states import DecidingBody, KpiUnit, PlanState


def today(stage: Stage) -> None:
    """More SMEs are to be served since a resolution of last week; of the second indicator three changes were proposed."""
    calendar, random = stage.calendar, stage.random("indicators")
    officer, approver = stage.staff["plan"], stage.staff["plan.approver"]
    served, grown = drafts_of(kpis_of(db.session(), _running_project()))
    end_reading()

    def propose(kpi: KpiDraft, target: int, reason: str, ago: int) -> int:
        now = calendar.at(ago, random)
        measure = replace(kpi.measure, target=Decimal(target), agreed_on=(now - timedelta(days=3)).date())
        return propose_kpi_change(kpi.kpi_id, measure, now.date(), reason, actor=officer, now=now)

    more = propose(served, 520, "หน่วยงานรับผิดชอบหลักรับ SME ได้เพิ่มตามงบประมาณที่ได้รับเพิ่ม", 12)
    paper, approved = papers.resolution(), calendar.at(8, random)
    document = Resolution(
        DecidingBody.EXECUTIVE_BOARD,
        f"คบ {approved.year + 543}/9",
        approved.date(),
        paper.name,
        paper.content,
    )
    approve_kpi_change(more, document, actor=approver, now=approved)
    less = propose(grown, 30, "เศรษฐกิจชะลอตัว", 11)
    reject_kpi_change(
        less, "ค่าเป้าหมายใหม่ต่ำเกินไป โปรดหารือหน่วยงานรับผิดชอบหลักอีกครั้ง", actor=approver, now=calendar.at(9, random)
    )
    withdraw_kpi_change(
        propose(grown, 60, "คาดว่าตลาดส่งออกฟื้นตัว", 7), actor=officer, now=calendar.at(6, random)
    )
    propose(grown, 40, "ทบทวนตามผลสำรวจครึ่งปีแรก", 3)
    _more_and_fewer(stage)


def _more_and_fewer(stage: Stage) -> None:
    """One indicator more since last week; that the first ends is proposed."""
    calendar, random, officer = stage.calendar, stage.random("more indicators"), stage.staff["plan"]
    project_id = _running_project()
    served, *_others = drafts_of(kpis_of(db.session(), project_id))
    end_reading()
    now = calendar.at(10, random)
    measure = replace(
        served.measure, unit=KpiUnit.JOBS, target=Decimal(120), agreed_on=(now - timedelta(days=3)).date()
    )
    jobs = propose_new_kpi(
        project_id,
        KpiDraft("จำนวนการจ้างงานที่เพิ่มขึ้น", "Jobs created", measure),
        now.date(),
        "คณะกรรมการขอให้วัดการจ้างงานด้วย",
        actor=officer,
        now=now,
    )
    approved, paper = calendar.at(7, random), papers.resolution()
    document = Resolution(
        DecidingBody.DIRECTOR_GENERAL,
        f"ผอ {approved.year + 543}/21",
        approved.date(),
        paper.name,
        paper.content,
    )
    approve_kpi_change(jobs, document, actor=stage.staff["plan.approver"], now=approved)
    last_day = calendar.years.begins.replace(year=calendar.years.begins.year + 1)
    propose_kpi_end(
        served.kpi_id, last_day, "ปีหน้าวัดที่ระดับแผนงานแทน", actor=officer, now=calendar.at(2, random)
    )


def _running_project() -> int:
    """The newest running project with a budget."""
    statement = (
        sa.select(Project.id)
        .where(Project.state == PlanState.RUNNING, Project.budget_satang > 0)
        .order_by(Project.starts_on.desc(), Project.id)
    )
    return db.session.scalars(statement.limit(1)).one()

"""The page across agencies: sums by year, agency and programme, each project counted once."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from core.db import db
from core.money import Money
from projects.models import Programme, Strategy
from projects.plans.services.draft_plan import draft_plan
from projects.plans.strategies.services.revise_five_year_plan import revise_five_year_plan
from projects.projects import agencies
from projects.projects.services.draft_project import draft_project
from projects.projects.services.submit_project import submit_project
from projects.states import FundSource
from tests.factories import NOW, World, build
from tests.projects.drafts import KPI, PLAN, PROJECT, TWO_SOURCES


def rows():
    found = agencies.grouped()
    db.session.rollback()
    order = (found.c.fiscal_year, found.c.lead_agency, found.c.programme_en)
    return db.session.execute(sa.select(found).order_by(*order)).all()


def programme_id(plan_id: int) -> int:
    statement = sa.select(Programme.id).join(Strategy).where(Strategy.plan_id == plan_id)
    return db.session.scalars(statement).one()


def test_projects_are_summed_by_agency_and_programme_over_editions(cast):
    first = cast.in_force(cast.five_year_plan())
    by = {"actor": cast.officer, "now": NOW}
    one = draft_plan(replace(PLAN, five_year_plan_id=first), **by)
    draft_project(one, replace(PROJECT, programme_id=programme_id(first), kpis=(KPI, KPI)), **by)
    revision = cast.in_force(revise_five_year_plan(first, **by))
    two = draft_plan(replace(PLAN, five_year_plan_id=revision), **by)
    other = replace(TWO_SOURCES, code="P2", programme_id=programme_id(revision))
    submit_project(draft_project(two, other, **by), **by)
    draft_project(two, replace(PROJECT, code="P3", lead_agency="กรมส่งเสริมอุตสาหกรรม"), **by)
    dip, osmep = rows()
    assert (dip.lead_agency, dip.programme_en, dip.projects, dip.indicators) == (
        "กรมส่งเสริมอุตสาหกรรม",
        None,
        1,
        1,
    )
    assert (osmep.lead_agency, osmep.programme_en, osmep.projects) == ("สสว.", "Entrepreneurs programme", 2)
    assert (osmep.in_draft, osmep.in_submitted, osmep.indicators) == (1, 1, 3)
    amounts = {source: Money(getattr(osmep, source.value)) for source in FundSource}
    assert amounts == {
        FundSource.ANNUAL_BUDGET: Money.baht(3_000_000),
        FundSource.SME_FUND: Money.baht(7_000_000),
    }
    assert osmep.undivided == 0


def test_what_was_never_divided_by_source_is_told_apart(cast):
    build(lambda tx: World(first=800).project(tx).id)
    (row,) = rows()
    assert (row.annual_budget, row.sme_fund) == (0, 0)
    assert row.undivided == Money.baht(100_000_000).satang


def test_the_page_is_narrowed_sorted_and_exported(cast, browse):
    plan_id = cast.approved_plan()
    for number in range(27):
        draft = replace(PROJECT, code=f"A{number}", lead_agency=f"หน่วยงาน {number:02}")
        draft_project(plan_id, draft, actor=cast.officer, now=NOW)
    officer = browse(cast.officer)
    first = officer.get("/projects/by-agency?lang=en&sort=agency")
    assert "หน่วยงาน 01" in first.text
    assert "หน่วยงาน 26" not in first.text
    assert "Draft 1" in first.text
    after = next(
        part
        for part in first.text.split('"')
        if ("after=" in part and "by-agency" in part) or (part.startswith("?") and "after=" in part)
    )
    assert (
        "หน่วยงาน 26"
        in officer.get(f"/projects/by-agency{after[after.index('?') :]}".replace("&amp;", "&")).text
    )
    assert "หน่วยงาน 07" in officer.get("/projects/by-agency?q=งาน 07").text
    assert "หน่วยงาน 01" not in officer.get("/projects/by-agency?in_year=2569").text
    assert "หน่วยงาน 26" in officer.get("/projects/by-agency?format=csv").get_data(as_text=True)
    assert officer.get("/projects/by-agency?format=xlsx").status_code == 200

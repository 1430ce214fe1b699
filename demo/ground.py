"""Plans, projects, money and schemes: what stands before the first SME applies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import select

from core.actor import SYSTEM, Actor
from core.clock import fiscal_year_of
from core.db import db
from core.money import Money
from demo import papers
from demo.clockwork import Calendar
from projects.budgets.services.appropriate import appropriate
from projects.budgets.services.open_line import open_line
from projects.plans.rules import PlanDraft
from projects.plans.services.approve_plan import approve_plan
from projects.plans.services.draft_plan import draft_plan
from projects.plans.services.start_plan import start_plan
from projects.plans.services.submit_plan import submit_plan
from projects.projects.rules import KpiDraft, ProjectDraft
from projects.projects.services.approve_project import approve_project
from projects.projects.services.draft_project import draft_project
from projects.projects.services.start_project import start_project
from projects.projects.services.submit_project import submit_project
from projects.rules import Resolution
from projects.states import AgencyKind, FundSource
from schemes.models import ServiceCategory
from schemes.rules import SchemeDraft, TierDraft
from schemes.services.allot import allot
from schemes.services.approve_scheme import approve_scheme
from schemes.services.draft_scheme import draft_scheme
from schemes.services.open_scheme import open_scheme
from schemes.services.seed_reference import seed_reference
from schemes.states import PayeeMode, Sector, SmeSize

DRAFTED, APPROVED, STARTED, OPENED = 340, 330, 325, 318
"""Days ago."""
PROJECT_ENDS = -230


@dataclass(frozen=True, slots=True)
class Recipe:
    """One scheme of the demo world."""

    code: str
    project: str
    category_codes: tuple[str, ...]
    name_th: str
    name_en: str
    purpose_th: str
    purpose_en: str
    tiers: tuple[tuple[SmeSize, int, int], ...]
    """(size, share in basis points, cap in baht)."""
    applies_for_days: int
    """How many more days SMEs may apply."""
    valid_days: int = 365
    delivery_days: int = 60
    payee_mode: PayeeMode = PayeeMode.PAY_PROVIDER
    sectors: frozenset[Sector] = frozenset()
    provinces: frozenset[str] = frozenset()
    allotted: int = 0
    """Baht."""


_S = SmeSize
RECIPES = (
    Recipe("TRN", "UPSKILL", ("training",), "คูปองฝึกอบรมและเสริมสร้างความรู้", "Training coupon",
           "ช่วยค่าฝึกอบรมให้พนักงานของ SME ทำงานได้ดีขึ้น", "Helps SMEs pay for training their people",
           ((_S.MICRO, 8000, 40_000), (_S.SMALL, 8000, 60_000), (_S.MEDIUM, 5000, 100_000)), 60, valid_days=150, allotted=18_000_000),
    Recipe("TST", "UPSKILL", ("testing",), "คูปองทดสอบผลิตภัณฑ์และรับรองมาตรฐาน", "Testing and certification coupon",
           "ช่วยค่าทดสอบผลิตภัณฑ์และขอรับรองมาตรฐาน", "Helps SMEs have products tested and certified",
           ((_S.MICRO, 8000, 50_000), (_S.SMALL, 8000, 100_000), (_S.MEDIUM, 5000, 150_000)), 45, allotted=20_000_000,
           sectors=frozenset({Sector.MANUFACTURING, Sector.TRADE})),
    Recipe("ITS", "DIGITAL", ("information-systems",), "คูปองพัฒนาระบบสารสนเทศ", "Information systems coupon",
           "ช่วยค่าพัฒนาระบบบัญชี ขายหน้าร้าน และร้านค้าออนไลน์", "Helps SMEs build accounting, sales and online shop systems",
           ((_S.MICRO, 7000, 50_000), (_S.SMALL, 7000, 100_000), (_S.MEDIUM, 5000, 200_000)), 5, allotted=24_000_000),
    Recipe("DSN", "DIGITAL", ("design", "technology"), "คูปองออกแบบและพัฒนาผลิตภัณฑ์", "Design coupon",
           "คืนเงินค่าออกแบบผลิตภัณฑ์และบรรจุภัณฑ์ให้ SME ที่จ่ายแล้ว", "Pays back SMEs for product and packaging design",
           ((_S.MICRO, 8000, 50_000), (_S.SMALL, 7000, 80_000), (_S.MEDIUM, 5000, 100_000)), 60,
           payee_mode=PayeeMode.REIMBURSE_SME, allotted=16_000_000,
           provinces=frozenset({"10", "11", "12", "13", "20", "30", "31", "34", "40", "41", "45", "47", "50", "52", "57", "65", "67", "73", "90"})),
    Recipe("MKT", "ADVICE", ("market",), "สิทธิรับคำปรึกษาขยายตลาด (ไม่ใช้งบประมาณ)", "Market advice, without a budget",
           "ผู้ให้บริการลดราคาตามข้อตกลง รัฐไม่จ่ายเงิน", "Providers give an agreed price; the state pays nothing",
           ((_S.MICRO, 0, 0), (_S.SMALL, 0, 0), (_S.MEDIUM, 0, 0)), 60),
)  # fmt: skip
RECIPE_BY_CODE = {recipe.code: recipe for recipe in RECIPES}

_PROJECTS = (
    ("UPSKILL", "โครงการยกระดับความรู้และมาตรฐาน SME", "Skills and Standards for SMEs", 1, 60_000_000,
     "สนับสนุนค่าใช้จ่ายในการฝึกอบรม ทดสอบ และรับรองมาตรฐานแบบร่วมจ่าย", FundSource.ANNUAL_BUDGET),
    ("DIGITAL", "โครงการ SME ดิจิทัลและสร้างสรรค์", "Digital and Creative SMEs", 2, 70_000_000,
     "สนับสนุนการพัฒนาระบบสารสนเทศและการออกแบบแบบร่วมจ่าย", FundSource.SME_FUND),
    ("ADVICE", "โครงการเครือข่ายที่ปรึกษาขยายตลาด", "Market Advisers Network", 3, 0,
     "ความร่วมมือกับผู้ให้บริการโดยไม่ใช้งบประมาณ", None),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenScheme:
    """A scheme as it was opened."""

    code: str
    scheme_id: int
    line_id: int | None
    category_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rest of the world stands on."""

    schemes: dict[str, OpenScheme]
    category_ids: dict[str, int]


def lay(calendar: Calendar, staff: dict[str, Actor], random: Random) -> Ground:
    """Lay it: one running plan of three projects and five schemes, money on two lines, and next year's plan waiting."""
    officer, approver, finance = staff["plan"], staff["plan.approver"], staff["finance"]
    seed_reference(actor=SYSTEM, now=calendar.at(345, random))
    found = db.session.execute(select(ServiceCategory.code, ServiceCategory.id))
    category_ids = {row.code: row.id for row in found}
    db.session.rollback()
    year = fiscal_year_of(calendar.day(DRAFTED))
    drafted, approved = calendar.at(DRAFTED, random), calendar.at(APPROVED, random)
    plan = draft_plan(_plan(year), actor=officer, now=drafted)
    projects = {
        row[0]: draft_project(plan, _project(calendar, *row[:6]), actor=officer, now=drafted)
        for row in _PROJECTS
    }
    submit_plan(plan, actor=officer, now=drafted)
    approve_plan(plan, _resolution(calendar, 1, year), actor=approver, now=approved)
    started = calendar.at(STARTED, random)
    start_plan(plan, actor=approver, now=started)
    lines: dict[str, int | None] = {}
    for number, (code, _th, _en, _priority, budget, _approach, source) in enumerate(_PROJECTS, start=2):
        submit_project(projects[code], actor=officer, now=drafted)
        approve_project(projects[code], _resolution(calendar, number, year), actor=approver, now=approved)
        start_project(projects[code], actor=approver, now=started)
        lines[code] = None
        if source is not None:
            lines[code] = _fund(projects[code], source, budget, year, calendar, finance, started)
    schemes = {
        recipe.code: _scheme(recipe, number, projects, lines, category_ids, calendar, staff, started, year)
        for number, recipe in enumerate(RECIPES, start=10)
    }
    _next_year(calendar, officer, random)
    return Ground(schemes, category_ids)


def _plan(year: int) -> PlanDraft:
    return PlanDraft(
        year, f"แผนปฏิบัติการส่งเสริมวิสาหกิจขนาดกลางและขนาดย่อม ปี {year}", f"SME Promotion Action Plan {year}"
    )


def _resolution(calendar: Calendar, number: int, year: int) -> Resolution:
    paper = papers.resolution()
    return Resolution(f"{number}/{year}", calendar.day(APPROVED + 1), paper.name, paper.content)


def _project(
    calendar: Calendar,
    code: str,
    name_th: str,
    name_en: str,
    priority: int,
    budget: int,
    approach: str,
    *,
    starts_ago: int = STARTED,
    ends_ago: int = PROJECT_ENDS,
) -> ProjectDraft:
    agreed = calendar.day(starts_ago + 17) if starts_ago > 0 else calendar.day(30)
    return ProjectDraft(
        code=code,
        name_th=name_th,
        name_en=name_en,
        approach=approach,
        lead_agency="สำนักงานส่งเสริมวิสาหกิจขนาดกลางและขนาดย่อม (สสว.)",
        lead_agency_kind=AgencyKind.STATE_BODY,
        priority=priority,
        starts_on=calendar.day(starts_ago),
        ends_on=calendar.day(ends_ago),
        budget=Money.baht(budget),
        kpis=(
            KpiDraft("จำนวน SME ที่ได้รับบริการ", "SMEs served", "ราย", "SMEs", "0", "400", agreed),
            KpiDraft("SME ที่มีรายได้เพิ่มขึ้น", "SMEs with more revenue", "ร้อยละ", "per cent", "20", "45", agreed),
        ),
    )


def _fund(
    project_id: int,
    source: FundSource,
    budget: int,
    year: int,
    calendar: Calendar,
    finance: Actor,
    now: datetime,
) -> int:
    line = open_line(project_id, source, year, actor=finance, now=now)
    first = Money.baht(budget * 3 // 5)
    appropriate(line, first, f"งป {project_id}/{year}", actor=finance, now=now)
    later = calendar.at(150, Random(project_id))
    appropriate(line, Money.baht(budget * 3 // 10), f"งป {project_id + 10}/{year}", actor=finance, now=later)
    return line


def _scheme(
    recipe: Recipe,
    number: int,
    projects: dict[str, int],
    lines: dict[str, int | None],
    category_ids: dict[str, int],
    calendar: Calendar,
    staff: dict[str, Actor],
    now: datetime,
    year: int,
) -> OpenScheme:
    line_id = lines[recipe.project]
    categories = tuple(category_ids[code] for code in recipe.category_codes)
    draft = SchemeDraft(
        code=recipe.code,
        name_th=recipe.name_th,
        name_en=recipe.name_en,
        purpose_th=recipe.purpose_th,
        purpose_en=recipe.purpose_en,
        line_id=line_id,
        payee_mode=recipe.payee_mode,
        applies_from=calendar.day(OPENED),
        applies_until=calendar.day(-recipe.applies_for_days),
        delivers_until=calendar.day(-200),
        coupon_valid_days=recipe.valid_days,
        delivery_days=recipe.delivery_days,
        max_open_coupons=1,
        tiers=tuple(TierDraft(size, share, Money.baht(cap)) for size, share, cap in recipe.tiers),
        category_ids=frozenset(categories),
        sectors=recipe.sectors,
        provinces=recipe.provinces,
    )
    scheme_id = draft_scheme(projects[recipe.project], draft, actor=staff["plan"], now=now)
    approve_scheme(scheme_id, _resolution(calendar, number, year), actor=staff["plan.approver"], now=now)
    if line_id is not None:
        allot(scheme_id, Money.baht(recipe.allotted), f"จส {number}/{year}", actor=staff["finance"], now=now)
    open_scheme(scheme_id, actor=staff["plan.approver"], now=now)
    return OpenScheme(recipe.code, scheme_id, line_id, categories)


def _next_year(calendar: Calendar, officer: Actor, random: Random) -> None:
    """Next year's plan lies before its approver, one project in it; an integrated plan is still being written."""
    year = fiscal_year_of(calendar.today) + 1
    drafted = calendar.at(26, random)
    plan = draft_plan(_plan(year), actor=officer, now=drafted)
    project = _project(
        calendar,
        f"GREEN{year % 100}",
        "โครงการ SME สีเขียว",
        "Green SMEs",
        2,
        45_000_000,
        "สนับสนุนค่าตรวจประเมินการใช้พลังงาน",
        starts_ago=-300,
        ends_ago=-665,
    )
    project_id = draft_project(plan, project, actor=officer, now=drafted)
    submit_project(project_id, actor=officer, now=calendar.at(24, random))
    submit_plan(plan, actor=officer, now=calendar.at(24, random))
    draft = PlanDraft(year, f"แผนบูรณาการพัฒนาผู้ประกอบการ ปี {year}", f"Integrated Entrepreneurs Plan {year}")
    draft_plan(draft, actor=officer, now=calendar.at(3, random))

"""Plans, projects and their money: of the years that the world lives in, and of the one to come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from core.actor import Actor
from core.money import Money
from demo import papers
from demo.clockwork import Calendar
from demo.scenes.strategies import OSMEP, CarriedOut, carried_out
from demo.stage import Stage
from demo.years import Generation
from projects.budgets.services.appropriate import appropriate
from projects.budgets.services.open_line import open_line
from projects.plans.rules import PlanDraft
from projects.plans.services.approve_plan import approve_plan
from projects.plans.services.close_plan import close_plan
from projects.plans.services.draft_plan import draft_plan
from projects.plans.services.publish_plan import publish_plan
from projects.plans.services.return_plan import return_plan
from projects.plans.services.start_plan import start_plan
from projects.plans.services.submit_plan import submit_plan
from projects.projects.kpis.rules import KpiDraft, Measure
from projects.projects.rules import ProjectDraft
from projects.projects.services.approve_project import approve_project
from projects.projects.services.close_project import close_project
from projects.projects.services.draft_project import draft_project
from projects.projects.services.return_project import return_project
from projects.projects.services.start_project import start_project
from projects.projects.services.submit_project import submit_project
from projects.rules import Resolution
from projects.states import AgencyKind, DecidingBody, FundSource, KpiDirection, KpiUnit, PlanState

DRAFTED_BEFORE, APPROVED_BEFORE = 15, 5
"""Days before a plan starts."""
SECOND_HALF_AFTER = 150
"""Days after which a line receives the rest of its money, if so many have passed."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """One project as the demo knows it: what is written down, and where its money comes from."""

    code: str
    name_th: str
    name_en: str
    priority: int
    budget: int
    """Baht."""
    approach: str
    source: FundSource | None = None
    """From where the line of its schemes is paid."""
    fund: int = 0
    """Baht of the budget that come from the SME Promotion Fund besides."""

    @property
    def sources(self) -> tuple[tuple[FundSource, Money], ...]:
        """The budget by source; nothing for a project without one."""
        first = self.source or FundSource.ANNUAL_BUDGET
        amounts = ((first, self.budget - self.fund), (FundSource.SME_FUND, self.fund))
        return tuple((source, Money.baht(baht)) for source, baht in amounts if baht)


SKETCHES = (
    Sketch("UPSKILL", "โครงการยกระดับความรู้และมาตรฐาน SME", "Skills and Standards for SMEs", 1, 60_000_000,
           "สนับสนุนค่าใช้จ่ายในการฝึกอบรม ทดสอบ และรับรองมาตรฐานแบบร่วมจ่าย", FundSource.ANNUAL_BUDGET, 5_000_000),
    Sketch("DIGITAL", "โครงการ SME ดิจิทัลและสร้างสรรค์", "Digital and Creative SMEs", 2, 70_000_000,
           "สนับสนุนการพัฒนาระบบสารสนเทศและการออกแบบแบบร่วมจ่าย", FundSource.SME_FUND),
    Sketch("ADVICE", "โครงการเครือข่ายที่ปรึกษาขยายตลาด", "Market Advisers Network", 3, 0,
           "ความร่วมมือกับผู้ให้บริการโดยไม่ใช้งบประมาณ"),
)  # fmt: skip
_GREEN = Sketch("GREEN", "โครงการ SME สีเขียว", "Green SMEs", 2, 45_000_000, "สนับสนุนค่าตรวจประเมินการใช้พลังงาน")
_HALAL = Sketch("HALAL", "โครงการมาตรฐานฮาลาลชายแดนใต้", "Halal Standards in the South", 4, 12_000_000,
                "สนับสนุนค่าตรวจรับรองมาตรฐานฮาลาล")  # fmt: skip
_CRAFT = Sketch(
    "CRAFT", "โครงการหัตถกรรมร่วมสมัย", "Contemporary Crafts", 5, 8_000_000, "สนับสนุนการออกแบบงานหัตถกรรม"
)
_AGEING = Sketch(
    "AGEING", "โครงการธุรกิจเพื่อผู้สูงวัย", "Businesses for Older People", 5, 0, "ให้คำปรึกษาโดยไม่ใช้งบประมาณ"
)
_PILOT = Sketch(
    "PILOT", "โครงการนำร่องที่ปรึกษาถึงร้าน", "Advisers at the Shop, a Pilot", 5, 0, "ทดลองให้คำปรึกษาที่ร้าน"
)


_REGIONS = tuple(
    Sketch(f"AREA{number}", f"โครงการ SME {region_th}", f"SMEs of the {region_en}", number, 3_000_000,
           "สนับสนุนการจัดงานและการอบรมในพื้นที่", fund=1_500_000)
    for number, region_th, region_en in ((1, "ภาคเหนือ", "North"), (2, "ภาคอีสาน", "Northeast"), (3, "ภาคใต้", "South"))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hosts:
    """The projects of one year that schemes belong to, and the budget line of each; None for one without a budget."""

    projects: dict[str, int]
    lines: dict[str, int | None]


@dataclass(frozen=True, slots=True)
class _Desk:
    """The plan division at work on one plan."""

    calendar: Calendar
    staff: dict[str, Actor]
    year: int
    starts_on: date
    ends_on: date
    carries_out: CarriedOut

    def plan(self, draft: PlanDraft, now: datetime) -> int:
        """Write the plan of a year down; returns its id."""
        named = replace(draft, five_year_plan_id=self.carries_out.plan_id)
        return draft_plan(named, actor=self.staff["plan"], now=now)

    def draft(self, plan_id: int, sketch: Sketch, now: datetime) -> int:
        """Write the project down; returns its id."""
        agreed = min(self.starts_on, self.calendar.today) - timedelta(days=30)
        draft = ProjectDraft(
            code=f"{sketch.code}{self.year % 100:02d}",
            name_th=sketch.name_th,
            name_en=sketch.name_en,
            approach=sketch.approach,
            lead_agency=OSMEP,
            lead_agency_kind=AgencyKind.STATE_BODY,
            priority=sketch.priority,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            budget=Money.baht(sketch.budget),
            sources=sketch.sources,
            programme_id=self.carries_out.served_by(sketch.code),
            kpis=(
                _kpi("จำนวน SME ที่ได้รับบริการ", "SMEs served", KpiUnit.SMES, 0, 400, agreed),
                _kpi("SME ที่มีรายได้เพิ่มขึ้น", "SMEs with more revenue", KpiUnit.PERCENT, 20, 45, agreed),
            ),
        )
        return draft_project(plan_id, draft, actor=self.staff["plan"], now=now)

    def bring(self, project_id: int, sketch: Sketch, state: PlanState, now: datetime) -> None:
        """Bring a project that was drafted to that state; from approved on its plan must be approved too."""
        officer, approver = self.staff["plan"], self.staff["plan.approver"]
        submit_project(project_id, actor=officer, now=now)
        if state is PlanState.RETURNED:
            return_project(project_id, "โปรดแยกงบประมาณเป็นรายไตรมาส", actor=approver, now=now)
        elif state is not PlanState.SUBMITTED:
            resolution = self.resolution(sketch.priority + 1, now)
            approve_project(project_id, resolution, actor=approver, now=now)
            if state is PlanState.CLOSED:
                start_project(project_id, actor=approver, now=now)
                close_project(project_id, actor=approver, now=now + timedelta(days=20))

    def adopt(self, draft: PlanDraft, sketches: tuple[Sketch, ...], now: datetime) -> tuple[int, list[int]]:
        """An approved plan, and its projects, which are drafts still."""
        plan_id = self.plan(draft, now)
        projects = [self.draft(plan_id, sketch, now) for sketch in sketches]
        submit_plan(plan_id, actor=self.staff["plan"], now=now)
        resolution = self.resolution(1, now)
        approve_plan(plan_id, resolution, actor=self.staff["plan.approver"], now=now)
        return plan_id, projects

    def resolution(self, number: int, now: datetime) -> Resolution:
        """A resolution of the day before, with its paper."""
        paper = papers.resolution()
        day = (now - timedelta(days=1)).date()
        return Resolution(
            DecidingBody.SME_PROMOTION_BOARD, f"{number}/{self.year}", day, paper.name, paper.content
        )


def _kpi(name_th: str, name_en: str, unit: KpiUnit, baseline: int, target: int, agreed: date) -> KpiDraft:
    measure = Measure(unit, KpiDirection.UP, Decimal(baseline), Decimal(target), agreed)
    return KpiDraft(name_th, name_en, measure)


def _annual(year: int) -> PlanDraft:
    return PlanDraft(
        year, f"แผนปฏิบัติการส่งเสริมวิสาหกิจขนาดกลางและขนาดย่อม ปี {year}", f"SME Promotion Action Plan {year - 543}"
    )


def _integrated(year: int) -> PlanDraft:
    return PlanDraft(
        year, f"แผนบูรณาการพัฒนาผู้ประกอบการ ปี {year}", f"Integrated Entrepreneurs Plan {year - 543}"
    )


def lay(calendar: Calendar, staff: dict[str, Actor], generation: Generation, random: Random) -> Hosts:
    """Lay a year's running plan with its three projects, and money on two lines."""
    starts = calendar.day(generation.started_ago)
    desk = _Desk(
        calendar, staff, generation.year, starts, generation.delivers_until, carried_out(generation.year)
    )
    officer, approver = staff["plan"], staff["plan.approver"]
    drafted = calendar.at(generation.started_ago + DRAFTED_BEFORE, random)
    approved = calendar.at(generation.started_ago + APPROVED_BEFORE, random)
    plan = desk.plan(_annual(generation.year), drafted)
    projects = {sketch.code: desk.draft(plan, sketch, drafted) for sketch in SKETCHES}
    submit_plan(plan, actor=officer, now=drafted)
    approve_plan(plan, desk.resolution(1, approved), actor=approver, now=approved)
    started = calendar.at(generation.started_ago, random)
    publish_plan(plan, papers.publication(started), actor=approver, now=started)
    start_plan(plan, actor=approver, now=started)
    lines: dict[str, int | None] = {}
    for number, sketch in enumerate(SKETCHES, start=2):
        project_id = projects[sketch.code]
        submit_project(project_id, actor=officer, now=drafted)
        approve_project(project_id, desk.resolution(number, approved), actor=approver, now=approved)
        start_project(project_id, actor=approver, now=started)
        lines[sketch.code] = None
        if sketch.source is not None:
            lines[sketch.code] = _fund(desk, project_id, sketch.source, sketch.budget, generation, started)
    return Hosts(projects, lines)


def _fund(
    desk: _Desk, project_id: int, source: FundSource, budget: int, generation: Generation, now: datetime
) -> int:
    """Open the project's line and receive most of its money, the rest later in the year."""
    finance = desk.staff["finance"]
    line = open_line(project_id, source, desk.year, actor=finance, now=now)
    first = Money.baht(budget * 13 // 20)
    appropriate(line, first, f"งป {project_id}/{desk.year}", actor=finance, now=now)
    later = generation.started_ago - SECOND_HALF_AFTER
    if later > 0:
        rest = Money.baht(budget // 4)
        moment = desk.calendar.at(later, Random(project_id))
        appropriate(line, rest, f"งป {project_id + 10}/{desk.year}", actor=finance, now=moment)
    return line


REGIONS_AGO = 310
"""Days ago on which the projects of the regions were approved."""


def regions(stage: Stage) -> list[int]:
    """Last year's projects in the regions, approved and at work without schemes; returns their ids."""
    calendar, year = stage.calendar, stage.calendar.years.this - 1
    then = calendar.at(REGIONS_AGO, stage.random("regions"))
    begins = calendar.years.begins
    desk = _Desk(
        calendar,
        stage.staff,
        year,
        begins.replace(year=begins.year - 1),
        begins - timedelta(days=1),
        carried_out(year),
    )
    _plan, found = desk.adopt(
        PlanDraft(year, f"แผนส่งเสริม SME ในภูมิภาค ปี {year}", f"Regional SME Plan {year - 543}"), _REGIONS, then
    )
    for project_id, sketch in zip(found, _REGIONS, strict=True):
        desk.bring(project_id, sketch, PlanState.APPROVED, then)
    return found


def today(stage: Stage) -> None:
    """What lies on the desks of the plan division: plans of this year and of the next, in every state."""
    _this_year(stage)
    _next_year(stage)


def _this_year(stage: Stage) -> None:
    """A pilot that is over, a plan that was agreed and has not begun, and a year whose money has not come yet."""
    calendar, random, year = stage.calendar, stage.random("plans"), stage.calendar.years.this
    approver, then = stage.staff["plan.approver"], calendar.at(40, random)
    desk = _Desk(calendar, stage.staff, year, calendar.years.begins, calendar.day(-1), carried_out(year))
    over, (pilot,) = desk.adopt(_pilot(year - 1), (_PILOT,), then)
    start_plan(over, actor=approver, now=then)
    desk.bring(pilot, _PILOT, PlanState.CLOSED, then)
    close_plan(over, actor=approver, now=calendar.at(12, random))
    _agreed, (ageing,) = desk.adopt(_pilot(year), (_AGEING,), calendar.at(10, random))
    desk.bring(ageing, _AGEING, PlanState.APPROVED, calendar.at(9, random))
    if not calendar.years.has_money:
        annual, projects = desk.adopt(_annual(year), SKETCHES, then)
        start_plan(annual, actor=approver, now=calendar.at(0, random))
        for project_id, sketch in zip(projects, SKETCHES, strict=True):
            desk.bring(project_id, sketch, PlanState.APPROVED, calendar.at(0, random))


def _next_year(stage: Stage) -> None:
    """Next year's plan lies before its approver; an integrated one came back, another is being written."""
    calendar, random, year = stage.calendar, stage.random("projects"), stage.calendar.years.this
    officer, approver = stage.staff["plan"], stage.staff["plan.approver"]
    begins = date(calendar.years.begins.year + 1, 10, 1)
    desk = _Desk(calendar, stage.staff, year + 1, begins, begins + timedelta(days=364), carried_out(year + 1))
    drafted, submitted = calendar.at(26, random), calendar.at(24, random)
    plan = desk.plan(_annual(year + 1), drafted)
    desk.bring(desk.draft(plan, _GREEN, drafted), _GREEN, PlanState.SUBMITTED, drafted)
    desk.bring(desk.draft(plan, _HALAL, drafted), _HALAL, PlanState.RETURNED, drafted)
    submit_plan(plan, actor=officer, now=submitted)
    this = replace(desk, carries_out=carried_out(year))
    returned = this.plan(_integrated(year), drafted)
    this.draft(returned, _CRAFT, drafted)
    submit_plan(returned, actor=officer, now=submitted)
    return_plan(returned, "โปรดระบุตัวชี้วัดร่วมกับหน่วยงานอื่น", actor=approver, now=calendar.at(4, random))
    desk.plan(_integrated(year + 1), calendar.at(3, random))


def _pilot(year: int) -> PlanDraft:
    return PlanDraft(year, f"แผนนำร่องบริการถึงร้าน ปี {year}", f"Pilot Plan {year - 543}")

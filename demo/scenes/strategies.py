"""Five-year plans: one in force with its revision, which plans and projects carry out, a second revision before its approver, and the next one sent back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

import sqlalchemy as sa

from core.actor import Actor
from core.clock import BUDDHIST_ERA
from core.db import db
from demo import papers
from demo.clockwork import Calendar
from demo.stage import Stage, end_reading
from demo.years import EMPLOYED
from projects.models import Programme, Strategy
from projects.plans.strategies.queries import in_force_for
from projects.plans.strategies.rules import FiveYearPlanDraft, ProgrammeDraft, StrategyDraft
from projects.plans.strategies.services.approve_five_year_plan import approve_five_year_plan
from projects.plans.strategies.services.draft_five_year_plan import draft_five_year_plan
from projects.plans.strategies.services.publish_five_year_plan import publish_five_year_plan
from projects.plans.strategies.services.return_five_year_plan import return_five_year_plan
from projects.plans.strategies.services.revise_five_year_plan import revise_five_year_plan
from projects.plans.strategies.services.submit_five_year_plan import submit_five_year_plan
from projects.plans.strategies.services.write_programme import write_programme
from projects.plans.strategies.services.write_strategy import write_strategy
from projects.queries import programmes_of
from projects.rules import Publication, Resolution
from projects.states import AgencyKind, DecidingBody

OSMEP = "สำนักงานส่งเสริมวิสาหกิจขนาดกลางและขนาดย่อม (สสว.)"
_DIP = "กรมส่งเสริมอุตสาหกรรม"
_STRATEGIES = (
    (
        StrategyDraft(1, "สร้างความสามารถในการแข่งขัน", "Build competitiveness", "SME มีผลิตภาพและมาตรฐานสูงขึ้น"),
        (
            ("แผนงานยกระดับทักษะและมาตรฐาน", "Skills and standards", OSMEP, AgencyKind.STATE_BODY, 1),
            ("แผนงาน SME ดิจิทัลและสร้างสรรค์", "Digital and creative SMEs", OSMEP, AgencyKind.STATE_BODY, 2),
        ),
    ),
    (
        StrategyDraft(2, "ขยายโอกาสทางการตลาด", "Widen markets", "SME เข้าถึงตลาดใหม่ทั้งในและต่างประเทศ"),
        (
            ("แผนงานเครือข่ายที่ปรึกษาและตลาด", "Advisers and markets", OSMEP, AgencyKind.STATE_BODY, 3),
            ("แผนงานอุตสาหกรรมในภูมิภาค", "Regional industries", _DIP, AgencyKind.GOVERNMENT_AGENCY, 3),
        ),
    ),
)
_SERVED_BY = {
    "UPSKILL": 0, "HALAL": 0, "DIGITAL": 1, "CRAFT": 1, "GREEN": 1, "ADVICE": 2, "AGEING": 2, "PILOT": 2,
    "AREA1": 3, "AREA2": 3, "AREA3": 3,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """The five-year plan that the plans of a year carry out, with its programmes; nothing where none is in force."""

    plan_id: int | None = None
    programmes: tuple[int, ...] = ()

    def served_by(self, code: str) -> int | None:
        """The programme that a project of that code serves."""
        return self.programmes[_SERVED_BY[code]] if self.programmes else None


def carried_out(year: int) -> CarriedOut:
    """What the plans of a fiscal year (พ.ศ.) carry out."""
    plan_id = in_force_for(db.session(), year)
    found = CarriedOut(plan_id, tuple(each.id for each in programmes_of(db.session(), plan_id)))
    end_reading()
    return found


def lay(calendar: Calendar, staff: dict[str, Actor]) -> None:
    """The plan of the five years that end with this one, and its revision, both approved before anything else."""
    random = Random("strategies")
    officer, approver = staff["plan"], staff["plan.approver"]
    first_year = calendar.years.this - 4
    plan_id = _draft(first_year, officer, calendar, EMPLOYED - 1)
    agreed = date(first_year - 1 - BUDDHIST_ERA, 9, 27)
    _bring_into_force(plan_id, agreed, calendar, staff, EMPLOYED - 2)
    begun = calendar.at(EMPLOYED - 3, random)
    revision = revise_five_year_plan(plan_id, actor=officer, now=begun)
    _more_urgent(revision, calendar.day(EMPLOYED + 40), officer, begun)
    _bring_into_force(revision, calendar.day(EMPLOYED + 30), calendar, staff, EMPLOYED - 4)
    publication = Publication(date(agreed.year, 10, 20), "ราชกิจจานุเบกษา")
    publish_five_year_plan(plan_id, publication, actor=approver, now=calendar.at(EMPLOYED - 4, random))


def _draft(first_year: int, officer: Actor, calendar: Calendar, ago: int) -> int:
    now = calendar.at(ago, Random(first_year))
    last = first_year + 4
    draft = FiveYearPlanDraft(
        first_year,
        f"แผนการส่งเสริม SME ระยะ 5 ปี (พ.ศ. {first_year}–{last})",
        f"SME Promotion Plan {first_year - BUDDHIST_ERA}–{last - BUDDHIST_ERA}",
    )
    plan_id = draft_five_year_plan(draft, actor=officer, now=now)
    for strategy, programmes in _STRATEGIES:
        strategy_id = write_strategy(plan_id, strategy, actor=officer, now=now)
        for number, (name_th, name_en, agency, kind, priority) in enumerate(programmes, start=1):
            consulted = (now - timedelta(days=20)).date() if priority < 3 else None
            written = ProgrammeDraft(number, name_th, name_en, agency, kind, priority, consulted)
            write_programme(strategy_id, written, actor=officer, now=now)
    return plan_id


def _bring_into_force(
    plan_id: int, agreed: date, calendar: Calendar, staff: dict[str, Actor], ago: int
) -> None:
    now, paper = calendar.at(ago, Random(plan_id)), papers.resolution()
    submit_five_year_plan(plan_id, actor=staff["plan"], now=now)
    resolution = Resolution(
        DecidingBody.SME_PROMOTION_BOARD,
        f"10/{agreed.year + BUDDHIST_ERA}",
        agreed,
        paper.name,
        paper.content,
    )
    approve_five_year_plan(plan_id, resolution, actor=staff["plan.approver"], now=now)


def _more_urgent(plan_id: int, consulted_on: date, officer: Actor, now: datetime) -> None:
    """The revision makes the programme of advisers and markets more urgent."""
    statement = sa.select(Programme.id, Programme.strategy_id).join(Strategy)
    found = db.session.execute(
        statement.where(Strategy.plan_id == plan_id, Strategy.number == 2, Programme.number == 1)
    ).one()
    end_reading()
    name_th, name_en, agency, kind, _priority = _STRATEGIES[1][1][0]
    written = ProgrammeDraft(1, name_th, name_en, agency, kind, 2, consulted_on)
    write_programme(found.strategy_id, written, found.id, actor=officer, now=now)


def today(stage: Stage) -> None:
    """A second revision lies before its approver, the plan of the next five years came back, and one after it is begun."""
    calendar, random, officer = stage.calendar, stage.random("strategies"), stage.staff["plan"]
    year = calendar.years.this
    in_force = carried_out(year).plan_id
    if in_force is None:
        raise LookupError("a five-year plan is in force")
    revision = revise_five_year_plan(in_force, actor=officer, now=calendar.at(16, random))
    submit_five_year_plan(revision, actor=officer, now=calendar.at(15, random))
    returned = _draft(year + 1, officer, calendar, 14)
    submit_five_year_plan(returned, actor=officer, now=calendar.at(13, random))
    return_five_year_plan(
        returned,
        "โปรดหารือเป้าหมายกับหน่วยงานอื่นก่อน",
        actor=stage.staff["plan.approver"],
        now=calendar.at(5, random),
    )
    _draft(year + 6, officer, calendar, 3)

"""What the tests of this room write down."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from PIL import Image

from core.money import Money
from projects.plans.rules import PlanDraft
from projects.plans.strategies.rules import FiveYearPlanDraft, ProgrammeDraft, StrategyDraft
from projects.projects.kpis.rules import KpiDraft, Measure
from projects.projects.rules import ProjectDraft
from projects.rules import Publication, Resolution
from projects.states import AgencyKind, DecidingBody, FundSource, KpiDirection, KpiUnit

PLAN = PlanDraft(2570, "แผนปฏิบัติการส่งเสริม SME ปี 2570", "SME promotion action plan 2570")
MEASURE = Measure(KpiUnit.SMES, KpiDirection.UP, Decimal(0), Decimal(400), date(2026, 9, 20))
KPI = KpiDraft("จำนวน SME ที่พัฒนา", "SMEs developed", MEASURE)
KPI_CHANGE = (replace(MEASURE, target=Decimal(600)), date(2027, 4, 1), "งบประมาณเพิ่มขึ้น")
"""What is proposed of that indicator, from when, and why."""
FIVE_YEARS = FiveYearPlanDraft(2566, "แผนการส่งเสริม SME ฉบับที่ 5", "SME Promotion Plan 5")
STRATEGY = StrategyDraft(1, "สร้างความสามารถในการแข่งขัน", "Build competitiveness", "รายได้ของ SME เพิ่มขึ้น")
PROGRAMME = ProgrammeDraft(
    1,
    "แผนงานพัฒนาผู้ประกอบการ",
    "Entrepreneurs programme",
    "สสว.",
    AgencyKind.STATE_BODY,
    1,
    date(2026, 9, 1),
)
PROJECT = ProjectDraft(
    code="P2570-01",
    name_th="โครงการพัฒนาขีดความสามารถ",
    name_en="Capability project",
    approach="อุดหนุนค่าบริการผ่านคูปอง",
    lead_agency="สสว.",
    lead_agency_kind=AgencyKind.STATE_BODY,
    priority=1,
    starts_on=date(2026, 10, 1),
    ends_on=date(2027, 9, 30),
    budget=Money.baht(5_000_000),
    kpis=(KPI,),
    sources=((FundSource.SME_FUND, Money.baht(5_000_000)),),
)
TWO_SOURCES = replace(
    PROJECT,
    sources=(
        (FundSource.ANNUAL_BUDGET, Money.baht(3_000_000)),
        (FundSource.SME_FUND, Money.baht(2_000_000)),
    ),
)
ZERO_PROJECT = replace(PROJECT, code="P2570-02", budget=Money(0), sources=())


def a_png() -> bytes:
    """The smallest honest picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()


PUBLICATION = Publication(date(2026, 10, 20), "ราชกิจจานุเบกษา เล่ม 143 ตอนพิเศษ 251 ง หน้า 12")
"""Of a resolution of 27 September 2569, three weeks later."""


def a_resolution(**changes: Any) -> Resolution:
    """A signed resolution of 27 September 2569."""
    return replace(
        Resolution(DecidingBody.EXECUTIVE_BOARD, "12/2569", date(2026, 9, 27), "มติ.png", a_png()), **changes
    )

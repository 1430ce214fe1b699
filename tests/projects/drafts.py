"""What the tests of this room write down."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

from PIL import Image

from core.money import Money
from projects.rules import KpiDraft, PlanDraft, ProjectDraft, Resolution, SchemeDraft, TierDraft
from projects.states import AgencyKind, PayeeMode, SmeSize

PLAN = PlanDraft(2570, "แผนปฏิบัติการส่งเสริม SME ปี 2570", "SME promotion action plan 2570")
KPI = KpiDraft("จำนวน SME ที่พัฒนา", "SMEs developed", "ราย", "firms", "0", "400", date(2026, 9, 20))
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
)
ZERO_PROJECT = replace(PROJECT, code="P2570-02", budget=Money(0))


def a_png() -> bytes:
    """The smallest honest picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()


def a_resolution(**changes: Any) -> Resolution:
    """A signed resolution of 27 September 2569."""
    return replace(Resolution("12/2569", date(2026, 9, 27), "มติ.png", a_png()), **changes)


def a_scheme(line_id: int | None, category_id: int, **changes: Any) -> SchemeDraft:
    """A training coupon for micro and small SMEs."""
    draft = SchemeDraft(
        code="TRAIN-2570",
        name_th="คูปองฝึกอบรม",
        name_en="Training coupon",
        purpose_th="เสริมความรู้",
        purpose_en="Knowledge",
        line_id=line_id,
        payee_mode=PayeeMode.PAY_PROVIDER,
        applies_from=date(2026, 11, 1),
        applies_until=date(2027, 3, 31),
        delivers_until=date(2027, 9, 30),
        coupon_valid_days=365,
        delivery_days=90,
        max_open_coupons=1,
        tiers=(
            TierDraft(SmeSize.MICRO, 8_000, Money.baht(50_000)),
            TierDraft(SmeSize.SMALL, 7_000, Money.baht(100_000)),
        ),
        category_ids=frozenset({category_id}),
    )
    return replace(draft, **changes)

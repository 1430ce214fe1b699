"""What the tests of this package write down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from core.money import Money
from schemes.rules import SchemeDraft, TierDraft
from schemes.states import PayeeMode, SmeSize


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

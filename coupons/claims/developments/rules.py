"""What a development proposal must say. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.money import Money
from coupons.claims.developments.states import DevelopmentRefusal


@dataclass(frozen=True, slots=True)
class DevelopmentDraft:
    """What the SME writes: the provider's quotation, the problem, the work, the result, and when."""

    price: Money
    quotation_number: str
    quoted_on: date
    problem: str
    work: str
    result: str
    begins_on: date
    ends_on: date

    @property
    def columns(self) -> dict[str, Any]:
        """As its row keeps it."""
        return {
            "price_satang": self.price.satang,
            "quotation_number": self.quotation_number,
            "quoted_on": self.quoted_on,
            "problem": self.problem,
            "work": self.work,
            "result": self.result,
            "begins_on": self.begins_on,
            "ends_on": self.ends_on,
        }


def draft_refusal(draft: DevelopmentDraft, *, today: date, last_day: date) -> DevelopmentRefusal | None:
    """Why its days do not hold; None if they do. `last_day` is the last on which a service may be delivered."""
    if draft.quoted_on > today:
        return DevelopmentRefusal.QUOTED_LATER
    if draft.begins_on < today:
        return DevelopmentRefusal.BEGINS_TOO_EARLY
    if draft.ends_on < draft.begins_on:
        return DevelopmentRefusal.ENDS_BEFORE_IT_BEGINS
    return DevelopmentRefusal.ENDS_TOO_LATE if draft.ends_on > last_day else None

"""What is written down about an action plan. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What is written down about an action plan. `fiscal_year` in พ.ศ.; `five_year_plan_id` of the edition that it carries out."""

    fiscal_year: int
    name_th: str
    name_en: str
    five_year_plan_id: int | None = None

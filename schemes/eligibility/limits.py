"""What an SME got of a scheme already, against the limits that its version chooses. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from core.money import ZERO
from schemes.eligibility.states import EligibilityRule
from schemes.states import CapPeriod
from schemes.terms.rules import (
    FISCAL_MONTH,
    Award,
    Limits,
    awards_counted,
    granted_in_period,
    left_for,
    year_of,
    years_from,
)

Found = tuple[EligibilityRule, bool, dict[str, Any]]
"""A rule, whether it is met, and the facts that decided."""


def judge_limits(
    limits: Limits, awards: tuple[Award, ...], category_id: int | None, today: date
) -> Iterator[Found]:
    """What the SME got of the scheme already, against the limits that its version chooses."""
    counted = awards_counted(limits, awards, today)
    years = {"years": limits.awards_years}
    if limits.max_awards is not None:
        yield _number(EligibilityRule.AWARDS_BELOW_LIMIT, counted, limits.max_awards, years)
    if limits.max_per_category is not None:
        same = tuple(award for award in counted if award.category_id == category_id)
        yield _number(EligibilityRule.CATEGORY_BELOW_LIMIT, same, limits.max_per_category, years)
    left = left_for(limits, awards, today)
    if left is not None:
        facts = {
            "granted_satang": granted_in_period(limits, awards, today).satang,
            "limit_satang": limits.sme_cap_satang,
            "period": limits.sme_cap_period,
            "years": limits.sme_cap_years,
            "month": limits.sme_cap_month,
        }
        yield EligibilityRule.SME_MONEY_LEFT, left > ZERO, facts | _again(limits, awards, today)


def _number(
    rule: EligibilityRule, counted: tuple[Award, ...], limit: int, years: dict[str, int | None]
) -> Found:
    facts: dict[str, Any] = {"got": len(counted), "limit": limit, **years, "again_on": None}
    if years["years"] is not None and len(counted) >= limit:
        leaves = counted[len(counted) - limit]
        facts["again_on"] = years_from(leaves.issued_on, years["years"]).isoformat()
    return rule, len(counted) < limit, facts


def _again(limits: Limits, awards: tuple[Award, ...], today: date) -> dict[str, str | None]:
    """The first day on which some money is left again, if time alone brings it."""
    if left_for(limits, awards, today):
        return {"again_on": None}
    days = sorted(day for award in awards for day in _leaves(limits, award) if day > today)
    first = next((day for day in days if left_for(limits, awards, day)), None)
    return {"again_on": first.isoformat() if first else None}


def _leaves(limits: Limits, award: Award) -> tuple[date, ...]:
    if limits.sme_cap_period is CapPeriod.YEAR:
        return (year_of(award.issued_on, limits.sme_cap_month or FISCAL_MONTH)[1] + timedelta(days=1),)
    if limits.sme_cap_period is CapPeriod.ROLLING:
        return (years_from(award.issued_on, limits.sme_cap_years or 1),)
    return ()

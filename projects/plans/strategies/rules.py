"""What a five-year plan must be before somebody may sign for it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from projects.states import AgencyKind

MOST_URGENT = 1


class StrategyReason(StrEnum):
    """Why something about a five-year plan, a strategy or a programme was refused."""

    CONSULTED_IN_FUTURE = "consulted_in_future"
    NO_PROGRAMME_IN_PLAN = "no_programme_in_plan"
    NOT_CONSULTED = "not_consulted"
    """The lead agency of a most urgent programme is consulted first (docs/domain.md#plan-and-budget)."""
    NUMBER_TAKEN = "number_taken"
    ONLY_IN_FORCE_REVISED = "only_in_force_revised"
    PERIODS_OVERLAP = "periods_overlap"
    """Of two plans in force none covers a year of the other."""
    REVISION_BEGUN = "revision_begun"
    STRATEGY_HAS_PROGRAMMES = "strategy_has_programmes"


@dataclass(frozen=True, slots=True)
class FiveYearPlanDraft:
    """What is written down about a five-year plan. `first_year` in พ.ศ."""

    first_year: int
    name_th: str
    name_en: str


@dataclass(frozen=True, slots=True)
class StrategyDraft:
    """A strategy with its goal."""

    number: int
    name_th: str
    name_en: str
    goal: str


@dataclass(frozen=True, slots=True)
class ProgrammeDraft:
    """A programme of a strategy; `number` within it."""

    number: int
    name_th: str
    name_en: str
    lead_agency: str
    lead_agency_kind: AgencyKind
    priority: int
    consulted_on: date | None


def problem_of_plan(programmes: Iterable[tuple[int, date | None]]) -> StrategyReason | None:
    """Why a five-year plan of these programmes, each its priority and when its lead agency was consulted, cannot be submitted; or None."""
    found = list(programmes)
    if not found:
        return StrategyReason.NO_PROGRAMME_IN_PLAN
    if any(priority == MOST_URGENT and consulted_on is None for priority, consulted_on in found):
        return StrategyReason.NOT_CONSULTED
    return None

"""What an indicator must say before somebody may sign for it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from projects.rules import ProjectReason
from projects.states import KpiDirection, KpiUnit

COUNTED = frozenset({KpiUnit.SMES, KpiUnit.PEOPLE, KpiUnit.JOBS})
"""Units of which there are no parts, and none below zero."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured; a draft may lack any of it. `agreed_on` is when the lead agency agreed that it can deliver it."""

    unit: KpiUnit | None
    direction: KpiDirection | None
    baseline: Decimal | None
    target: Decimal | None
    agreed_on: date | None
    unit_th: str = ""
    """The unit in words, where it is none of the list."""
    unit_en: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether it can be measured, and the lead agency agreed to it."""
        return None not in (self.unit, self.direction, self.baseline, self.target, self.agreed_on)


NOT_MEASURED = Measure(None, None, None, None, None)
"""Of the end of an indicator."""


@dataclass(frozen=True, slots=True)
class KpiDraft:
    """One indicator as written with its project; `kpi_id` of one that is there already (docs/domain.md#plan-and-budget)."""

    name_th: str
    name_en: str
    measure: Measure
    kpi_id: int | None = None

    @property
    def is_complete(self) -> bool:
        """Whether it has a name, and can be measured."""
        return bool(self.name_th) and self.measure.is_complete


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """The latest version that is to be followed, since when it holds, and how many other indicators of the project nothing ends."""

    latest: Measure
    effective_on: date
    others: int = 0


def problem_of_measure(measure: Measure) -> ProjectReason | None:
    """What contradicts itself in an indicator, as far as it is written; or None."""
    if measure.unit is KpiUnit.OTHER and not measure.unit_th:
        return ProjectReason.KPI_UNIT_UNNAMED
    if measure.unit in COUNTED and not all(
        number is None or (number >= 0 and number == number.to_integral_value())
        for number in (measure.baseline, measure.target)
    ):
        return ProjectReason.KPI_NOT_WHOLE
    if measure.baseline is None or measure.target is None:
        return None
    worse = {
        KpiDirection.UP: measure.target < measure.baseline,
        KpiDirection.DOWN: measure.target > measure.baseline,
    }
    return ProjectReason.KPI_AGAINST_DIRECTION if measure.direction and worse[measure.direction] else None


def problem_of_proposal(proposed: Measure, today: date) -> ProjectReason | None:
    """Why what is proposed cannot be measured, or None. It must be whole and agreed by the lead agency."""
    if not proposed.is_complete or proposed.agreed_on is None:
        return ProjectReason.KPI_INCOMPLETE
    if problem := problem_of_measure(proposed):
        return problem
    return ProjectReason.KPI_AGREED_IN_FUTURE if proposed.agreed_on > today else None


def problem_of_end(facts: ChangeFacts, ends_on: date) -> ProjectReason | None:
    """Why an indicator cannot end on that day, or None. Not before its latest version, and never the last of a project."""
    if ends_on < facts.effective_on:
        return ProjectReason.KPI_ENDS_TOO_EARLY
    return None if facts.others else ProjectReason.KPI_LAST


def problem_of_change(
    facts: ChangeFacts, proposed: Measure, effective_on: date, today: date
) -> ProjectReason | None:
    """Why a version cannot follow the latest one, or None. It must be whole, different, no earlier, and agreed by the lead agency."""
    if problem := problem_of_proposal(proposed, today):
        return problem
    if effective_on < facts.effective_on:
        return ProjectReason.KPI_STARTS_TOO_EARLY
    same = ("unit", "unit_th", "unit_en", "direction", "baseline", "target")
    if all(getattr(proposed, part) == getattr(facts.latest, part) for part in same):
        return ProjectReason.KPI_UNCHANGED
    return None

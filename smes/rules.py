"""Of what size an enterprise is, and what its registration needs. Pure; source in docs/domain.md#size.

What else makes it an SME that may be helped is judged in schemes/eligibility/rules.py.

Size: Ministerial regulation under the SME Promotion Act, gazetted 7 January 2563, and the announcement on
micro enterprises of 21 January 2563. Limits are inclusive. When headcount and revenue disagree, revenue
decides ("ให้ถือรายได้เป็นเกณฑ์ในการพิจารณา"); OSMEP's English page says the higher one, so it is a setting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from core.clock import BUDDHIST_ERA
from core.money import Money
from identity.organisations.states import OrganisationKind
from schemes.eligibility.rules import ANSWER_OF, Declarations
from schemes.states import Sector, SmeSize


class TieBreak(StrEnum):
    """Which figure decides when headcount and revenue put an enterprise in different sizes."""

    REVENUE = "revenue"
    HIGHER = "higher"


class Decider(StrEnum):
    """Which figure decided the size."""

    BOTH = "both"
    EMPLOYEES = "employees"
    REVENUE = "revenue"


class TooLarge(StrEnum):
    """Above medium: not an SME. Which figure says so."""

    EMPLOYEES = "employees"
    REVENUE = "revenue"
    BOTH = "both"


ENTERPRISES = tuple(
    kind
    for kind in OrganisationKind
    if kind not in (OrganisationKind.STATE_AGENCY, OrganisationKind.UNIVERSITY)
)
"""Legal forms of an enterprise. What belongs to the state is supported by no coupon; it may be a provider."""


class SmeReason(StrEnum):
    """Why a step of a registration was refused."""

    DECLARATIONS_MISSING = "declarations_missing"
    DOCUMENTS_MISSING = "documents_missing"
    FIGURES_MISSING = "figures_missing"
    NOT_AN_ENTERPRISE = "not_an_enterprise"
    NOT_EDITABLE = "not_editable"
    NOT_ELIGIBLE = "not_eligible"
    OWN_SUBMISSION = "own_submission"
    REGISTERED_ALREADY = "registered_already"
    TOO_LARGE = "too_large"
    YEAR_OLDER = "year_older"
    YEAR_TO_COME = "year_to_come"


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest headcount and revenue of a size; both inclusive."""

    employees: int
    revenue: Money


_MICRO = Limits(5, Money.baht(1_800_000))
_MANUFACTURING: Mapping[SmeSize, Limits] = MappingProxyType(
    {
        SmeSize.MICRO: _MICRO,
        SmeSize.SMALL: Limits(50, Money.baht(100_000_000)),
        SmeSize.MEDIUM: Limits(200, Money.baht(500_000_000)),
    }
)
_TRADE_AND_SERVICE: Mapping[SmeSize, Limits] = MappingProxyType(
    {
        SmeSize.MICRO: _MICRO,
        SmeSize.SMALL: Limits(30, Money.baht(50_000_000)),
        SmeSize.MEDIUM: Limits(100, Money.baht(300_000_000)),
    }
)
LIMITS: Mapping[Sector, Mapping[SmeSize, Limits]] = MappingProxyType(
    {
        Sector.MANUFACTURING: _MANUFACTURING,
        Sector.TRADE: _TRADE_AND_SERVICE,
        Sector.SERVICE: _TRADE_AND_SERVICE,
    }
)
"""Smallest size first. Trade and service share their limits since 2563 (docs/domain.md#size)."""

_ABOVE_MEDIUM = len(SmeSize)
_SIZES = (SmeSize.MICRO, SmeSize.SMALL, SmeSize.MEDIUM)


@dataclass(frozen=True, slots=True)
class Sizing:
    """The size by law, or why there is none, and how it came about."""

    result: SmeSize | TooLarge
    decided_by: Decider
    by_employees: SmeSize | None
    """None above medium."""
    by_revenue: SmeSize | None
    tie_break: TieBreak

    @property
    def size(self) -> SmeSize | None:
        """The size, or None for an enterprise above medium."""
        return self.result if isinstance(self.result, SmeSize) else None


def size_of(sector: Sector, employees: int, revenue: Money, tie_break: TieBreak = TieBreak.REVENUE) -> Sizing:
    """The legal size of an enterprise with that headcount and total yearly revenue."""
    by_employees = _rank(sector, lambda limits: employees <= limits.employees)
    by_revenue = _rank(sector, lambda limits: revenue <= limits.revenue)
    rank = by_revenue if tie_break is TieBreak.REVENUE else max(by_employees, by_revenue)
    decider = _decider(by_employees, by_revenue, rank)
    result = TooLarge(decider.value) if rank == _ABOVE_MEDIUM else _SIZES[rank]
    return Sizing(result, decider, _size(by_employees), _size(by_revenue), tie_break)


def _rank(sector: Sector, fits: Callable[[Limits], bool]) -> int:
    """How many sizes the figure has outgrown: 0 micro, 1 small, 2 medium, 3 above."""
    return next((rank for rank, size in enumerate(_SIZES) if fits(LIMITS[sector][size])), _ABOVE_MEDIUM)


def _size(rank: int) -> SmeSize | None:
    return None if rank == _ABOVE_MEDIUM else _SIZES[rank]


def _decider(by_employees: int, by_revenue: int, rank: int) -> Decider:
    if by_employees == by_revenue:
        return Decider.BOTH
    return Decider.REVENUE if rank == by_revenue else Decider.EMPLOYEES


@dataclass(frozen=True, slots=True)
class Figures:
    """What sizes an enterprise, as typed. `year` in พ.ศ."""

    sector: Sector
    employees: int
    revenue: Money
    year: int


def declarations_at_once(held: Declarations, said: Declarations) -> Declarations:
    """What counts before an officer has looked: every answer as `said`, but those that would open a gate as `held`.

    What owners declare against themselves counts at once; what would bring them more waits.
    """
    opened = set(held.unmet()) - set(said.unmet())
    return replace(said, **{ANSWER_OF[gate]: getattr(held, ANSWER_OF[gate]) for gate in opened})


def figures_wait(size: SmeSize | None, sector: Sector | None, said: Figures, sizing: Sizing) -> bool:
    """Whether figures of a registered SME want an officer's look before they count: another size, or another sector.

    `size` and `sector` are those that count now. What makes it larger than an SME counts at once.
    """
    return sizing.size is not None and (sizing.size, said.sector) != (size, sector)


def problem_of_year(year: int, today: date, held: int | None = None) -> SmeReason | None:
    """Why figures of that year (พ.ศ.) cannot be kept, or None: it has not begun, or later ones count already."""
    if year > today.year + BUDDHIST_ERA:
        return SmeReason.YEAR_TO_COME
    if held is not None and year < held <= today.year + BUDDHIST_ERA:
        return SmeReason.YEAR_OLDER
    return None


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """How complete a registration is before it is submitted."""

    has_figures: bool
    has_declarations: bool
    documents: int


def problem_of_submission(facts: RegistrationFacts) -> SmeReason | None:
    """Why a registration cannot be submitted yet, or None."""
    if not facts.has_figures:
        return SmeReason.FIGURES_MISSING
    if not facts.has_declarations:
        return SmeReason.DECLARATIONS_MISSING
    if facts.documents < 1:
        return SmeReason.DOCUMENTS_MISSING
    return None


def problem_of_verification(size: SmeSize | None, declared: Declarations) -> SmeReason | None:
    """Why it cannot be verified, or no longer qualifies; or None. Above medium, or a gate not passed."""
    if size is None:
        return SmeReason.TOO_LARGE
    return SmeReason.NOT_ELIGIBLE if declared.unmet() else None

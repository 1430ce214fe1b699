"""What a scheme and its terms must be before someone may sign for them. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.money import FULL_SHARE_BP, ZERO, Money
from projects.rules import ProjectReason
from projects.states import PlanState
from schemes.states import HAS_VERSIONS, PayeeMode, SchemeState, Sector, SmeSize
from schemes.terms.rules import NO_LIMITS, Limits, problem_of_limits
from schemes.terms.states import LimitReason

LONGEST_DAYS = 3650
"""Ten years: the longest a coupon or a delivery may be given; a guard against typing slips."""


@dataclass(frozen=True, slots=True)
class TierDraft:
    """What the state pays for one size: a share in basis points, and a cap."""

    size: SmeSize
    share_bp: int
    cap: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one version of a scheme says: whom the state pays how much, for what and when (docs/domain.md#schemes)."""

    payee_mode: PayeeMode
    applies_from: date
    applies_until: date
    delivers_until: date
    coupon_valid_days: int
    delivery_days: int
    max_open_coupons: int
    tiers: tuple[TierDraft, ...]
    category_ids: frozenset[int]
    sectors: frozenset[Sector] = frozenset()
    provinces: frozenset[str] = frozenset()
    limits: Limits = NO_LIMITS


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeDraft(Terms):
    """One kind of coupon, with its first terms."""

    code: str
    name_th: str
    name_en: str
    purpose_th: str
    purpose_en: str
    line_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDraft(Terms):
    """New terms of a scheme, and the day from which they are to hold."""

    effective_from: date


class VersionReason(StrEnum):
    """Why new terms of a scheme were refused."""

    APPROVED_BY_YOU = "approved_by_you"
    """Who approved a version does not withdraw it."""
    DRAFT_EXISTS = "draft_exists"
    """A scheme has one draft of new terms at a time."""
    EFFECTIVE_AFTER_WINDOW = "effective_after_window"
    """Terms that begin after their own last day for applications would hold for nobody."""
    EFFECTIVE_DAY_TAKEN = "effective_day_taken"
    """Two versions of one scheme do not begin on one day."""
    EFFECTIVE_IN_PAST = "effective_in_past"
    """What was sent before is promised under other terms."""
    ENDED_SCHEME = "ended_scheme"
    """Only a scheme that is approved and not closed gets new terms; before that the scheme itself is changed."""
    FIRST_OF_SCHEME = "first_of_scheme"
    """The first version is changed and approved with its scheme."""
    IN_FORCE = "in_force"
    """Terms that hold, or held, are not withdrawn: what was promised stands on them."""


@dataclass(frozen=True, slots=True)
class SchemeHost:
    """The project that a scheme belongs to, as far as the scheme's parameters depend on it."""

    starts_on: date
    ends_on: date
    zero_budget: bool
    line_ids: frozenset[int]


def problem_of_scheme(draft: SchemeDraft, host: SchemeHost) -> ProjectReason | LimitReason | None:
    """Why a scheme cannot stand so, or None."""
    return problem_of_terms(draft, host) or _problem_of_line(draft.line_id, host)


def problem_of_terms(draft: Terms, host: SchemeHost) -> ProjectReason | LimitReason | None:
    """Why these terms cannot stand in their project, or None."""
    if not draft.applies_from <= draft.applies_until <= draft.delivers_until:
        return ProjectReason.WINDOWS_OUT_OF_ORDER
    if draft.applies_from < host.starts_on or draft.delivers_until > host.ends_on:
        return ProjectReason.OUTSIDE_PROJECT_PERIOD
    if not draft.tiers or any(not 0 <= tier.share_bp <= FULL_SHARE_BP for tier in draft.tiers):
        return ProjectReason.NO_TIER
    if not draft.category_ids:
        return ProjectReason.NO_SERVICE_CATEGORY
    return problem_of_limits(draft.limits, [(tier.share_bp, tier.cap) for tier in draft.tiers])


def problem_of_day(
    draft: VersionDraft, today: date, taken: Collection[date], state: SchemeState
) -> VersionReason | None:
    """Why new terms cannot begin on their day, or None. `taken` are the first days of the scheme's approved versions."""
    if state not in HAS_VERSIONS:
        return VersionReason.ENDED_SCHEME
    if draft.effective_from < today:
        return VersionReason.EFFECTIVE_IN_PAST
    if draft.effective_from in taken:
        return VersionReason.EFFECTIVE_DAY_TAKEN
    return VersionReason.EFFECTIVE_AFTER_WINDOW if draft.effective_from > draft.applies_until else None


def _problem_of_line(line_id: int | None, host: SchemeHost) -> ProjectReason | None:
    """A scheme spends one line of its own project; in a zero-budget project it spends none (docs/domain.md#plan-and-budget)."""
    if line_id is None:
        return None if host.zero_budget else ProjectReason.NO_LINE
    if host.zero_budget:
        return ProjectReason.MONEY_ON_ZERO_BUDGET
    return None if line_id in host.line_ids else ProjectReason.LINE_OF_ANOTHER_PROJECT


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """What decides whether a scheme may open."""

    project_state: PlanState
    zero_budget: bool
    available: Money
    applies_until: date


def problem_of_opening(facts: OpeningFacts, today: date) -> ProjectReason | None:
    """Why a scheme cannot open, or None: its project runs, its window is not over, and there is money unless none is meant."""
    if facts.project_state is not PlanState.RUNNING:
        return ProjectReason.PROJECT_NOT_RUNNING
    if facts.applies_until < today:
        return ProjectReason.WINDOW_OVER
    if not facts.zero_budget and facts.available <= ZERO:
        return ProjectReason.NO_MONEY
    return None

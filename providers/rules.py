"""What a provider must be, per service category, before money may reach it. Pure (docs/domain.md#providers)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from core.money import ZERO, Money
from providers.states import CategoryState

LONGEST_SERVICE_DAYS = 730
"""Two years: a guard against typing slips, not a rule of law."""
MOST_STARS = 5
RENEWAL_OPENS = timedelta(days=90)
"""How long before an approval ends its renewal may be asked for: four times the officer's service standard."""


class ProviderReason(StrEnum):
    """Why something about a provider was refused."""

    ACCREDITATION_EXPIRED = "accreditation_expired"
    ACCREDITATION_MISSING = "accreditation_missing"
    BEYOND_ACCREDITATION = "beyond_accreditation"
    CATEGORIES_UNDECIDED = "categories_undecided"
    CATEGORY_FIRST = "category_first"
    CATEGORY_IN_USE = "category_in_use"
    CATEGORY_NOT_REQUESTED = "category_not_requested"
    NO_APPROVED_CATEGORY = "no_approved_category"
    NO_CATEGORY = "no_category"
    NO_PROFILE = "no_profile"
    NO_SERVICE = "no_service"
    NOT_EDITABLE = "not_editable"
    OWN_SUBMISSION = "own_submission"
    PRICE_RANGE_BACKWARDS = "price_range_backwards"
    RENEWAL_ASKED_ALREADY = "renewal_asked_already"
    RENEWAL_NOT_LONGER = "renewal_not_longer"
    RENEWAL_TOO_EARLY = "renewal_too_early"
    REGISTERED_ALREADY = "registered_already"
    VALIDITY_MISSING = "validity_missing"


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """One category that a provider asks for, or has."""

    category_id: int
    state: CategoryState
    needs_accreditation: bool
    accreditation: str
    has_document: bool
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """How complete a provider's registration is before it is submitted."""

    has_profile: bool
    categories: tuple[CategoryFacts, ...]
    services_by_category: frozenset[int]
    """Categories with at least one active priced service."""


def problem_of_submission(facts: RegistrationFacts, today: date) -> ProviderReason | None:
    """Why a registration cannot be submitted yet, or None."""
    requested = [category for category in facts.categories if category.state is CategoryState.REQUESTED]
    approved = [category for category in facts.categories if category.state is CategoryState.APPROVED]
    if not facts.has_profile:
        return ProviderReason.NO_PROFILE
    if not requested + approved:
        return ProviderReason.NO_CATEGORY
    for category in requested:
        if problem := problem_of_accreditation(category, today):
            return problem
    if not all(category.category_id in facts.services_by_category for category in requested):
        return ProviderReason.NO_SERVICE
    return None


def problem_of_accreditation(category: CategoryFacts, today: date) -> ProviderReason | None:
    """Why what is shown for a category does not do, or None. Some categories need an accreditation, in force."""
    if category.needs_accreditation and not (category.accreditation and category.has_document):
        return ProviderReason.ACCREDITATION_MISSING
    if category.needs_accreditation and category.valid_until is None:
        return ProviderReason.VALIDITY_MISSING
    if category.valid_until is not None and category.valid_until < today:
        return ProviderReason.ACCREDITATION_EXPIRED
    return None


def problem_of_validity(shown: CategoryFacts, valid_until: date, today: date) -> ProviderReason | None:
    """Why an approval cannot run until that day, or None: never past what its accreditation shows."""
    if shown.needs_accreditation and shown.valid_until is not None and valid_until > shown.valid_until:
        return ProviderReason.BEYOND_ACCREDITATION
    return problem_of_accreditation(replace(shown, valid_until=valid_until), today)


def may_renew(category: CategoryFacts, today: date) -> bool:
    """Whether an approval is near its end, or past it."""
    if category.state is not CategoryState.APPROVED or category.valid_until is None:
        return False
    return category.valid_until - RENEWAL_OPENS <= today


def problem_of_renewal(held: CategoryFacts, shown: CategoryFacts, today: date) -> ProviderReason | None:
    """Why a renewal of what is `held` cannot be asked for with what is `shown`, or None."""
    if held.state is not CategoryState.APPROVED or held.valid_until is None:
        return ProviderReason.NOT_EDITABLE
    if not may_renew(held, today):
        return ProviderReason.RENEWAL_TOO_EARLY
    if problem := problem_of_accreditation(shown, today):
        return problem
    return None if is_longer(shown.valid_until, held.valid_until) else ProviderReason.RENEWAL_NOT_LONGER


def is_longer(wanted: date | None, held: date | None) -> bool:
    """Whether a day lies behind the one held; no day at all asks for whatever the officer gives."""
    return wanted is None or held is None or wanted > held


def problem_of_approval(states: Iterable[CategoryState]) -> ProviderReason | None:
    """Why a provider cannot be approved yet: every category has its own decision first, and one is a yes."""
    states = tuple(states)
    if CategoryState.REQUESTED in states:
        return ProviderReason.CATEGORIES_UNDECIDED
    if CategoryState.APPROVED not in states:
        return ProviderReason.NO_APPROVED_CATEGORY
    return None


@dataclass(frozen=True, slots=True)
class ServiceDraft:
    """One service as its provider publishes it. Prices include VAT."""

    category_id: int
    name_th: str
    name_en: str
    description_th: str
    description_en: str
    deliverables: str
    price_from: Money
    price_to: Money
    duration_days: int


def problem_of_service(draft: ServiceDraft) -> ProviderReason | None:
    """Why a service cannot be published, or None: its price range runs upward from something."""
    if not ZERO < draft.price_from <= draft.price_to:
        return ProviderReason.PRICE_RANGE_BACKWARDS
    return None


def counts_at_once(approved: ServiceDraft, said: ServiceDraft) -> bool:
    """Whether a change of an approved service needs no officer: the same service, at prices within the approved range.

    What it is called, of what kind it is and what the customer receives make it the same; descriptions and duration
    are its provider's.
    """
    same = (approved.category_id, approved.name_th, approved.name_en, approved.deliverables) == (
        said.category_id,
        said.name_th,
        said.name_en,
        said.deliverables,
    )
    return same and approved.price_from <= said.price_from and said.price_to <= approved.price_to

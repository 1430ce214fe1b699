"""A provider's registration, and each category it asks for."""

from __future__ import annotations

from enum import StrEnum

from core.states import Machine, Transition
from core.terms import SERVICE_STANDARD, days

REVIEW_LIMIT = SERVICE_STANDARD
"""The officer's service standard (docs/architecture.md#terms)."""
CORRECTION_LIMIT = days(30)


class ProviderState(StrEnum):
    """Where a provider's registration stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    SUSPENDED = "suspended"
    DELISTED = "delisted"
    REJECTED = "rejected"


class CategoryState(StrEnum):
    """Each service category is approved on its own."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class RenewalState(StrEnum):
    """A provider's request to have an approval run longer; the approval itself holds meanwhile."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    DROPPED = "dropped"


class ChangeState(StrEnum):
    """A new service of an approved provider, or a change of one that an officer looks at; what was approved holds meanwhile."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    DROPPED = "dropped"


PROVIDER_MACHINE: Machine[ProviderState] = Machine(
    "provider",
    ProviderState.DRAFT,
    (
        Transition(ProviderState.DRAFT, "submit", ProviderState.SUBMITTED, "provider_owner"),
        Transition(
            ProviderState.SUBMITTED, "return", ProviderState.RETURNED, "programme_officer", REVIEW_LIMIT
        ),
        Transition(
            ProviderState.RETURNED, "submit", ProviderState.SUBMITTED, "provider_owner", CORRECTION_LIMIT
        ),
        Transition(
            ProviderState.SUBMITTED, "approve", ProviderState.APPROVED, "programme_officer", REVIEW_LIMIT
        ),
        Transition(
            ProviderState.SUBMITTED, "reject", ProviderState.REJECTED, "programme_officer", REVIEW_LIMIT
        ),
        Transition(
            ProviderState.REJECTED, "appeal", ProviderState.SUBMITTED, "provider_owner", CORRECTION_LIMIT
        ),
        Transition(ProviderState.REJECTED, "apply_again", ProviderState.DRAFT, "provider_owner"),
        Transition(ProviderState.APPROVED, "suspend", ProviderState.SUSPENDED, "programme_approver"),
        Transition(
            ProviderState.SUSPENDED, "reinstate", ProviderState.APPROVED, "programme_approver", REVIEW_LIMIT
        ),
        Transition(
            ProviderState.SUSPENDED, "delist", ProviderState.DELISTED, "programme_approver", REVIEW_LIMIT
        ),
        Transition(ProviderState.APPROVED, "delist", ProviderState.DELISTED, "programme_approver"),
    ),
)

CATEGORY_MACHINE: Machine[CategoryState] = Machine(
    "provider_category",
    CategoryState.REQUESTED,
    (
        Transition(
            CategoryState.REQUESTED, "approve", CategoryState.APPROVED, "programme_officer", REVIEW_LIMIT
        ),
        Transition(
            CategoryState.REQUESTED, "reject", CategoryState.REJECTED, "programme_officer", REVIEW_LIMIT
        ),
        Transition(
            CategoryState.REJECTED, "request", CategoryState.REQUESTED, "provider_owner", CORRECTION_LIMIT
        ),
        Transition(CategoryState.APPROVED, "withdraw", CategoryState.WITHDRAWN, "programme_approver"),
    ),
)

RENEWAL_MACHINE: Machine[RenewalState] = Machine(
    "renewal",
    RenewalState.REQUESTED,
    (
        Transition(
            RenewalState.REQUESTED, "approve", RenewalState.APPROVED, "programme_officer", REVIEW_LIMIT
        ),
        Transition(
            RenewalState.REQUESTED, "reject", RenewalState.REJECTED, "programme_officer", REVIEW_LIMIT
        ),
        Transition(RenewalState.REQUESTED, "drop", RenewalState.DROPPED, "provider_owner"),
    ),
)

CHANGE_MACHINE: Machine[ChangeState] = Machine(
    "service_change",
    ChangeState.REQUESTED,
    (
        Transition(ChangeState.REQUESTED, "approve", ChangeState.APPROVED, "programme_officer", REVIEW_LIMIT),
        Transition(ChangeState.REQUESTED, "reject", ChangeState.REJECTED, "programme_officer", REVIEW_LIMIT),
        Transition(ChangeState.REQUESTED, "drop", ChangeState.DROPPED, "provider_owner"),
    ),
)

"""An SME's registration."""

from __future__ import annotations

from enum import StrEnum

from core.states import Machine, Transition
from core.terms import SERVICE_STANDARD, days

REVIEW_LIMIT = SERVICE_STANDARD
"""The officer's service standard (docs/architecture.md#terms)."""
CORRECTION_LIMIT = days(30)


class SmeState(StrEnum):
    """Where an SME's registration stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VERIFIED = "verified"
    SUSPENDED = "suspended"
    REJECTED = "rejected"


EDITABLE = (SmeState.DRAFT, SmeState.RETURNED)
"""The whole registration may be changed."""
REGISTERED = (SmeState.VERIFIED, SmeState.SUSPENDED)
"""What changes with the years may be said anew, without losing the state."""


class UpdateKind(StrEnum):
    """What a registered SME may say anew without losing its state."""

    FIGURES = "figures"
    DECLARATIONS = "declarations"


class UpdateState(StrEnum):
    """Where something that a registered SME said anew stands."""

    WAITING = "waiting"
    COUNTED = "counted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


SME_MACHINE: Machine[SmeState] = Machine(
    "sme",
    SmeState.DRAFT,
    (
        Transition(SmeState.DRAFT, "submit", SmeState.SUBMITTED, "sme_owner"),
        Transition(SmeState.SUBMITTED, "return", SmeState.RETURNED, "programme_officer", REVIEW_LIMIT),
        Transition(SmeState.RETURNED, "submit", SmeState.SUBMITTED, "sme_owner", CORRECTION_LIMIT),
        Transition(SmeState.SUBMITTED, "verify", SmeState.VERIFIED, "programme_officer", REVIEW_LIMIT),
        Transition(SmeState.SUBMITTED, "reject", SmeState.REJECTED, "programme_officer", REVIEW_LIMIT),
        Transition(SmeState.REJECTED, "appeal", SmeState.SUBMITTED, "sme_owner", CORRECTION_LIMIT),
        Transition(SmeState.REJECTED, "apply_again", SmeState.DRAFT, "sme_owner"),
        Transition(SmeState.VERIFIED, "suspend", SmeState.SUSPENDED, "programme_approver"),
        Transition(SmeState.SUSPENDED, "reinstate", SmeState.VERIFIED, "programme_approver", REVIEW_LIMIT),
        Transition(SmeState.SUSPENDED, "reject", SmeState.REJECTED, "programme_approver", REVIEW_LIMIT),
    ),
)

UPDATE_MACHINE: Machine[UpdateState] = Machine(
    "sme_update",
    UpdateState.WAITING,
    (
        Transition(UpdateState.WAITING, "confirm", UpdateState.COUNTED, "programme_officer", REVIEW_LIMIT),
        Transition(UpdateState.WAITING, "return", UpdateState.RETURNED, "programme_officer", REVIEW_LIMIT),
        Transition(UpdateState.WAITING, "withdraw", UpdateState.WITHDRAWN, "sme_owner"),
    ),
)
"""What changes nothing that an officer decided on counts at once: it is born counted."""

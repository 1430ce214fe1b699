"""An SME's registration."""

from __future__ import annotations

from enum import StrEnum

from core.states import Machine, Transition
from core.terms import days, working_days

REVIEW_LIMIT = working_days(15)
"""The officer's service standard (DESIGN §10)."""
CORRECTION_LIMIT = days(30)


class SmeState(StrEnum):
    """Where an SME's registration stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VERIFIED = "verified"
    SUSPENDED = "suspended"
    REJECTED = "rejected"


SME_MACHINE: Machine[SmeState] = Machine(
    "sme",
    SmeState.DRAFT,
    (
        Transition(SmeState.DRAFT, "submit", SmeState.SUBMITTED, "sme_owner"),
        Transition(SmeState.SUBMITTED, "return", SmeState.RETURNED, "programme_officer", REVIEW_LIMIT),
        Transition(SmeState.RETURNED, "submit", SmeState.SUBMITTED, "sme_owner", CORRECTION_LIMIT),
        Transition(SmeState.SUBMITTED, "verify", SmeState.VERIFIED, "programme_officer", REVIEW_LIMIT),
        Transition(SmeState.SUBMITTED, "reject", SmeState.REJECTED, "programme_officer", REVIEW_LIMIT),
        Transition(SmeState.VERIFIED, "suspend", SmeState.SUSPENDED, "programme_approver"),
        Transition(SmeState.SUSPENDED, "reinstate", SmeState.VERIFIED, "programme_approver", REVIEW_LIMIT),
        Transition(SmeState.SUSPENDED, "reject", SmeState.REJECTED, "programme_approver", REVIEW_LIMIT),
    ),
)

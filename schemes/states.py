"""Schemes: their states and the closed lists they choose from."""

from __future__ import annotations

from enum import StrEnum

from core.states import Machine, Transition
from projects.states import SUBMITTED_LIMIT


class SchemeState(StrEnum):
    """One kind of coupon."""

    DRAFT = "draft"
    APPROVED = "approved"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


HAS_VERSIONS = frozenset({SchemeState.APPROVED, SchemeState.OPEN, SchemeState.PAUSED})
"""In which states a scheme gets new terms."""


class VersionState(StrEnum):
    """The terms of a scheme from a day on."""

    DRAFT = "draft"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class PayeeMode(StrEnum):
    """Who is paid: the provider, or the SME that has paid in full (docs/domain.md#schemes)."""

    PAY_PROVIDER = "pay_provider"
    REIMBURSE_SME = "reimburse_sme"


class CapPeriod(StrEnum):
    """Over which time the money that one SME gets of a scheme is counted."""

    YEAR = "year"
    """Twelve months from the first day of a month: the fiscal year from October, another scheme's from April."""
    ROLLING = "rolling"
    """The last years before the day."""
    LIFETIME = "lifetime"


class Sector(StrEnum):
    """The sector by which the law sizes an SME (docs/domain.md#size)."""

    MANUFACTURING = "manufacturing"
    TRADE = "trade"
    SERVICE = "service"


class SmeSize(StrEnum):
    """Size by law; micro is a legal subset of small."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"


SCHEME_MACHINE: Machine[SchemeState] = Machine(
    "scheme",
    SchemeState.DRAFT,
    (
        Transition(SchemeState.DRAFT, "approve", SchemeState.APPROVED, "plan_approver", SUBMITTED_LIMIT),
        Transition(SchemeState.APPROVED, "open", SchemeState.OPEN, "plan_approver", SUBMITTED_LIMIT),
        Transition(SchemeState.OPEN, "pause", SchemeState.PAUSED, "plan_approver"),
        Transition(SchemeState.PAUSED, "resume", SchemeState.OPEN, "plan_approver", SUBMITTED_LIMIT),
        Transition(SchemeState.OPEN, "close", SchemeState.CLOSED, "plan_approver"),
        Transition(SchemeState.PAUSED, "close", SchemeState.CLOSED, "plan_approver", SUBMITTED_LIMIT),
    ),
)
VERSION_MACHINE: Machine[VersionState] = Machine(
    "scheme_version",
    VersionState.DRAFT,
    (
        Transition(VersionState.DRAFT, "approve", VersionState.APPROVED, "plan_approver", SUBMITTED_LIMIT),
        Transition(VersionState.DRAFT, "discard", VersionState.WITHDRAWN, "plan_officer", SUBMITTED_LIMIT),
        Transition(VersionState.APPROVED, "withdraw", VersionState.WITHDRAWN, "plan_approver"),
    ),
)

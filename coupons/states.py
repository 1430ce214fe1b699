"""What several objects of this package share: the time limits of officers and corrections, and the sides of a redemption."""

from __future__ import annotations

from enum import StrEnum

from core.terms import SERVICE_STANDARD, days

REVIEW_LIMIT = SERVICE_STANDARD
"""The officer's service standard (docs/architecture.md#terms)."""
CORRECTION_LIMIT = days(30)


class Party(StrEnum):
    """The three sides of a redemption."""

    SME = "sme"
    PROVIDER = "provider"
    OSMEP = "osmep"

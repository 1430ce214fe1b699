"""What a reason in words must be, to be kept."""

from __future__ import annotations

from enum import StrEnum

LONGEST_REASON = 2000
"""Characters."""


class ReasonRefusal(StrEnum):
    """Why a reason given in words was not kept."""

    REASON_MISSING = "reason_missing"
    REASON_TOO_LONG = "reason_too_long"

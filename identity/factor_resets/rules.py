"""Why a command about a reset of second factors is refused."""

from __future__ import annotations

from enum import StrEnum


class FactorResetRefusal(StrEnum):
    """Why a command about a reset of second factors was refused."""

    FACTOR_NONE = "factor_none"
    FACTOR_RESET_ASKED = "factor_reset_asked"
    FACTOR_RESET_OWN = "factor_reset_own"

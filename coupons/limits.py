"""The time limits of this package that the settings give."""

from __future__ import annotations

from core.settings import installation
from core.terms import Term, days, minutes


def time_to_consent() -> Term:
    """How long a price waits for the SME."""
    return minutes(installation.settings().proposal_minutes)


def time_to_accept() -> Term:
    """How long the SME has to accept a delivery."""
    return days(installation.settings().acceptance_days)


def time_to_appeal() -> Term:
    """How long a declined application may be appealed."""
    return days(installation.settings().appeal_days)

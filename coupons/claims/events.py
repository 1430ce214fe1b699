"""Events of claims for the packages above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.actor import Actor
from core.events import Event


@dataclass(frozen=True, slots=True)
class ClaimApproved(Event):
    """An officer approved a claim: its money is payable now, and someone must pay it."""

    redemption_id: int
    coupon_id: int
    scheme_id: int
    line_id: int
    amount_satang: int
    payee_organisation_id: int
    """The provider, or the SME under a scheme that reimburses."""
    actor: Actor
    now: datetime

"""Events of coupons when money is released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.events import Event


@dataclass(frozen=True, slots=True)
class MoneyReturned(Event):
    """Money is available to a scheme again: someone on its waiting list may be served."""

    scheme_id: int
    line_id: int
    amount_satang: int
    now: datetime

"""An SME takes its development proposal back."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from coupons.claims.developments import operations
from coupons.claims.developments.commands import WITHDRAW_DEVELOPMENT
from coupons.claims.developments.models import Development
from coupons.claims.developments.states import DEVELOPMENT_MACHINE
from coupons.parties import sme_id_of
from coupons.states import Party


def withdraw_development(development_id: int, *, actor: Actor, now: datetime) -> None:
    """End it before it is approved; nothing was reserved. NotFound for another SME's."""
    with transaction(WITHDRAW_DEVELOPMENT, actor, now) as tx:
        development = operations.lock_of_sme(tx, development_id, sme_id_of(actor))
        tx.advance(Development, development_id, DEVELOPMENT_MACHINE, "withdraw", state_since=now)
        audit.record(tx, "development.withdrawn", "development", development_id, actor, now)
        operations.tell(tx, development, "development.withdrawn", Party.PROVIDER, now=now)

"""An officer sends a development proposal back to the SME for what is missing, once and in full."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_on
from core.db import transaction
from core.errors import WrongState
from coupons.claims.developments import operations
from coupons.claims.developments.commands import RETURN_DEVELOPMENT
from coupons.claims.developments.models import Development
from coupons.claims.developments.states import DEVELOPMENT_MACHINE, DevelopmentState
from coupons.states import CORRECTION_LIMIT, Party


def return_development(development_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Send it back with the reason. WrongState unless the provider confirmed its quotation."""
    with transaction(RETURN_DEVELOPMENT, actor, now) as tx:
        _, development = operations.lock_development(tx, development_id)
        tx.authorise(sme=development.sme_id, provider=development.provider_id)
        if development.state is not DevelopmentState.CONFIRMED:
            raise WrongState(DEVELOPMENT_MACHINE.name, "return", development.state)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        tx.advance(
            Development,
            development_id,
            DEVELOPMENT_MACHINE,
            "return",
            state_since=now,
            state_reason_id=reason_id,
        )
        audit.record(
            tx, "development.returned", "development", development_id, actor, now, reason_id=reason_id
        )
        day = {"day": due_on(CORRECTION_LIMIT, now).isoformat()}
        operations.tell(tx, development, "development.returned", Party.SME, now=now, facts=day)

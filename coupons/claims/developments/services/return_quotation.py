"""The provider says what is wrong with the quotation of a development proposal."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_on
from core.db import transaction
from core.errors import WrongState
from coupons.claims.developments import operations
from coupons.claims.developments.commands import RETURN_QUOTATION
from coupons.claims.developments.models import Development
from coupons.claims.developments.states import DEVELOPMENT_MACHINE, DevelopmentState
from coupons.parties import provider_id_of
from coupons.states import CORRECTION_LIMIT, Party


def return_quotation(development_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Send it back to the SME with the reason. NotFound for another provider's, WrongState once it was confirmed."""
    with transaction(RETURN_QUOTATION, actor, now) as tx:
        development = operations.lock_of_provider(tx, development_id, provider_id_of(actor))
        tx.authorise(sme=development.sme_id)
        if development.state is not DevelopmentState.SENT:
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
            tx, "development.quotation_wrong", "development", development_id, actor, now, reason_id=reason_id
        )
        day = {"day": due_on(CORRECTION_LIMIT, now).isoformat()}
        operations.tell(tx, development, "development.quotation_wrong", Party.SME, now=now, facts=day)

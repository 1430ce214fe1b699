"""The provider confirms that the quotation of a development proposal is its own."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from coupons.claims.developments import operations
from coupons.claims.developments.commands import CONFIRM_QUOTATION
from coupons.claims.developments.models import Development
from coupons.claims.developments.states import DEVELOPMENT_MACHINE
from coupons.parties import provider_id_of
from coupons.states import Party


def confirm_quotation(development_id: int, *, actor: Actor, now: datetime) -> None:
    """Confirm it; an officer decides next. NotFound for another provider's, WrongState unless it waits for this."""
    with transaction(CONFIRM_QUOTATION, actor, now) as tx:
        development = operations.lock_of_provider(tx, development_id, provider_id_of(actor))
        tx.authorise(sme=development.sme_id)
        tx.advance(
            Development,
            development_id,
            DEVELOPMENT_MACHINE,
            "confirm",
            state_since=now,
            confirmed_at=now,
            confirmed_by_id=actor.known_person_id,
        )
        audit.record(tx, "development.confirmed", "development", development_id, actor, now)
        operations.tell(tx, development, "development.confirmed", Party.SME, now=now)

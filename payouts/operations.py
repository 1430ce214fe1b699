"""What the commands on every object of payouts share."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from core.db import Tx
from core.errors import Refused
from identity.people.models import Person
from payouts.states import PayoutRefusal


def refuse_blocked_signers(tx: Tx, person_ids: Collection[int | None]) -> None:
    """Refused(SIGNER_BLOCKED) when one of those who signed before is blocked: their word may be another's."""
    signed = sa.select(Person.active).where(Person.id.in_([each for each in person_ids if each is not None]))

    def all_may_sign(locked: bool) -> None:
        read = signed.order_by(Person.id).with_for_update(read=True) if locked else signed
        if not all(tx.session.scalars(read)):
            raise Refused(PayoutRefusal.SIGNER_BLOCKED)

    tx.hold(all_may_sign)

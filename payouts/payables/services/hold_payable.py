"""Keep something owed out of every batch, for a reason."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from payouts.models.payables import Payable
from payouts.payables.commands import HOLD_PAYABLE
from payouts.payables.operations import lock_payable
from payouts.payees.operations import tell_payees
from payouts.states import PAYABLE_MACHINE, HoldReason, PayoutRefusal


def hold_payable(payable_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Hold it until somebody lets it go again, and tell its payee. Refused(ALREADY_LIVE) while it is in a batch or at the bank."""
    with transaction(HOLD_PAYABLE, actor, now) as tx:
        payable, payment = lock_payable(tx, payable_id)
        tx.authorise(payee=payable.payee_id)
        if payment is not None:
            raise Refused(PayoutRefusal.ALREADY_LIVE)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        tx.advance(
            Payable,
            payable.id,
            PAYABLE_MACHINE,
            "hold",
            hold_reason=HoldReason.BY_PERSON,
            state_reason_id=reason_id,
            state_since=now,
        )
        audit.record(
            tx,
            "payable.held",
            "payable",
            payable.id,
            actor,
            now,
            {"hold": HoldReason.BY_PERSON.value},
            reason_id,
        )
        tell_payees(tx, [payable], now)

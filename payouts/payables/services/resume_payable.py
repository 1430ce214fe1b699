"""Release what was held."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import transaction
from core.errors import Refused
from payouts.models.payables import Payable
from payouts.payables.commands import RESUME_PAYABLE
from payouts.payables.operations import lock_payable
from payouts.payees.queries import holds_of, latest_attempts, payees_of
from payouts.states import PAYABLE_MACHINE, HoldReason


def resume_payable(payable_id: int, *, actor: Actor, now: datetime) -> None:
    """Make it open again. Refused with the HoldReason while a fact still stands in the way: nobody may wave that away.

    But one: an account that the bank refused is tried once more, when an officer has found that it is right after all.
    """
    with transaction(RESUME_PAYABLE, actor, now) as tx:
        payable, _ = lock_payable(tx, payable_id)
        tx.authorise(payee=payable.payee_id)
        payees = payees_of(tx.session, [payable.payee_id], bangkok_date(now))
        attempts = latest_attempts(tx.session, [payable])
        fact = holds_of(tx.session, [payable], payees, attempts)[payable.id]
        if fact is HoldReason.ACCOUNT_REFUSED:
            payable.retry_after_attempt = attempts[payable.id].attempt_no
        elif fact is not None:
            raise Refused(fact)
        tx.advance(
            Payable,
            payable.id,
            PAYABLE_MACHINE,
            "resume",
            hold_reason=None,
            state_reason_id=None,
            state_since=now,
        )
        audit.record(tx, "payable.resumed", "payable", payable.id, actor, now)

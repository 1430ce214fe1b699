"""Set a bank line aside: none of our payments follows from it."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx, transaction
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import BankImport, StatementLine
from payouts.reconciliation.commands import SET_ASIDE_LINE
from payouts.references import payable_named
from payouts.states import LINE_MACHINE


def set_aside_line(line_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Take it off the workbench, with the reason why no money of ours follows from it.

    A second person looks: who imported the line is barred (IMPORTED_BY_YOU).
    """
    with transaction(SET_ASIDE_LINE, actor, now) as tx:
        line = tx.lock(StatementLine, line_id)
        tx.authorise(payee=_payee_of(tx, line), importer=tx.get(BankImport, line.import_id).imported_by_id)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        tx.advance(
            StatementLine,
            line.id,
            LINE_MACHINE,
            "set_aside",
            state_since=now,
            state_reason_id=reason_id,
            settled_by_id=actor.known_person_id,
        )
        audit.record(
            tx, "statement_line.set_aside", "statement_line", line.id, actor, now, reason_id=reason_id
        )


def _payee_of(tx: Tx, line: StatementLine) -> int | None:
    """Whom the payment that the line names would pay, also an attempt that is not known here, as after a restore."""
    if line.payment_id is not None:
        return tx.get(Payable, tx.get(Payment, line.payment_id).payable_id).payee_id
    named = payable_named(line.end_to_end_id or "")
    payable = tx.session.get(Payable, named) if named is not None else None
    return payable.payee_id if payable is not None else None

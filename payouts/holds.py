"""What stands in the way of paying what is owed: one reading for drafting, releasing, releasing a hold, and the pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from core.db import Tx
from payouts.models import Batch, Payable, Payment, StatementLine
from payouts.payee_rules import Attempt
from payouts.queries import Payee
from payouts.rules import hold_for
from payouts.states import BatchState, HoldReason, LineState, PaymentState

_IMPORTS = 0x1332
"""Number of the advisory lock on what the bank has told."""


def one_importer(tx: Tx) -> None:
    """Take a bank's answer alone, to the end of the transaction: each import sees what the last one did.

    To be called before anything is locked, as imports_stand_still() is.
    """
    tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_IMPORTS)))


def imports_stand_still(tx: Tx) -> None:
    """Let no import begin or end before the transaction does: what the bank has told is read once, and stays so."""
    tx.execute(sa.select(sa.func.pg_advisory_xact_lock_shared(_IMPORTS)))


def _named_by_bank(session: Session, payables: Collection[Payable]) -> set[int | None]:
    """Those of the payables that a bank line names which waits on the workbench."""
    ids = [each.id for each in payables]
    waits = StatementLine.state.in_((LineState.MISMATCHED, LineState.UNMATCHED))
    named = StatementLine.named_payable_id
    return set(session.scalars(sa.select(named).where(waits, named.in_(ids)).distinct()))


def latest_attempts(session: Session, payables: Collection[Payable]) -> dict[int, Payment]:
    """The latest attempt to pay each that was not taken out of its batch again, by the payable's id. One statement."""
    latest = (
        sa.select(sa.func.max(Payment.id))
        .where(
            Payment.payable_id.in_([each.id for each in payables]), Payment.state != PaymentState.WITHDRAWN
        )
        .group_by(Payment.payable_id)
    )
    found = session.scalars(
        sa.select(Payment)
        .where(Payment.id.in_(latest))
        .options(
            joinedload(Payment.batch).load_only(
                Batch.execution_date, Batch.state, Batch.state_since, Batch.number
            )
        )
    )
    return {each.payable_id: each for each in found}


def attempt_of(payment: Payment) -> Attempt:
    """An attempt as the decisions look at it."""
    recalled = payment.batch.state is BatchState.RECALLED
    return Attempt(payment.state, payment.batch.execution_date, payment.failure_code, recalled=recalled)


def holds_of(
    session: Session,
    payables: Collection[Payable],
    payees: Mapping[int, Payee],
    attempts: Mapping[int, Payment] | None = None,
) -> dict[int, HoldReason | None]:
    """Why each of these is not paid today, or None, by the payable's id; `payees` by organisation.

    A bank line that waits on the workbench and names any attempt of a payable stops it: the bank may have paid what
    we know nothing of, as after a restore of an older backup. So does an account that the bank refused, until the
    payee has another or an officer lets it be tried once more. `attempts` are the latest ones, where they are known.
    """
    named = _named_by_bank(session, payables)
    latest = latest_attempts(session, payables) if attempts is None else attempts
    return {
        each.id: HoldReason.NAMED_BY_BANK
        if each.id in named
        else hold_for(payees[each.payee_id].facts(each.payee_mode))
        or _refused(each, payees[each.payee_id], latest.get(each.id))
        for each in payables
    }


def _refused(payable: Payable, payee: Payee, last: Payment | None) -> HoldReason | None:
    if last is None or payee.account is None or not attempt_of(last).refused_account:
        return None
    tried = last.bank_account_id == payee.account.id and last.attempt_no != payable.retry_after_attempt
    return HoldReason.ACCOUNT_REFUSED if tried else None

"""What stands in the way of paying what is owed: one reading for drafting, releasing, releasing a hold, and the pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.db import Tx
from payouts.models import Payable, StatementLine
from payouts.queries import Payee
from payouts.rules import hold_for, payable_named
from payouts.states import HoldReason

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


_WAITING_REFERENCES = sa.select(StatementLine.end_to_end_id).where(
    sa.text("statement_lines.state IN ('mismatched', 'unmatched')"), StatementLine.end_to_end_id.is_not(None)
)
"""The states are written out: the index of the workbench is partial, and a prepared plan could not use it."""


def holds_of(
    session: Session, payables: Collection[Payable], payees: Mapping[int, Payee]
) -> dict[int, HoldReason | None]:
    """Why each of these is not paid today, or None, by the payable's id; `payees` by organisation.

    A bank line that waits on the workbench and names any attempt of a payable stops it: the bank may have paid what
    we know nothing of, as after a restore of an older backup.
    """
    named = {payable_named(reference) for reference in session.scalars(_WAITING_REFERENCES)}
    return {
        each.id: HoldReason.NAMED_BY_BANK
        if each.id in named
        else hold_for(payees[each.payee_id].facts(each.payee_mode))
        for each in payables
    }

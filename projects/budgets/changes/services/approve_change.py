"""The approver records the paper that approves a change of a budget, and the money moves."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

import ledger.moves
from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx, transaction
from core.documents import operations as documents
from core.money import Money
from ledger.models import Posting
from ledger.posting import reverse
from ledger.rules import Subject
from ledger.states import Move
from projects.budgets.changes.commands import APPROVE_CHANGE
from projects.budgets.changes.operations import require_possible, transferred_to
from projects.budgets.operations import keep_paper, reference_of
from projects.models import BudgetChange, BudgetMove
from projects.operations import advance_by_resolution
from projects.rules import Resolution
from projects.states import BUDGET_CHANGE_MACHINE


def approve_change(change_id: int, resolution: Resolution, *, actor: Actor, now: datetime) -> None:
    """Approve a proposed change with its paper; the money moves in the same transaction, or nothing happens.

    Refused(WRITTEN_BY_YOU) for who proposed it, and as problem_of_transfer or problem_of_correction says of the lines
    as they are now; Refused(NOT_ENOUGH_AVAILABLE) when a scheme has the money, or a coupon.
    """
    APPROVE_CHANGE.admit(actor, now)
    signed = documents.judge(resolution.content)
    with transaction(APPROVE_CHANGE, actor, now) as tx:
        change = tx.lock(BudgetChange, change_id)
        tx.authorise(authors=change.created_by_id)
        BUDGET_CHANGE_MACHINE.next(change.state, "approve")
        require_possible(tx, change)
        entry_id = _make(tx, change, resolution.number, actor, now)
        document_id = advance_by_resolution(
            tx,
            BudgetChange,
            change_id,
            BUDGET_CHANGE_MACHINE,
            resolution,
            signed,
            actor=actor,
            now=now,
            entry_id=entry_id,
        )
        fields = {"entry_id": entry_id, "document_id": document_id}
        audit.record(tx, "budget_change.approved", "budget_change", change_id, actor, now, fields=fields)


def _make(tx: Tx, change: BudgetChange, number: str, actor: Actor, now: datetime) -> int:
    """Move the money and enter it on each line that it concerns; returns the entry on the change's own line."""

    def enter(line_id: int, kind: Move) -> int:
        return keep_paper(tx, line_id, None, kind, Money(change.amount_satang), number, actor=actor, now=now)

    if change.to_line_id is not None:
        entry_id = enter(change.line_id, Move.TRANSFER_OUT)
        enter(change.to_line_id, Move.TRANSFER_IN)
        ledger.moves.move_between_lines(
            tx,
            Money(change.amount_satang),
            from_line_id=change.line_id,
            to_line_id=change.to_line_id,
            reference=reference_of(entry_id),
            subject=Subject("budget_change", change.id),
            actor=actor,
            now=now,
        )
        return entry_id
    entry = tx.get(BudgetMove, change.corrects_id)
    entry_id = enter(change.line_id, Move.REVERSE)
    other = transferred_to(tx, entry)
    if other is not None:
        enter(other.id, Move.REVERSE)
    posting_id = _posting_of(tx, entry.id, is_transfer=other is not None)
    reverse(tx, posting_id, change.reason_id, actor=actor, now=now)
    return entry_id


def _posting_of(tx: Tx, entry_id: int, *, is_transfer: bool) -> int:
    """The posting of an entry; of a transfer, the half that left."""
    reference = reference_of(entry_id)
    posting_id: int = tx.scalar(
        sa.select(Posting.id).where(Posting.reference == (f"{reference}:out" if is_transfer else reference))
    )
    return posting_id

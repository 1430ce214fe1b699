"""What must hold when a batch goes to the bank; asked when the release is ordered, and again when it is done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from core.calendar.due import calendar
from core.clock import bangkok_date
from core.db import Tx
from core.errors import Refused
from identity.bank_accounts.models import BankAccount
from payouts import moves
from payouts.holds import holds_of, imports_stand_still
from payouts.models import Batch
from payouts.queries import payees_of
from payouts.rules import hold_for
from payouts.signing import release_bars, signatures_of
from payouts.states import BATCH_MACHINE, HoldReason, PayableState, PayoutRefusal
from providers.models import Provider
from smes.models import Sme


@dataclass(frozen=True, slots=True)
class Ready:
    """A batch that may go, with its payments, all locked, and the day on which the bank is to pay."""

    batch: Batch
    locked: moves.Locked
    day: date


def ready_to_release(tx: Tx, batch_id: int, execution_date: date | None, *, now: datetime) -> Ready:
    """The batch, unless something keeps it from going.

    Refused when this person may not (PREPARED_BY_YOU, APPROVED_BY_YOU), when who signed before is blocked (SIGNER_BLOCKED), when anything changed since it
    was submitted (CHANGED_SINCE, PAYEE_NOT_PAYABLE, NAMED_BY_BANK), or the day is none on which banks work.
    """
    imports_stand_still(tx)
    batch, locked = moves.lock_batch(tx, batch_id)
    BATCH_MACHINE.next(batch.state, "release")
    tx.authorise(payee=locked.payee_ids, **release_bars(batch))
    moves.refuse_blocked_signers(tx, signatures_of(batch).rests_on)
    moves.refuse_if_changed(batch, locked.payments)
    _refuse_unless_payable(tx, locked, now)
    return Ready(batch, locked, _execution_day(execution_date, now))


def _execution_day(wanted: date | None, now: datetime) -> date:
    """The next banking day unless another is asked for; never a past one."""
    today = bangkok_date(now)
    day = wanted or calendar().next_working_day(today)
    if day < today or not calendar().is_working_day(day):
        raise Refused(PayoutRefusal.NOT_A_WORKING_DAY)
    return day


def _refuse_unless_payable(tx: Tx, locked: moves.Locked, now: datetime) -> None:
    """Each payee must still be payable, at the very account that was signed for: here, and again before the commit."""
    payees = payees_of(tx.session, locked.payee_ids, bangkok_date(now))
    holds = holds_of(tx.session, locked.payables.values(), payees)
    signed_for = []
    for payment in locked.payments:
        payable = locked.payable_of(payment)
        payee = payees[payable.payee_id]
        account_id = payee.account.id if payee.account else None
        if (
            payable.state is not PayableState.OPEN
            or account_id != payment.bank_account_id
            or holds[payable.id] not in (None, HoldReason.NAMED_BY_BANK)
        ):
            raise Refused(PayoutRefusal.PAYEE_NOT_PAYABLE, payee=payee.name)
        if holds[payable.id] is HoldReason.NAMED_BY_BANK:
            raise Refused(PayoutRefusal.NAMED_BY_BANK, reference=payment.end_to_end_id)
        signed_for.append((payable.payee_id, payable.payee_mode, account_id))

    def still(to_the_commit: bool) -> None:
        """No suspension or other account came while the file was written; now they have just been read."""
        if not to_the_commit:
            return
        ids = {payee_id for payee_id, _mode, _account in signed_for}
        _let_stand(tx, ids)
        found = payees_of(tx.session, ids, bangkok_date(now))
        for payee_id, mode, account_id in signed_for:
            payee = found[payee_id]
            other = payee.account is None or payee.account.id != account_id
            if other or hold_for(payee.facts(mode)) is not None:
                raise Refused(PayoutRefusal.PAYEE_NOT_PAYABLE, payee=payee.name)

    tx.hold(still)


def _let_stand(tx: Tx, payee_ids: Collection[int]) -> None:
    """Have whoever suspends one of these, or replaces its account, wait for us; they lock these rows for themselves alone."""
    for model in (Provider, Sme, BankAccount):
        theirs = sa.select(model.organisation_id).where(model.organisation_id.in_(payee_ids))
        tx.execute(theirs.order_by(*sa.inspect(model).primary_key).with_for_update(read=True, key_share=True))

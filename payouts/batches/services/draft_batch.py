"""Collect what is owed into a batch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date, fiscal_year_of
from core.db import Tx, transaction
from core.errors import Refused
from payouts.batches.commands import DRAFT_BATCH
from payouts.batches.operations import MOST_PAYMENTS, attempts_of, next_running_no, one_source, recount, take
from payouts.batches.queries import Selection
from payouts.models.batches import Batch
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.payables.operations import review
from payouts.payees.operations import tell_payees
from payouts.payees.queries import Payee, payees_of
from payouts.references import reference_of
from payouts.states import PayableState, PayoutRefusal
from projects.states import FundSource


def draft_batch(selection: Selection, *, actor: Actor, now: datetime) -> int:
    """Draft a batch of everything selected that can be paid today; returns its id.

    What cannot be paid is held with its reason and left out. Refused(NOTHING_TO_BATCH) when nothing
    is left, Refused(TWO_SOURCES) when that is of both sources of money, Refused(TOO_MANY) beyond what one file carries.
    """
    person_id = actor.known_person_id
    with transaction(DRAFT_BATCH, actor, now) as tx:
        candidates = take(tx, selection)
        tx.authorise(payee={each.payee_id for each in candidates})
        payees = payees_of(tx.session, {each.payee_id for each in candidates}, bangkok_date(now))
        tell_payees(tx, review(tx, candidates, payees, actor=actor, now=now), now, payees)
        chosen = [each for each in candidates if each.state is PayableState.OPEN]
        if not chosen:
            raise Refused(PayoutRefusal.NOTHING_TO_BATCH)
        if len(chosen) > MOST_PAYMENTS:
            raise Refused(PayoutRefusal.TOO_MANY, most=MOST_PAYMENTS)
        batch = _open(tx, one_source(tx, chosen), person_id, now)
        payments = _attempts(tx, batch, chosen, payees, person_id, now)
        recount(tx, batch, payments)
        fields = {"payments": batch.payment_count, "net_satang": batch.net_satang}
        audit.record(tx, "batch.drafted", "batch", batch.id, actor, now, fields)
        return batch.id


def _open(tx: Tx, source: FundSource, person_id: int, now: datetime) -> Batch:
    fiscal_year = fiscal_year_of(bangkok_date(now))
    running_no = next_running_no(tx, fiscal_year)
    return tx.add(
        Batch(
            number=f"P{fiscal_year}-{running_no:03d}",
            fiscal_year=fiscal_year,
            running_no=running_no,
            source=source,
            state_since=now,
            drafted_at=now,
            drafted_by_id=person_id,
            payment_count=0,
            gross_satang=0,
            withheld_satang=0,
            net_satang=0,
        )
    )


def _attempts(
    tx: Tx,
    batch: Batch,
    payables: list[Payable],
    payees: Mapping[int, Payee],
    person_id: int,
    now: datetime,
) -> list[Payment]:
    earlier = attempts_of(tx.session, [each.id for each in payables])
    payments = [
        _attempt(batch, each, payees[each.payee_id], earlier.get(each.id, 0) + 1, person_id, now)
        for each in payables
    ]
    tx.session.add_all(payments)
    tx.session.flush()
    return payments


def _attempt(
    batch: Batch, payable: Payable, payee: Payee, number: int, person_id: int, now: datetime
) -> Payment:
    """Nothing is withheld: whether it must be is a ruling still to come (docs/payouts.md)."""
    if payee.account is None:
        raise LookupError(f"payable {payable.id} was let through without an account")
    return Payment(
        payable_id=payable.id,
        attempt_no=number,
        batch_id=batch.id,
        end_to_end_id=reference_of(payable.id, number),
        state_since=now,
        gross_satang=payable.amount_satang,
        withheld_satang=0,
        net_satang=payable.amount_satang,
        payee_name=payee.account.account_name,
        payee_number=payee.registration_number,
        bank_account_id=payee.account.id,
        bank_code=payee.account.bank_code,
        account_number=payee.account.account_number,
        created_at=now,
        created_by_id=person_id,
    )

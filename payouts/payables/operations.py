"""What happens to payables inside another command's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import Tx
from core.errors import NotFound
from coupons.claims.events import ClaimApproved
from coupons.coupons.models import Coupon
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.payees.operations import tell_payees
from payouts.payees.queries import Payee, holds_of, payees_of
from payouts.payees.rules import hold_for
from payouts.states import LIVE, PAYABLE_MACHINE, HoldReason, PayableState


def open_payable(tx: Tx, claim: ClaimApproved) -> None:
    """Owe an approved claim to its payee. Held at once when the payee cannot be paid yet.

    Called by app.py's handler in the transaction that approves; that holds coupon and redemption.
    """
    coupon = tx.get(Coupon, claim.coupon_id)
    facts = payees_of(tx.session, [claim.payee_organisation_id], bangkok_date(claim.now))
    hold = hold_for(facts[claim.payee_organisation_id].facts(coupon.payee_mode))
    payable = tx.add(
        Payable(
            redemption_id=claim.redemption_id,
            coupon_id=claim.coupon_id,
            scheme_id=claim.scheme_id,
            line_id=claim.line_id,
            category_id=coupon.category_id,
            payee_id=claim.payee_organisation_id,
            payee_mode=coupon.payee_mode,
            amount_satang=claim.amount_satang,
            state=PayableState.OPEN if hold is None else PayableState.HELD,
            hold_reason=hold,
            opened_at=claim.now,
            state_since=claim.now,
        )
    )
    fields = {"redemption_id": claim.redemption_id, "hold": hold.value if hold else None}
    audit.record(tx, "payable.opened", "payable", payable.id, claim.actor, claim.now, fields)
    if hold is not None:
        tell_payees(tx, [payable], claim.now)


def review(
    tx: Tx, payables: Sequence[Payable], payees: Mapping[int, Payee], *, actor: Actor, now: datetime
) -> list[Payable]:
    """Release payables whose obstacle is gone, and hold those that met one; returns the latter, whose payees are to be
    told. The rows are locked, without live payment. What a person held stays held.
    """
    holds = holds_of(tx.session, payables, payees)
    stopped = []
    for payable in payables:
        if payable.hold_reason is HoldReason.BY_PERSON:
            continue
        hold = holds[payable.id]
        if hold is None and payable.state is PayableState.HELD:
            _change_hold(tx, payable, "resume", None, actor=actor, now=now)
        elif hold is not None and payable.state is PayableState.OPEN:
            _change_hold(tx, payable, "hold", hold, actor=actor, now=now)
            stopped.append(payable)
        elif hold is not payable.hold_reason:
            payable.hold_reason = hold
            tx.session.flush()
            stopped.append(payable)
    return stopped


def _change_hold(
    tx: Tx, payable: Payable, trigger: str, hold: HoldReason | None, *, actor: Actor, now: datetime
) -> None:
    tx.advance(
        Payable, payable.id, PAYABLE_MACHINE, trigger, hold_reason=hold, state_reason_id=None, state_since=now
    )
    name = "payable.held" if hold else "payable.resumed"
    audit.record(tx, name, "payable", payable.id, actor, now, {"hold": hold.value if hold else None})


def lock_payable(tx: Tx, payable_id: int) -> tuple[Payable, Payment | None]:
    """A payable and its live payment, locked, the coupon first."""
    coupon_id = tx.scalar(sa.select(Payable.coupon_id).where(Payable.id == payable_id))
    if coupon_id is None:
        raise NotFound
    tx.lock(Coupon, coupon_id)
    payable = tx.lock(Payable, payable_id)
    return payable, live_payment(tx, payable_id)


def live_payment(tx: Tx, payable_id: int) -> Payment | None:
    """The payable's one live attempt, locked."""

    found: Payment | None = tx.scalar(
        sa.select(Payment).where(Payment.payable_id == payable_id, Payment.state.in_(LIVE)).with_for_update()
    )
    return found
